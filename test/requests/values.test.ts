import { describe, expect, test } from '@jest/globals'
import type { Understudy } from '../../src/index.ts'
import { sendTo } from './answer.ts'
import { ask } from './depot.ts'
import { openGarden } from './garden.ts'

/** @see Protocol, "Managing Values and Properties Directly" */
type Changed = readonly [line: string, body: unknown, path: string, value: unknown]

const soil = { Kind: 'peat', Ph: 5, Depth: 3, Wet: true }
const spot = { Row: 1, Label: 'A', Soil: soil, Marks: ['m'] }
const [first, second] = [
  { Row: 1, Label: 'x', Soil: null, Marks: [] },
  { Row: 2, Label: null, Soil: { Kind: 'clay', Ph: 7 }, Marks: [] },
]
const fresh = { Row: 5, Label: null, Soil: null, Marks: [] }

describe('a change of a value answers 204, and what is read then is the new value', () => {
  test.each<Changed>([
    ['PUT /Plants(1)/Name', { value: 'Rosy' }, '/Plants(1)/Name', 'Rosy'],
    ['PATCH /Plants(1)/Name', { value: 'Rosy' }, '/Plants(1)/Name', 'Rosy'],
    ['PUT /Plants(1)/Height', { value: null }, '/Plants(1)/Height', undefined],
    ['PUT /Plants(1)/Height', { '@odata.context': 'x', value: 2 }, '/Plants(1)/Height', 2],
    [
      'PUT /Plants(1)/Seeds',
      '{"value":9007199254740993}',
      '/Plants(1)/Seeds/$value',
      '9007199254740993',
    ],
    ['DELETE /Plants(1)/Height', undefined, '/Plants(1)/Height', undefined],
    ['DELETE /Plants(1)/Height/$value', undefined, '/Plants(1)/Height', undefined],
    ['PUT /Plants(1)/Bed/Name', { value: 'East' }, '/Beds(1)/Name', 'East'],
    ['PUT /Plants(3)/Garden.Tree/Rings', { value: 12 }, '/Plants(3)/Garden.Tree/Rings', 12],
    [
      'PUT /Plants(3)/Garden.Tree/Place/Label',
      { value: 'p' },
      '/Plants(3)/Garden.Tree/Place/Label',
      'p',
    ],
    ['PATCH /Plants(1)/Spot', { Label: 'B' }, '/Plants(1)/Spot', { ...spot, Label: 'B' }],
    [
      'PATCH /Plants(1)/Spot',
      { Soil: { Ph: 6 } },
      '/Plants(1)/Spot',
      { ...spot, Soil: { ...soil, Ph: 6 } },
    ],
    [
      'PUT /Plants(1)/Spot',
      { Row: 4 },
      '/Plants(1)/Spot',
      { Row: 4, Label: null, Soil: null, Marks: [] },
    ],
    ['PUT /Plants(1)/Spot/Soil', { Ph: 1 }, '/Plants(1)/Spot/Soil', { Ph: 1, Kind: 'loam' }],
    [
      'PATCH /Plants(1)/Spot/Soil',
      { '@odata.type': '#Garden.Sand', Grain: 3 },
      '/Plants(1)/Spot/Soil',
      { Kind: 'peat', Ph: 5, Wet: true, Grain: 3 },
    ],
    [
      'PUT /Plants(1)/Spot/Soil/Garden.Peat',
      { Depth: 1 },
      '/Plants(1)/Spot/Soil/Garden.Peat/Depth',
      1,
    ],
    ['DELETE /Plants(1)/Spot', undefined, '/Plants(1)/Spot', undefined],
    ['PUT /Plants(1)/Spot', 'null', '/Plants(1)/Spot', undefined],
    ['PUT /Plants(1)/Spot', { value: null }, '/Plants(1)/Spot', undefined],
    ['PATCH /Plants(2)/Spot', { Row: 5 }, '/Plants(2)/Spot', fresh],
    ['PUT /Plants(1)/Names', { value: ['x', 'y'] }, '/Plants(1)/Names', ['x', 'y']],
    ['POST /Plants(1)/Names', { value: 'z' }, '/Plants(1)/Names', ['Rosa', 'Rozen', 'z']],
    ['DELETE /Plants(1)/Names', undefined, '/Plants(1)/Names', []],
    ['POST /Plants(1)/Tags?$index=1', { value: 'N' }, '/Plants(1)/Tags', ['a', 'N', 'b', 'c']],
    ['POST /Plants(1)/Tags?$index=-1', { value: 'N' }, '/Plants(1)/Tags', ['a', 'b', 'c', 'N']],
    ['POST /Plants(1)/Tags?$index=-2', { value: 'N' }, '/Plants(1)/Tags', ['a', 'b', 'N', 'c']],
    ['PUT /Plants(1)/Tags/0', { value: 'N' }, '/Plants(1)/Tags', ['N', 'b', 'c']],
    ['DELETE /Plants(1)/Tags/-1', undefined, '/Plants(1)/Tags', ['a', 'b']],
    [
      'PATCH /Plants(1)/Spots/0',
      { Label: 'y' },
      '/Plants(1)/Spots',
      [{ ...first, Label: 'y' }, second],
    ],
    ['PUT /Plants(1)/Spots/0', { Row: 5 }, '/Plants(1)/Spots', [fresh, second]],
    ['DELETE /Plants(1)/Spots/0', undefined, '/Plants(1)/Spots', [second]],
    ['PUT /Plants(1)/Spots/1/Soil/Kind', { value: 'silt' }, '/Plants(1)/Spots/1/Soil/Kind', 'silt'],
    ['POST /Plants(1)/Spots', { Row: 5 }, '/Plants(1)/Spots', [first, second, fresh]],
    ['PUT /Plants(1)/Spots', { value: [{ Row: 5 }] }, '/Plants(1)/Spots', [fresh]],
    ['PATCH /Plants(1)/Tags/$each', { value: 'N' }, '/Plants(1)/Tags', ['N', 'N', 'N']],
    [
      "PATCH /Plants(1)/Tags/$filter($it%20gt%20'a')/$each",
      { value: 'N' },
      '/Plants(1)/Tags',
      ['a', 'N', 'N'],
    ],
    [
      "DELETE /Plants(1)/Names/$filter($it%20eq%20'Rosa')/$each",
      undefined,
      '/Plants(1)/Names',
      ['Rozen'],
    ],
    [
      'PATCH /Plants(1)/Spots/$filter(Row%20eq%202)/$each',
      { Label: 'y' },
      '/Plants(1)/Spots',
      [first, { ...second, Label: 'y' }],
    ],
    ['DELETE /Plants(1)/Spots/$each', undefined, '/Plants(1)/Spots', []],
    ['PUT /Plants(1)/Scent', { value: 'sour' }, '/Plants(1)/Scent', 'sour'],
    ['PUT /Plants(1)/Fresh', { value: 5 }, '/Plants(1)/Fresh', 5],
    ['PUT /Plants(1)/Fresh', { a: 1 }, '/Plants(1)/Fresh', { a: 1 }],
    ['DELETE /Plants(1)/Scent', undefined, '/Plants(1)/Scent', undefined],
    ['PUT /Plants(1)/Spot/Soil/Wet', { value: false }, '/Plants(1)/Spot/Soil/Wet', false],
    [
      'DELETE /Plants(1)/Spot/Soil/Wet',
      undefined,
      '/Plants(1)/Spot/Soil',
      { Kind: 'peat', Ph: 5, Depth: 3 },
    ],
  ])('%s %j', async (line, body, path, value) => {
    const service = openGarden()
    const changed = await ask(service, line, { body })
    const read = await ask(service, `GET ${path}`)
    expect([changed, read]).toEqual([
      [204, undefined],
      [value === undefined ? 204 : 200, value],
    ])
    const again = openGarden(service.state())
    expect(await ask(again, `GET ${path}`)).toEqual(read)
  })
})

describe('a raw value is text or octets', () => {
  test.each<[path: string, type: string | undefined, text: string, value: unknown]>([
    ['Height', 'text/plain', '2.25', 2.25],
    ['Height', 'text/plain', '-INF', '-INF'],
    ['Seeds', 'text/plain', '9007199254740993', 9007199254740992],
    ['Name', 'text/plain;charset=utf-8', 'Ä é', 'Ä é'],
    ['IsWild', 'text/plain', 'true', true],
    ['Sown', 'text/plain', '2024-02-29', '2024-02-29'],
    ['Color', 'text/plain', 'Blue', 'Blue'],
    ['Photo', 'image/png', 'abc', 'YWJj'],
    ['Notes', 'application/yaml', 'a: 1', 'a: 1'],
    ['Where', 'text/plain', 'Point(1 2)', { type: 'Point', coordinates: [1, 2] }],
    ['Scent', 'text/plain', 'sour', 'sour'],
    ['Spot/Label', 'text/plain', 'B', 'B'],
  ])('PUT /Plants(1)/%s/$value %s %s', async (path, type = '', text, value) => {
    const service = openGarden()
    const headers = { 'Content-Type': type }
    expect(await ask(service, `PUT /Plants(1)/${path}/$value`, { body: text, headers })).toEqual([
      204,
      undefined,
    ])
    expect(await ask(service, `GET /Plants(1)/${path}`)).toEqual([200, value])
  })

  test.each<[path: string, type: string, text: string, status: number, message: string]>([
    ['Height', 'text/plain', 'x', 400, "expected the text of Edm.Double, found 'x'"],
    [
      'Height',
      'application/json',
      '3',
      415,
      "expected a body of text/plain, found 'application/json'",
    ],
    [
      'Name',
      'text/plain',
      'far too long a name',
      400,
      "the body is not a valid value of 'Name' (1 problem): /: expected at most 10 characters, found 19 characters",
    ],
    [
      'Name',
      'text/plain;charset=x-none',
      'a',
      415,
      "expected a body of text/plain, found 'text/plain;charset=x-none'",
    ],
    [
      'Color',
      'text/plain',
      'Green',
      400,
      'the body is not a valid value of \'Color\' (1 problem): /: expected a member of Garden.Color (Red, Blue), found "Green"',
    ],
  ])('PUT /Plants(1)/%s/$value %s %s answers %i', async (path, type, text, status, message) => {
    const service = openGarden()
    const before = service.state()
    const headers = { 'Content-Type': type }
    expect(await ask(service, `PUT /Plants(1)/${path}/$value`, { body: text, headers })).toEqual([
      status,
      message,
    ])
    expect(service.state()).toEqual(before)
  })
})

describe('what a value does not take is refused, and nothing changes', () => {
  const invalid = (name: string, problem: string) =>
    `the body is not a valid value of '${name}' (1 problem): ${problem}`
  test.each<[line: string, body: unknown, status: number, message: string, target?: string]>([
    [
      'PUT /Plants(1)/Name',
      { value: null },
      400,
      invalid('Name', '/value: expected Edm.String, found null'),
    ],
    [
      'PUT /Plants(1)/Name',
      { value: 5 },
      400,
      invalid('Name', '/value: expected Edm.String, found the number 5'),
    ],
    [
      'PUT /Plants(1)/Name',
      { valu: 'x' },
      400,
      'expected a JSON object with the member \'value\' as the body, found {"valu":"x"}',
      '/value',
    ],
    [
      'PUT /Plants(1)/Name',
      { value: 'x', more: 1 },
      400,
      "expected the member 'value' alone, found 'more' too",
      '/more',
    ],
    [
      'PUT /Plants(1)/Price',
      { value: 123456 },
      400,
      invalid('Price', '/value: expected Edm.Decimal less than 1000, found the number 123456'),
    ],
    ['DELETE /Plants(1)/Name', undefined, 400, "'Name' is not nullable"],
    ['DELETE /Plants(1)/Home', undefined, 400, "'Home' is not nullable"],
    [
      'PUT /Plants(1)/Home',
      'null',
      400,
      invalid('Home', '/: expected Garden.Spot, an object, found null'),
    ],
    [
      'PUT /Plants(1)/Names',
      { value: ['x', 4] },
      400,
      invalid('Names', '/value/1: expected Edm.String, found the number 4'),
    ],
    [
      'POST /Plants(1)/Names',
      { value: 4 },
      400,
      invalid('Names', '/value: expected Edm.String, found the number 4'),
    ],
    [
      'POST /Plants(1)/Tags?$index=4',
      { value: 'x' },
      400,
      '$index: expected a place in 3 members, found 4',
      '$index',
    ],
    [
      'PUT /Plants(1)/Tags/0',
      { value: null },
      400,
      invalid('Tags', '/value: expected Edm.String, found null'),
    ],
    [
      'PATCH /Plants(1)/Names/$each',
      { value: 4 },
      400,
      invalid('Names', '/value: expected Edm.String, found the number 4'),
    ],
    ['PUT /Plants(1)/Names/$each', { value: 'x' }, 405, '$each takes PATCH and DELETE, not PUT'],
    [
      'POST /Plants(1)/Spots',
      { Row: 'x' },
      400,
      invalid('Spots', '/Row: expected Edm.Int32, found the string "x"'),
    ],
    [
      'PUT /Plants(1)/BedID',
      { value: 9 },
      400,
      "expected 'BedID' to be the key of a Garden.Bed, found 9, which none has",
      '/value',
    ],
    [
      'PUT /Plants(1)/ID',
      { value: 2 },
      405,
      "'ID' is part of the key of Garden.Plant: it cannot be changed",
    ],
    [
      'PUT /Plants(1)/Code',
      { value: 'q' },
      405,
      "'Code' is given on creation and does not change: it cannot be changed",
    ],
    [
      'DELETE /Plants(1)/ModifiedAt',
      undefined,
      405,
      "'ModifiedAt' is set by the server: it cannot be changed",
    ],
    ['POST /Plants(1)/Name', { value: 'x' }, 405, "'Name' does not take POST here"],
    ['PATCH /Plants(1)/Names', { value: ['x'] }, 405, "'Names' does not take PATCH here"],
    [
      'PUT /Plants(1)/Names/0',
      { value: 'x' },
      405,
      "'Names' is not ordered (Core.Ordered): its members have no places of their own",
    ],
    [
      "PUT /Plants(1)/Names/$filter($it%20eq%20'Rosa')",
      { value: [] },
      405,
      "'Names' is no resource that is changed by itself",
    ],
    ['PUT /Plants(1)/Tags/9', { value: 'x' }, 404, "'Tags' has no member at 9"],
    ['PUT /Plants(2)/Spot/Label', { value: 'x' }, 404, "'Spot' is null and has no 'Label'"],
    ['PUT /Plants(9)/Name', { value: 'x' }, 404, "no Garden.Plant with the key '9' is here"],
  ])('%s %j answers %i', async (...[line, body, status, message, target]) => {
    const service = openGarden()
    const before = service.state()
    const { status: found, text } = await sendTo(service.app, line, { body })
    const { error } = JSON.parse(text) as { error: { message: string; target?: string } }
    expect([found, error.message, error.target]).toEqual([status, message, target])
    expect(service.state()).toEqual(before)
  })
})

test('a geo value is primitive: it stands in the member value', async () => {
  const service = openGarden()
  const value = { type: 'Point', coordinates: [1, 2] }
  expect(await ask(service, 'PUT /Plants(1)/Where', { body: { value } })).toEqual([204, undefined])
  const { text } = await sendTo(service.app, 'GET /Plants(1)/Where')
  expect(JSON.parse(text)).toEqual({
    '@odata.context': 'http://service.test/$metadata#Plants(1)/Where',
    value,
  })
})

test('the type of a complex value is named as the version of the answer has it', async () => {
  const service = openGarden()
  const body = { '@type': '#Garden.Peat', Depth: 4 }
  await ask(service, 'PUT /Plants(1)/Spot/Soil', { body })
  const names = async (headers: Readonly<Record<string, string>>) =>
    Object.keys(
      JSON.parse((await sendTo(service.app, 'GET /Plants(1)/Spot/Soil', { headers })).text),
    )
  expect(await names({})).toEqual(['@odata.context', '@odata.type', 'Depth', 'Kind', 'Ph'])
  expect(await names({ 'OData-MaxVersion': '4.01' })).toEqual([
    '@context',
    '@type',
    'Depth',
    'Kind',
    'Ph',
  ])
})

test('every problem of a complex value has its place in the body', async () => {
  const body = { Label: 'toolong', Row: null, X: 1 }
  const { text } = await sendTo(openGarden().app, 'PATCH /Plants(1)/Spot', { body })
  expect(JSON.parse(text)).toMatchObject({
    error: { details: [{ target: '/X' }, { target: '/Row' }, { target: '/Label' }] },
  })
})

test('a property that the path goes by is changed as well', async () => {
  const service = openGarden()
  const line = 'PUT /Beds(1)/Plants(1)/BedID'
  const headers = { Prefer: 'return=representation' }
  expect(await ask(service, line, { body: { value: 2 }, headers })).toEqual([200, 2])
  expect(await ask(service, 'GET /Plants(1)/Bed/ID')).toEqual([200, 2])
})

test('with return=representation a change answers 200 and the value', async () => {
  const service = openGarden()
  const headers = { Prefer: 'return=representation' }
  const represent = (line: string, body: unknown) => ask(service, line, { body, headers })
  expect(await represent('PUT /Plants(1)/Name', { value: 'Rosa' })).toEqual([200, 'Rosa'])
  expect(await represent('POST /Plants(1)/Names', { value: 'z' })).toEqual([
    200,
    ['Rosa', 'Rozen', 'z'],
  ])
  expect(await represent('PATCH /Plants(1)/Spot', { Label: 'B' })).toEqual([
    200,
    { ...spot, Label: 'B' },
  ])
  expect(await represent('DELETE /Plants(1)/Spot', undefined)).toEqual([204, undefined])
})

test('a change of a value sets what the server sets with every update', async () => {
  const service = openGarden()
  await ask(service, 'PUT /Plants(1)/Height', { body: { value: 2 } })
  expect(await ask(service, 'GET /Plants(1)/ModifiedAt')).toEqual([200, '2026-01-01T00:00:00.000Z'])
})

test('a complex value keeps its links when it is changed, and takes new ones', async () => {
  const service = openGarden()
  const keeper = () => ask(service, 'GET /Plants(1)/Spot/Keeper')
  await ask(service, 'PUT /Plants(1)/Spot', { body: { Row: 4 } })
  expect(await keeper()).toEqual([200, { Name: 'Ann' }])
  await ask(service, 'PUT /Plants(1)/Spot/Label', { body: { value: 'Q' } })
  expect(await keeper()).toEqual([200, { Name: 'Ann' }])
  await ask(service, 'PATCH /Plants(1)/Spot', {
    body: { 'Keeper@odata.bind': "Gardeners('Bob')" },
  })
  expect(await keeper()).toEqual([200, { Name: 'Bob' }])
  expect(await ask(service, 'GET /Plants(1)/Spot/Helpers')).toEqual([200, [{ Name: 'Bob' }]])
})

/** @see JSON Format, "Control Information: type", "Individual Property or Operation Response" */
describe('the type of a dynamic property that is changed by itself', () => {
  const named = async (service: Understudy) => {
    const { text } = await sendTo(service.app, 'GET /Plants(1)?$select=Fresh')
    const { Fresh, 'Fresh@odata.type': type } = JSON.parse(text) as Record<string, unknown>
    return [Fresh, type]
  }

  test.each<readonly [body: object, type: string | undefined]>([
    [{ '@odata.type': '#Date', value: '2024-02-29' }, '#Date'],
    [{ '@type': 'Edm.Date', value: '2024-02-29' }, '#Date'],
    [{ 'value@odata.type': '#Edm.Date', value: '2024-02-29' }, '#Date'],
    [{ value: '2024-02-29' }, undefined],
  ])('%j', async (body, type) => {
    const service = openGarden()
    const before = { '@odata.type': '#Guid', value: '5d8a0a1c-0000-4000-8000-0000000000ab' }
    await ask(service, 'PUT /Plants(1)/Fresh', { body: before })
    expect(await ask(service, 'PUT /Plants(1)/Fresh', { body })).toEqual([204, undefined])
    expect(await named(service)).toEqual(['2024-02-29', type])
    expect(await named(openGarden(service.state()))).toEqual(['2024-02-29', type])
  })

  test('is not kept for another value, nor without one', async () => {
    const service = openGarden()
    const body = { '@odata.type': '#Date', value: '2024-02-29' }
    await ask(service, 'PUT /Plants(1)/Fresh', { body })
    const headers = { 'Content-Type': 'text/plain' }
    await ask(service, 'PUT /Plants(1)/Fresh/$value', { body: 'leaf', headers })
    expect(await named(service)).toEqual(['leaf', undefined])
  })

  test.each<readonly [body: object, problem: string]>([
    [
      { '@odata.type': '#Date', value: 'soon' },
      '/value: expected Edm.Date such as 2014-01-01, found the string "soon"',
    ],
    [
      { 'value@odata.type': '#No.Such', value: 1 },
      '/value@odata.type: expected the name of a type, found "#No.Such"',
    ],
  ])('is judged: %j', async (body, problem) => {
    const service = openGarden()
    const before = service.state()
    expect(await ask(service, 'PUT /Plants(1)/Fresh', { body })).toEqual([
      400,
      `the body is not a valid value of 'Fresh' (1 problem): ${problem}`,
    ])
    expect(service.state()).toEqual(before)
  })
})

test("If-Match of a property is its entity's", async () => {
  const service = openGarden()
  const { headers } = await sendTo(service.app, 'GET /Plants(1)')
  const put = (etag: string) =>
    sendTo(service.app, 'PUT /Plants(1)/Height', {
      body: { value: 3 },
      headers: { 'If-Match': etag },
    })
  expect((await put(String(headers['etag']))).status).toBe(204)
  expect((await put(String(headers['etag']))).status).toBe(412)
})
