import { describe, expect, test } from '@jest/globals'
import type { Understudy } from '../../src/index.ts'
import { sendTo } from './answer.ts'
import { ask, creationRoot, openCreation, refusedBy } from './creation.ts'

const context = (fragment: string) => ({
  '@odata.context': `${creationRoot}/$metadata#${fragment}`,
})
const plain = { Level: null, Rights: null, Home: null, Homes: [] }
const person = (ID: number, Name: string | null = null) => ({ ID, Name, ...plain })

/** What an address answers, without its context. */
async function read(service: Understudy, path: string): Promise<unknown> {
  const { body } = await ask(service, `GET ${path}`)
  const { '@odata.context': _, ...rest } = body as Record<string, unknown>
  return 'value' in rest ? rest['value'] : rest
}

describe('the answer of a create', () => {
  test('has the entity, its URL, its id and its tag', async () => {
    const service = openCreation()
    const { status, headers, body } = await sendTo(service.app, 'POST /People', {
      body: { ID: 3, Name: 'Cid' },
    })
    const url = `${creationRoot}/People(3)`
    expect({ status, body }).toEqual({
      status: 201,
      body: { ...context('People/$entity'), ...person(3, 'Cid') },
    })
    expect(headers).toMatchObject({ location: url, 'odata-entityid': url })
    expect(headers['etag']).toBe((await sendTo(service.app, 'GET /People(3)')).headers['etag'])
  })

  test('with return=minimal is empty, and tells the URL and the id', async () => {
    const { status, headers, text } = await sendTo(openCreation().app, 'POST /People', {
      body: { ID: 3 },
      headers: { Prefer: 'return=minimal' },
    })
    const url = `${creationRoot}/People(3)`
    expect([status, text, headers['location'], headers['odata-entityid']]).toEqual([
      204,
      '',
      url,
      url,
    ])
    expect(headers['preference-applied']).toBe('return=minimal')
  })

  test.each([
    ['/People', { ID: 3 }, 'People(3)'],
    ['/People/Make.Chief', { ID: 3 }, 'People(3)'],
    ['/People(1)/Reports', { ID: 3 }, 'People(3)'],
    ['/People(1)/Groups', { ID: 3 }, 'Groups(3)'],
    ['/People(1)/Cards', { No: 3 }, 'People(1)/Cards(3)'],
    ['/Head/Reports', { ID: 3 }, 'People(3)'],
    ['/Head/Cards', { No: 3 }, 'Head/Cards(3)'],
    ['/Head/Perks', { No: 3 }, 'Head/Perks(3)'],
    ['/Head/Make.Chief/Perks', { No: 3 }, 'Head/Perks(3)'],
    ['/People(2)/Orders', {}, 'Orders(1)'],
    ['/Parties', { ID: 3, '@odata.type': '#Make.Person' }, 'Parties(3)'],
    ['/Wares', { Code: "o'n" }, "Wares('o''n')"],
  ])('of POST %s %j has the Location %s, where the entity is', async (path, body, location) => {
    const service = openCreation()
    const { status, headers } = await sendTo(service.app, `POST ${path}`, { body })
    expect([status, headers['location']]).toEqual([201, `${creationRoot}/${location}`])
    expect(await read(service, `/${location}`)).toMatchObject(
      '@odata.type' in body ? { ID: 3 } : body,
    )
  })

  test('is shaped by $select and $expand', async () => {
    const body = { ID: 3, 'Boss@odata.bind': 'People(1)', Reports: [{ ID: 4 }] }
    const line = 'POST /People?$select=ID&$expand=Boss($select=ID)'
    expect(await ask(openCreation(), line, { body })).toEqual({
      status: 201,
      body: { ...context('People(ID,Boss(ID))/$entity'), ID: 3, Boss: { ID: 1 } },
    })
  })
})

describe('deep insert', () => {
  test('creates to any depth, contained and not, with partners, and shows what it created', async () => {
    const service = openCreation()
    const body = {
      '@odata.type': '#Make.Chief',
      ID: 3,
      Deputy: { ID: 4 },
      Pass: { Number: 'p' },
      Perks: [{ No: 1, Stamps: [{ Place: 7, Mark: 'x' }] }],
      Reports: [{ ID: 5, Reports: [{ ID: 6, Cards: [{ No: 2 }] }] }],
      Groups: [{ ID: 2, Title: 'Second' }],
    }
    const card = { Text: null }
    expect(await ask(service, 'POST /People', { body })).toEqual({
      status: 201,
      body: {
        ...context('People/$entity'),
        '@odata.type': '#Make.Chief',
        ...person(3),
        Bonus: null,
        Deputy: person(4),
        Pass: { Number: 'p' },
        Perks: [{ No: 1, ...card, Stamps: [{ Place: 7, Mark: 'x' }] }],
        Reports: [{ ...person(5), Reports: [{ ...person(6), Cards: [{ No: 2, ...card }] }] }],
        Groups: [{ ID: 2, Title: 'Second' }],
      },
    })
    expect(await read(service, '/People(6)/Boss/Boss/ID')).toBe(3)
    expect(await read(service, '/Groups(2)/Members')).toMatchObject([{ ID: 3 }])
    expect(await read(service, '/People(3)/Make.Chief/Perks(1)/Stamps')).toEqual([
      { Place: 7, Mark: 'x' },
    ])
  })

  test('4.01 mixes references with new entities', async () => {
    const service = openCreation()
    const headers = { 'OData-Version': '4.01', 'OData-MaxVersion': '4.01' }
    const body = {
      ID: 3,
      Boss: { '@id': 'People(1)' },
      Reports: [{ '@id': 'People(2)' }, { ID: 4 }],
    }
    expect(await ask(service, 'POST /People', { body, headers })).toEqual({
      status: 201,
      body: {
        '@context': `${creationRoot}/$metadata#People(Boss(),Reports())/$entity`,
        ...person(3),
        Boss: person(1, 'Ann'),
        Reports: [person(2, 'Bob'), person(4)],
      },
    })
  })

  test('a reference may lead to what the same request creates before it', async () => {
    const service = openCreation()
    const body = {
      ID: 3,
      Reports: [{ ID: 4, 'Groups@odata.bind': ['Groups(1)'] }],
      Cards: [{ No: 1, 'Giver@odata.bind': 'People(3)' }],
    }
    expect((await ask(service, 'POST /People', { body })).status).toBe(201)
    expect(await read(service, '/People(3)/Cards(1)/Giver/ID')).toBe(3)
    expect(await read(service, '/Groups(1)/Members')).toMatchObject([{ ID: 4 }])
  })

  test('what a complex value leads to is created and shown', async () => {
    const service = openCreation()
    const body = {
      ID: 3,
      Home: { City: 'Oslo', Country: { Code: 'SE' } },
      Homes: [{ City: 'Bonn', 'Country@odata.bind': "Countries('NO')" }],
    }
    expect(await ask(service, 'POST /People', { body })).toEqual({
      status: 201,
      body: {
        ...context('People/$entity'),
        ...person(3),
        Home: { City: 'Oslo', Street: null, Country: { Code: 'SE' } },
        Homes: [{ City: 'Bonn', Street: null }],
      },
    })
    expect(await read(service, '/Countries')).toEqual([{ Code: 'NO' }, { Code: 'SE' }])
    expect(await read(service, '/People(3)/Homes?$expand=Country')).toMatchObject([
      { Country: { Code: 'NO' } },
    ])
  })

  test('what the request calls its entities is said in the answer, and forgotten', async () => {
    const service = openCreation()
    const body = {
      ID: 3,
      '@Core.ContentID': 'a',
      Cards: [{ No: 1, '@Org.OData.Core.V1.ContentID': 'b' }],
    }
    const { body: answered } = await ask(service, 'POST /People', { body })
    expect(answered).toEqual({
      ...context('People/$entity'),
      '@Core.ContentID': 'a',
      ...person(3),
      Cards: [{ '@Org.OData.Core.V1.ContentID': 'b', No: 1, Text: null }],
    })
    expect(await read(service, '/People(3)?$expand=Cards')).toEqual({
      ...person(3),
      Cards: [{ No: 1, Text: null }],
    })
  })

  test('the key of an entity that exists, alone, links it', async () => {
    const service = openCreation()
    expect(
      (await ask(service, 'POST /People', { body: { ID: 3, Reports: [{ ID: 2 }] } })).status,
    ).toBe(201)
    expect(await read(service, '/People(2)/Boss/ID')).toBe(3)
  })

  test('a dependent entity takes what its principal says', async () => {
    const service = openCreation()
    const body = {
      ID: 3,
      Orders: [{ Lines: [{ Pos: 1, Ware: { Code: 'b', Extra: null } }] }, { BuyerID: 3 }],
    }
    expect((await ask(service, 'POST /People', { body })).status).toBe(201)
    expect(await read(service, '/Orders')).toEqual([
      { ID: 1, BuyerID: 3, Made: null },
      { ID: 2, BuyerID: 3, Made: null },
    ])
    expect(await read(service, '/Orders(1)/Lines(1)/Ware/Code')).toBe('b')
  })
})

describe('bind', () => {
  test.each([
    'People(1)',
    '/People(1)',
    'People/1',
    'http://service.test/People(1)',
    'https://other.example/v4/People(1)',
    "People(Name='Ann')",
  ])('Boss@odata.bind: %s', async (reference) => {
    const service = openCreation()
    const body = { ID: 3, 'Boss@odata.bind': reference }
    expect((await ask(service, 'POST /People', { body })).status).toBe(201)
    expect(await read(service, '/People(3)/Boss/ID')).toBe(1)
    expect(await read(service, '/People(1)/Reports')).toMatchObject([{ ID: 3 }])
  })

  test('null leaves a relationship empty', async () => {
    const service = openCreation()
    const body = { ID: 3, 'Boss@odata.bind': null }
    expect((await ask(service, 'POST /People', { body })).status).toBe(201)
    expect((await ask(service, 'GET /People(3)/Boss')).status).toBe(204)
  })

  test('the same reference twice is one link', async () => {
    const service = openCreation()
    const body = { ID: 3, 'Groups@odata.bind': ['Groups(1)', 'Groups(1)'] }
    expect((await ask(service, 'POST /People', { body })).status).toBe(201)
    expect(await read(service, '/People(3)/Groups')).toEqual([{ ID: 1, Title: 'First' }])
  })

  test.each([
    [{ 'Boss@odata.bind': 'People(7)' }, 404, '/Boss@odata.bind'],
    [{ 'Boss@odata.bind': 'Groups(1)' }, 400, '/Boss@odata.bind'],
    [{ 'Boss@odata.bind': 'People' }, 400, '/Boss@odata.bind'],
    [{ 'Boss@odata.bind': 'People(1)/Boss' }, 404, '/Boss@odata.bind'],
    [{ 'Groups@odata.bind': ['Groups(1)', 'Groups(7)'] }, 404, '/Groups@odata.bind/1'],
    [{ Reports: [{ ID: 4 }, { '@odata.id': 'People(7)' }] }, 404, '/Reports/1/@odata.id'],
    [{ Reports: [{ ID: 4 }, { '@id': 'People(7)' }] }, 404, '/Reports/1/@id'],
    [{ Reports: [{ ID: 2, Name: 'x' }] }, 409, '/Reports/0/Name'],
    [{ Reports: [{ '@odata.id': 'People(2)', Name: 'x' }] }, 409, '/Reports/0/Name'],
    [{ Cards: [{ No: 1 }, { No: 1 }] }, 409, '/Cards/1/No'],
    [{ Reports: [{ ID: 4, Name: 'Ann' }] }, 409, '/Reports/0/Name'],
    [{ Orders: [{ BuyerID: 2 }] }, 400, '/Orders/0/BuyerID'],
    [{ Reports: [{ ID: 4, 'Boss@odata.bind': 'People(1)' }] }, 400, '/Reports/0/Boss'],
  ])('%j is refused with %i at %s, and nothing is left behind', async (more, status, target) => {
    const body = { ID: 3, Groups: [{ ID: 8 }], ...more }
    expect(await refusedBy(openCreation(), 'POST /People', body)).toMatchObject({ status, target })
  })

  test('each reference that names nothing fitting has a detail', async () => {
    const groups = ['Groups(7)', 'Groups(1)', 'People(1)']
    const body = { ID: 3, 'Boss@odata.bind': 'People(7)', 'Groups@odata.bind': groups }
    expect(await refusedBy(openCreation(), 'POST /People', body)).toEqual({
      status: 404,
      message: "'People(7)' names no entity: no Make.Person with the key '7' is here",
      target: '/Boss@odata.bind',
      targets: ['/Boss@odata.bind', '/Groups@odata.bind/0', '/Groups@odata.bind/2'],
    })
  })
})

describe('where a create is refused', () => {
  test.each([
    ['POST /People(1)', 405],
    ['POST /Head', 405],
    ['POST /People(1)/Boss', 405],
    ['POST /People/$count', 405],
    ['POST /People/$filter(ID eq 1)', 405],
    ['POST /People(7)/Reports', 404],
    ['POST /Nobody', 404],
  ])('%s answers %i', async (line, status) => {
    expect((await refusedBy(openCreation(), line, { ID: 3 })).status).toBe(status)
  })

  test.each([
    ['POST /People(1)/Reports', { ID: 3, 'Boss@odata.bind': 'People(2)' }, '/Boss'],
    ['POST /People(1)/Reports', { ID: 3, Boss: { ID: 4 } }, '/Boss'],
    ['POST /People(1)/Orders', { BuyerID: 2 }, '/BuyerID'],
    ['POST /People(1)/Orders', { 'Buyer@odata.bind': 'People(2)' }, '/Buyer'],
  ])('%s %j contradicts its URL', async (line, body, target) => {
    expect(await refusedBy(openCreation(), line, body)).toMatchObject({ status: 400, target })
  })

  test.each([
    ['POST /People', { ID: 1 }, '/ID'],
    ['POST /People', { ID: 3, Name: 'Ann' }, '/Name'],
    ['POST /People(1)/Groups', { ID: 1 }, '/ID'],
    ['POST /Wares', { Code: 'a' }, '/Code'],
  ])('%s %j has a key that is taken', async (line, body, target) => {
    expect(await refusedBy(openCreation(), line, body)).toMatchObject({ status: 409, target })
  })

  test('a refused create takes no number: the next entity has the one it would have had', async () => {
    const service = openCreation()
    await refusedBy(service, 'POST /Orders', {
      BuyerID: 1,
      Lines: [{ Pos: 1, 'Ware@odata.bind': "Wares('x')" }],
    })
    expect(await ask(service, 'POST /Orders', { body: { BuyerID: 1 } })).toMatchObject({
      status: 201,
      body: { ID: 1 },
    })
  })
})
