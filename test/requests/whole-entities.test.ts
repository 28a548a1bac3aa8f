import { join } from 'node:path'
import { describe, expect, test } from '@jest/globals'
import { createUnderstudy, type Understudy } from '../../src/index.ts'
import { readAnswer, sendTo, type Answer, type Sent } from './answer.ts'

function start(): Understudy {
  return createUnderstudy({
    contract: join('test', 'contracts', 'parcels.xml'),
    fixtures: {
      Parcels: [
        { ID: 1, Size: { Width: 1, Height: 2, Marks: ['a'], Inner: null }, Sizes: [], Via: [] },
      ],
      Wares: [{ Code: 'nail' }],
    },
    clock: '2026-01-01T00:00:00Z',
    ids: 'sequential',
  })
}

async function ask(service: Understudy, line: string, sent?: Sent): Promise<Answer> {
  return readAnswer(await sendTo(service.app, line, sent))
}

/** Status and where the problems are; the state is as it was. */
async function refused(line: string, body: object): Promise<unknown> {
  const service = start()
  const before = service.state()
  const { status, body: answered } = await ask(service, line, { body })
  expect(service.state()).toEqual(before)
  const { error } = answered as { error: { details?: readonly { target: string }[] } }
  return [status, error.details?.map(({ target }) => target)]
}

const empty = { Width: 10, Height: null, Marks: [], Inner: null }
const representation = { Prefer: 'return=representation' }

/** @see Protocol, "Create an Entity", "Update an Entity", "Update a Complex Property" */
describe('what a new complex value does not say has its default', () => {
  test.each<[string, object, object]>([
    ['POST /Parcels', { ID: 2, Size: {} }, { Size: empty }],
    [
      'POST /Parcels',
      { ID: 2, Size: { Inner: { Height: 3 } }, Sizes: [{ Width: 4 }, {}] },
      {
        Size: { ...empty, Inner: { ...empty, Height: 3 } },
        Sizes: [{ ...empty, Width: 4 }, empty],
      },
    ],
    ['PUT /Parcels(2)', { Size: {}, Sizes: [{}] }, { Size: empty, Sizes: [empty] }],
    ['PUT /Parcels(1)', { Size: {}, Sizes: [{}] }, { Size: empty, Sizes: [empty] }],
    ['PATCH /Parcels(1)', { Sizes: [{ Inner: {} }] }, { Sizes: [{ ...empty, Inner: empty }] }],
    [
      'PATCH /Parcels(1)',
      { Size: { Inner: { Width: 7 } } },
      { Size: { Width: 1, Height: 2, Marks: ['a'], Inner: { ...empty, Width: 7 } } },
    ],
    ['PATCH /Parcels(1)', { To: { City: 'Oslo' } }, { To: { City: 'Oslo', Street: null } }],
  ])('%s of %j', async (line, body, expected) => {
    const { body: answered } = await ask(start(), line, { body, headers: representation })
    expect(answered).toMatchObject(expected)
  })
})

/** @see Protocol, "Update an Entity" */
describe('what is not nullable and has no default is asked of what is new', () => {
  test.each<[string, object, readonly string[]]>([
    ['POST /Parcels', { ID: 2, To: {}, Via: [{}] }, ['/Size', '/To/City', '/Via/0/City']],
    ['PATCH /Parcels(1)', { To: { Street: 'A' } }, ['/To/City']],
    ['PATCH /Parcels(1)', { Via: [{ City: 'Oslo' }, { Street: 'A' }] }, ['/Via/1/City']],
    ['PATCH /Parcels(1)', { '@odata.type': '#Post.Crate' }, ['/Wood']],
    [
      'PATCH /Parcels',
      { '@context': '#$delta', value: [{ ID: 1, To: { Street: 'A' } }] },
      ['/value/0/To/City'],
    ],
    ['PATCH /Parcels/$each', { To: { Street: 'A' } }, ['/To/City']],
  ])('%s of %j is refused', async (line, body, targets) => {
    expect(await refused(line, body)).toEqual([400, targets])
  })

  test('what is there already need not be given', async () => {
    const service = start()
    await ask(service, 'PATCH /Parcels(1)', { body: { To: { City: 'Oslo' } } })
    const body = { '@odata.type': '#Post.Crate', Wood: 'oak', To: { Street: 'A' } }
    const { status } = await ask(service, 'PATCH /Parcels(1)', { body })
    const { body: after } = await ask(service, 'GET /Parcels(1)')
    expect([status, after]).toMatchObject([204, { To: { City: 'Oslo', Street: 'A' }, Wood: 'oak' }])
  })
})

/** @see Protocol, "Create an Entity" */
describe('a key that is that of a related entity', () => {
  test.each<[string, object]>([
    ['bound', { 'Parcel@odata.bind': 'Parcels(1)', 'Ware@odata.bind': "Wares('nail')" }],
    ['referred to', { Parcel: { '@id': 'Parcels(1)' }, Ware: { '@id': "Wares('nail')" } }],
    ['created within', { 'Parcel@odata.bind': 'Parcels(1)', Ware: { Code: 'nut' } }],
    ['given in part', { ParcelID: 1, 'Ware@odata.bind': "Wares('nail')" }],
  ])('need not be given beside one that is %s', async (_, body) => {
    const service = start()
    const { status, body: line } = await ask(service, 'POST /Lines', { body })
    const { WareCode } = line as { WareCode: string }
    expect([status, line]).toMatchObject([201, { ParcelID: 1 }])
    const { body: ware } = await ask(service, `GET /Lines(ParcelID=1,WareCode='${WareCode}')/Ware`)
    expect(ware).toMatchObject({ Code: WareCode })
  })

  test('is refused where it says another one, and the state stays', async () => {
    const body = { ParcelID: 2, WareCode: 'nail', 'Parcel@odata.bind': 'Parcels(1)' }
    const service = start()
    const before = service.state()
    const { status, body: answered } = await ask(service, 'POST /Lines', { body })
    expect([status, answered, service.state()]).toEqual([
      400,
      {
        error: {
          code: 'BadRequest',
          message: "expected 'ParcelID' to be that of 'Parcel', 1, found 2",
          target: '/ParcelID',
        },
      },
      before,
    ])
  })

  test('is asked for where nothing gives it', async () => {
    expect(await refused('POST /Lines', { ParcelID: 1 })).toEqual([400, ['/WareCode']])
  })
})

test('a method that an entity does not take is refused before its ETag is asked for', async () => {
  const { status, headers } = await sendTo(start().app, "POST /Wares('nail')", { body: {} })
  expect([status, headers['allow']]).toEqual([405, 'GET, HEAD, OPTIONS, PATCH, PUT, DELETE'])
  expect((await ask(start(), "DELETE /Wares('nail')")).status).toBe(428)
})
