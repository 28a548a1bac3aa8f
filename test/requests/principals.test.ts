import { describe, expect, test } from '@jest/globals'
import { sendTo } from './answer.ts'
import { askLedger, openLedger, openLookups } from './ledger.ts'

/* CSDL, "Referential Constraint", where the navigation property may be null and the dependent property may not. */
const currencies = { Currencies: [{ Code: 'EUR', Decimals: 2 }] }

describe('a dependent property that is never null may lead to nothing', () => {
  test.each<readonly [body: unknown, code: string, price: unknown]>([
    [{ ID: 1 }, '', null],
    [{ ID: 1, CurrencyCode: 'XXX' }, 'XXX', null],
    [
      { ID: 1, Price: { Amount: 1, CurrencyCode: 'XXX' } },
      '',
      { Amount: 1, CurrencyCode: 'XXX', Currency: null },
    ],
  ])('POST of %j', async (body, code, price) => {
    const service = openLedger(currencies)
    expect((await askLedger(service, 'POST /Bookings', { body })).status).toBe(201)
    const read = await askLedger(service, 'GET /Bookings?$expand=Currency,Price/Currency')
    const booking = { ID: 1, IsActive: true, CurrencyCode: code, Currency: null, Price: price }
    expect(read.body).toMatchObject({ value: [booking] })
    expect(openLedger(service.state()).state()).toEqual(service.state())
  })

  test('and to an entity once that is there', async () => {
    const service = openLedger({ ...currencies, Bookings: [{ ID: 1, IsActive: true }] })
    const line = 'PATCH /Bookings(ID=1,IsActive=true)'
    await askLedger(service, line, { body: { CurrencyCode: 'USD' } })
    await askLedger(service, 'POST /Currencies', { body: { Code: 'USD' } })
    const { body } = await askLedger(service, 'GET /Bookings(ID=1,IsActive=true)/Currency')
    expect(body).toMatchObject({ Code: 'USD' })
  })
})

describe('a key property with a default value may be left out of a create', () => {
  test('and has its default', async () => {
    const { status, body } = await askLedger(openLedger(), 'POST /Bookings', { body: { ID: 1 } })
    expect([status, body]).toEqual([201, expect.objectContaining({ ID: 1, IsActive: true })])
  })

  test('which may be taken', async () => {
    const service = openLedger({ Bookings: [{ ID: 1 }] })
    const before = service.state()
    const { status } = await askLedger(service, 'POST /Bookings', { body: { ID: 1 } })
    expect([status, service.state()]).toEqual([409, before])
  })
})

describe('a navigation property that is said not to be nullable', () => {
  test.each<readonly [line: string, body: unknown, status: number]>([
    // The principal may be null, or the service makes the dependent property.
    ['POST /Firms', { FirmID: 2 }, 201],
    ['POST /Firms', { FirmID: 2, 'Parent@odata.bind': '/Firms(1)' }, 201],
    ['PATCH /Firms(1)', { 'Place@odata.bind': null }, 204],
    ['DELETE /Firms(1)/Place/$ref', undefined, 204],
    // Neither.
    ['POST /People', { PersonID: 2 }, 400],
    ['DELETE /People(1)/Home/$ref', undefined, 400],
  ])('%s of %j answers %i', async (line, body, status) => {
    expect((await askLedger(openLookups(), line, { body })).status).toBe(status)
  })

  test('stands so in $metadata', async () => {
    const { text } = await sendTo(openLookups().app, 'GET /$metadata')
    expect(text.match(/<NavigationProperty [^>]*>/g)).toEqual([
      '<NavigationProperty Name="Parent" Type="Lookups.Firm" Nullable="false">',
      '<NavigationProperty Name="Place" Type="Lookups.Place" Nullable="false">',
      '<NavigationProperty Name="Customer_Firm" Type="Lookups.Firm">',
      '<NavigationProperty Name="Customer_Person" Type="Lookups.Person">',
      '<NavigationProperty Name="Home" Type="Lookups.Place" Nullable="false">',
    ])
  })
})

describe('a dependent property of several navigation properties', () => {
  test('leads to an entity of one of the types', async () => {
    const service = openLookups()
    const body = { PersonID: 2, 'Customer_Firm@odata.bind': 'Firms(1)', _Home_value: 1 }
    await askLedger(service, 'POST /People', { body })
    const read = await askLedger(service, 'GET /People(2)?$expand=Customer_Firm($select=Number)')
    expect(read.body).toMatchObject({ _Customer_value: 1, Customer_Firm: { Number: 'A' } })
  })

  test('is refused where it leads to none', async () => {
    const body = { PersonID: 2, _Customer_value: 7, _Home_value: 1 }
    const { status, body: answer } = await askLedger(openLookups(), 'POST /People', { body })
    expect([status, answer]).toMatchObject([400, { error: { target: '/_Customer_value' } }])
  })
})

test('alternate keys may be said by the term of the community too', async () => {
  const service = openLookups()
  const { body } = await askLedger(service, "GET /Firms(Number='A')")
  expect(body).toMatchObject({ FirmID: 1 })
  const { text } = await sendTo(service.app, 'GET /$metadata')
  expect(text).toContain('<PropertyValue Property="Name" PropertyPath="Number"/>')
})
