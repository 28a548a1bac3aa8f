import { describe, expect, test } from '@jest/globals'
import { askLedger, openLedger } from './ledger.ts'

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
