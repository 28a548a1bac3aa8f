import { describe, expect, test } from '@jest/globals'
import { ask, creationRoot, openCreation, refusedBy } from './creation.ts'

/** A body with one fault each: what is said of it, and where. */
describe('a value that is none of its type', () => {
  test.each<[object, string, string]>([
    [{ Price: 'x' }, '/Price', 'expected Edm.Decimal, found the string "x"'],
    [{ Price: 1.234 }, '/Price', 'expected a multiple of 0.01, found the number 1.234'],
    [{ Price: 12345 }, '/Price', 'expected Edm.Decimal less than 10000, found the number 12345'],
    [
      { Price: '12345.67' },
      '/Price',
      'expected Edm.Decimal less than 10000, found the number 12345.67',
    ],
    [{ Price: -1 }, '/Price', 'expected Edm.Decimal of at least 0, found the number -1'],
    [{ Weight: 'x' }, '/Weight', 'expected Edm.Double, found the string "x"'],
    [{ Stock: 1.5 }, '/Stock', 'expected Edm.Int64, found the number 1.5'],
    [
      { Stock: '9223372036854775808' },
      '/Stock',
      'expected Edm.Int64 from -9223372036854775808 to 9223372036854775807, found the string "9223372036854775808"',
    ],
    [{ Grade: 'G' }, '/Grade', 'expected Edm.String that matches ^[A-F]$, found the string "G"'],
    [{ Tags: ['a', 'b', 'c'] }, '/Tags', 'expected at most 2 items, found 3 items'],
    [{ Tags: [null] }, '/Tags/0', 'expected Edm.String, found null'],
    [{ Tags: 'a' }, '/Tags', 'expected an array, found the string "a"'],
    [{ Tags: null }, '/Tags', 'expected an array, found null'],
    [
      { Since: '2023-02-30' },
      '/Since',
      'expected Edm.Date such as 2014-01-01, found the string "2023-02-30"',
    ],
    [{ At: '25:00' }, '/At', 'expected Edm.TimeOfDay such as 12:30:00, found the string "25:00"'],
    [
      { At: '12:00:00.1234' },
      '/At',
      'expected Edm.TimeOfDay with at most 3 digits of fractional seconds, found the string "12:00:00.1234"',
    ],
    [{ Lead: 'P1Y' }, '/Lead', 'expected Edm.Duration such as PT1H30M, found the string "P1Y"'],
    [
      { Mark: 'x' },
      '/Mark',
      'expected Edm.Guid such as 01234567-89ab-cdef-0123-456789abcdef, found the string "x"',
    ],
    [{ Flag: null }, '/Flag', 'expected Edm.Boolean, found null'],
    [{ Flag: 'true' }, '/Flag', 'expected Edm.Boolean, found the string "true"'],
    [{ Byte: 256 }, '/Byte', 'expected Edm.Byte from 0 to 255, found the number 256'],
    [{ Byte: -1 }, '/Byte', 'expected Edm.Byte from 0 to 255, found the number -1'],
    [{ Extra: 'x' }, '/Extra', 'expected Make.Loose, an object, found the string "x"'],
    [{ Extra: { Size: 'x' } }, '/Extra/Size', 'expected Edm.Int32, found the string "x"'],
    [{ Code: 'abcd' }, '/Code', 'expected at most 3 characters, found 4 characters'],
    [{ Code: null }, '/Code', 'expected Make.Code, which is Edm.String, found null'],
    [
      { '@odata.type': '#Make.Person' },
      '/@odata.type',
      'expected the name of Make.Ware or of a type derived from it (#Make.Ware), found the string "#Make.Person"',
    ],
  ])('%j is refused at %s: %s', async (more, pointer, message) => {
    expect(await refusedBy(openCreation(), 'POST /Wares', { Code: 'b', ...more })).toEqual({
      status: 400,
      message: `the body is not a valid Make.Ware (1 problem): ${pointer}: ${message}`,
      target: undefined,
      targets: [pointer],
    })
  })

  test.each<[object, string]>([
    [{ Level: 'Mid' }, 'expected a member of Make.Level (Low, High), found "Mid"'],
    [{ Level: 2 }, 'expected a member of Make.Level (Low, High), found the number 2'],
    [{ Level: '3' }, 'expected a member of Make.Level (Low, High), found "3"'],
    [{ Level: 'Low,High' }, 'expected a member of Make.Level (Low, High), found "Low,High"'],
    [
      { Rights: 'Read,Fly' },
      'expected members of Make.Rights (Read, Write), found the string "Read,Fly"',
    ],
    [{ Rights: '8' }, 'expected members of Make.Rights (Read, Write), found the string "8"'],
    [
      { ID: 2147483648 },
      'expected Edm.Int32 from -2147483648 to 2147483647, found the number 2147483648',
    ],
    [{ ID: '3' }, 'expected Edm.Int32, found the string "3"'],
    [{ Name: 'nine char' }, 'expected at most 8 characters, found 9 characters'],
    [{ Nmae: 'x' }, "'Nmae' is not a property of Make.Person; did you mean 'Name'?"],
    [{ boss: null }, "'boss' is not a property of Make.Person; did you mean 'Boss'?"],
    [{ Reports: {} }, 'expected an array, found an object'],
    [{ Boss: [] }, 'expected Make.Person, an object, found an array'],
    [{ Cards: null }, 'expected an array, found null'],
    [{ 'Boss@odata.bind': 5 }, 'expected the URL of an entity, found the number 5'],
    [
      { 'Groups@odata.bind': 'Groups(1)' },
      'expected an array of URLs, found the string "Groups(1)"',
    ],
    [{ 'Nobody@odata.bind': 'x' }, "'Nobody' is not a navigation property of Make.Person"],
    [
      { Boss: { ID: 4 }, 'Boss@odata.bind': 'People(1)' },
      "expected one value for 'Boss', found Boss and Boss@odata.bind",
    ],
  ])('a person with %j is refused: %s', async (more, message) => {
    const name = Object.keys(more).at(-1)!
    expect(await refusedBy(openCreation(), 'POST /People', { ID: 3, ...more })).toEqual({
      status: 400,
      message: `the body is not a valid Make.Person (1 problem): /${name}: ${message}`,
      target: undefined,
      targets: [`/${name}`],
    })
  })
})

test('every problem is told with its place, however deep', async () => {
  const body = {
    ID: 3,
    Nope: 1,
    Name: 'much too long',
    Home: { City: 'toolong', Strt: 1 },
    Homes: [null, { City: null }, {}],
    Reports: [{ ID: 4, Name: 5, Cards: [{ No: 1, Text: 'too long', Stamps: [{ Mark: 'four' }] }] }],
    Orders: [{ Lines: [{ Pos: 1 }, { Pos: 2, Ware: { Price: 'x' } }] }],
  }
  const { status, targets } = await refusedBy(openCreation(), 'POST /People', body)
  expect([status, targets.toSorted((a, b) => (a! < b! ? -1 : 1))]).toEqual([
    400,
    [
      '/Home/City',
      '/Home/Strt',
      '/Homes/0',
      '/Homes/1/City',
      '/Homes/2/City',
      '/Name',
      '/Nope',
      '/Orders/0/Lines/0/Ware',
      '/Orders/0/Lines/1/Ware/Code',
      '/Orders/0/Lines/1/Ware/Price',
      '/Reports/0/Cards/0/Stamps/0/Mark',
      '/Reports/0/Cards/0/Stamps/0/Place',
      '/Reports/0/Cards/0/Text',
      '/Reports/0/Name',
    ],
  ])
})

describe('what is missing', () => {
  test.each<[string, object, readonly string[]]>([
    ['/Wares', {}, ['/Code']],
    ['/People', { Name: 'x' }, ['/ID']],
    ['/Orders', {}, ['/Buyer']],
    ['/Orders', { BuyerID: null }, ['/Buyer']],
    ['/Orders', { BuyerID: 1, Lines: [{ Pos: 1 }] }, ['/Lines/0/Ware']],
    [
      '/Orders',
      { 'Buyer@odata.bind': 'People(1)', Lines: [{}] },
      ['/Lines/0/Pos', '/Lines/0/Ware'],
    ],
    ['/People(1)/Orders', { Lines: [{ Pos: 1 }] }, ['/Lines/0/Ware']],
    ['/People', { ID: 3, Home: {} }, ['/Home/City']],
  ])('POST %s %j answers 400 for %j', async (path, body, targets) => {
    expect(await refusedBy(openCreation(), `POST ${path}`, body)).toMatchObject({
      status: 400,
      targets,
    })
  })

  test.each<[string, object]>([
    ['/Orders', { BuyerID: 1 }],
    ['/Orders', { 'Buyer@odata.bind': 'People(1)' }],
    ['/Orders', { Buyer: { ID: 3 } }],
    ['/Orders', { Buyer: { '@odata.id': 'People(1)' } }],
    ['/People(1)/Orders', {}],
    ['/People', { ID: 3, Orders: [{}] }],
  ])('POST %s %j has its buyer', async (path, body) => {
    expect((await ask(openCreation(), `POST ${path}`, { body })).status).toBe(201)
  })

  test('a principal that does not exist is refused', async () => {
    expect(await refusedBy(openCreation(), 'POST /Orders', { BuyerID: 7 })).toMatchObject({
      status: 400,
      target: '/BuyerID',
    })
  })
})

describe('types', () => {
  test.each<[string, object, string]>([
    ['/Parties', { ID: 3 }, '/@odata.type'],
    ['/Parties', { ID: 3, '@odata.type': '#Make.Party' }, '/@odata.type'],
  ])('POST %s %j is refused, since the type is abstract', async (path, body, target) => {
    expect(await refusedBy(openCreation(), `POST ${path}`, body)).toMatchObject({
      status: 400,
      target,
    })
  })

  test.each<[string, object]>([
    ['/Parties', { ID: 3, '@odata.type': '#Make.Group' }],
    ['/People/Make.Chief', { ID: 3, '@odata.type': '#Make.Person' }],
    ['/People', { ID: 3, Bonus: 1 }],
    ['/People', { ID: 3, Home: { '@odata.type': '#Make.Loose', City: 'x' } }],
    ['/People', { ID: 3, Home: { '@odata.type': '#Make.Place', City: 'x' } }],
  ])('POST %s %j is refused, since the type does not fit', async (path, body) => {
    expect((await refusedBy(openCreation(), `POST ${path}`, body)).status).toBe(400)
  })
})

describe('what is taken', () => {
  const ware = {
    Price: null,
    Weight: null,
    Stock: null,
    Grade: null,
    Tags: [],
    Since: null,
    At: null,
    Lead: null,
    Mark: null,
    Blob: null,
    Flag: true,
    Byte: null,
    Extra: null,
  }

  test('omitted properties have their default, null or an empty collection; dynamic ones are kept', async () => {
    const body = { Code: 'b', colour: 'red', deep: { a: [1] } }
    expect(await ask(openCreation(), 'POST /Wares', { body })).toEqual({
      status: 201,
      body: {
        '@odata.context': `${creationRoot}/$metadata#Wares/$entity`,
        ...ware,
        ...body,
      },
    })
  })

  test('IEEE754Compatible numbers come and go as strings', async () => {
    const type = 'application/json;IEEE754Compatible=true'
    const body = { Code: 'b', Price: '12.34', Stock: '9007199254740993' }
    const headers = { 'Content-Type': type, Accept: type }
    expect((await ask(openCreation(), 'POST /Wares', { body, headers })).body).toMatchObject(body)
  })

  test.each<[object, object]>([
    [{ Level: 'High' }, {}],
    [{ Level: '2' }, { Level: 'High' }],
    [{ Rights: 'Read' }, {}],
    [{ Rights: 'Read,Write' }, {}],
    [{ Rights: '3' }, { Rights: 'Read,Write' }],
    [{ Rights: '2' }, { Rights: 'Write' }],
  ])('an enumeration value %j', async (more, stored) => {
    const { status, body } = await ask(openCreation(), 'POST /People', { body: { ID: 3, ...more } })
    expect({ status, body }).toMatchObject({ status: 201, body: { ...more, ...stored } })
  })

  test('computed values are ignored and immutable ones are taken', async () => {
    const service = openCreation()
    const body = { ID: 500, BuyerID: 1, Made: '2020-01-01T00:00:00+02:00' }
    expect(await ask(service, 'POST /Orders', { body })).toEqual({
      status: 201,
      body: {
        '@odata.context': `${creationRoot}/$metadata#Orders/$entity`,
        ID: 1,
        BuyerID: 1,
        Made: '2020-01-01T00:00:00+02:00',
      },
    })
  })

  test('control information that a client sends back is ignored', async () => {
    const body = {
      '@odata.context': 'http://elsewhere/$metadata#People/$entity',
      '@odata.id': 'People(3)',
      '@odata.etag': 'W/"1"',
      'Orders@odata.navigationLink': 'People(3)/Orders',
      'Orders@odata.count': 0,
      'Name@odata.type': '#String',
      ID: 3,
    }
    expect((await ask(openCreation(), 'POST /People', { body })).status).toBe(201)
  })
})
