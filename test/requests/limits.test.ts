import { join } from 'node:path'
import { describe, expect, test } from '@jest/globals'
import { createUnderstudy } from '../../src/index.ts'
import { readAnswer, sendTo, type Answer } from './answer.ts'

const fixtures = { Visits: [1, 'five', true].map((Any, index) => ({ ID: index + 1, Any })) }

async function ask(line: string, body?: object): Promise<Answer> {
  const { app } = createUnderstudy({ contract: join('test', 'contracts', 'limits.xml'), fixtures })
  return readAnswer(await sendTo(app, line, body && { body }))
}

async function problemsOf(line: string, body: object): Promise<readonly string[] | number> {
  const answer = await ask(line, body)
  if (answer.status !== 400) return answer.status
  const { error } = answer.body as {
    error: { message: string; target?: string; details?: { message: string; target: string }[] }
  }
  return (error.details ?? [error]).map(({ message, target }) => `${target}: ${message}`)
}

describe('What JSON Schema has no word for is refused in a body', () => {
  test.each<[object, readonly string[] | number]>([
    [{ Day: '2020-01-01' }, 201],
    [{ Day: '2019-12-31' }, ['/Day: expected Edm.Date of at least 2020-01-01, found "2019-12-31"']],
    [{ Day: '2021-01-01' }, ['/Day: expected Edm.Date of at most 2020-12-31, found "2021-01-01"']],
    [{ At: '2020-01-01T01:00:00+01:00' }, 201],
    [
      { At: '2020-01-01T00:30:00+01:00' },
      [
        '/At: expected Edm.DateTimeOffset of at least 2020-01-01T00:00:00Z, found "2020-01-01T00:30:00+01:00"',
      ],
    ],
    [{ Length: 'PT61M' }, 201],
    [{ Length: 'PT60M' }, ['/Length: expected Edm.Duration greater than PT1H, found "PT60M"']],
    [
      { Closing: ['18:00:00', '18:00:01'] },
      ['/Closing/1: expected Edm.TimeOfDay of at most 18:00:00, found "18:00:01"'],
    ],
    [{ Price: 1.25 }, 201],
    [
      { Price: 1.255 },
      ['/Price: expected Edm.Decimal of at most 3 significant digits, found 1.255'],
    ],
    [{ Mass: 1.25e20 }, 201],
    [{ Mass: 1255 }, ['/Mass: expected Edm.Decimal of at most 3 significant digits, found 1255']],
    [{ Home: { '@odata.type': '#Limits.House', City: 'Bonn' } }, 201],
    [
      { Home: { '@odata.type': '#Limits.Box' } },
      ['/Home: expected one of the types Limits.House, found Limits.Box'],
    ],
    [{ Other: { '@type': '#Limits.Box' } }, 201],
    [
      { Other: { City: 'Bonn' } },
      [
        '/Other: expected a type derived from Limits.Place in @odata.type, since that one is abstract, found Limits.Place',
      ],
    ],
    [{ Spot: { type: 'Point', coordinates: [1, 2] } }, 201],
    [
      { Spot: { type: 'LineString', coordinates: [] } },
      ['/Spot/type: expected one of "Point", found "LineString"'],
    ],
  ])('%j', async (properties, expected) => {
    expect(await problemsOf('POST /Visits', { ID: 9, ...properties })).toEqual(expected)
  })

  test('an entity of a type that the entity set does not hold', async () => {
    expect(await problemsOf('POST /LongVisits', { ID: 9 })).toEqual([
      '/@odata.type: LongVisits holds entities of the types Limits.LongVisit, found Limits.Visit',
    ])
    const body = { '@odata.type': '#Limits.LongVisit', ID: 9 }
    expect(await problemsOf('POST /LongVisits', body)).toBe(201)
  })
})

describe('The parameters of an action are held to their types, facets and annotations', () => {
  test.each<[object, readonly string[] | number]>([
    [{ name: 'abc' }, 204],
    [{ name: 'abc', count: null, price: 9.9, place: { City: 'Bonn' } }, 204],
    [
      {},
      [
        "/name: expected 'name' of Limits.Book, which is not nullable and has no default, found nothing",
      ],
    ],
    [{ name: null }, ['/name: expected Edm.String, found null']],
    [{ name: 'abcd' }, ['/name: expected at most 3 characters, found 4 characters']],
    [{ name: 'a', count: 0 }, ['/count: expected Edm.Int32 of at least 1, found the number 0']],
    [
      { name: 'a', color: 'Pink' },
      ['/color: expected a member of Limits.Color (Red, Green), found "Pink"'],
    ],
    [
      { name: 'a', place: { City: 'Berlin' } },
      ['/place/City: expected at most 5 characters, found 6 characters'],
    ],
    [{ name: 'a', price: 1.25 }, ['/price: expected a multiple of 0.1, found the number 1.25']],
    [
      { name: 'a', code: 'x' },
      ['/code: expected Edm.String that matches ^[A-Z]+$, found the string "x"'],
    ],
    [
      { name: 'a', nmae: 'b' },
      ["/nmae: 'nmae' is not a property of Limits.Book; did you mean 'name'?"],
    ],
  ])('%j', async (body, expected) => {
    expect(await problemsOf('POST /Book', body)).toEqual(expected)
  })
})

describe('Parameters of a function of CSDL are held to their facets and annotations', () => {
  test.each<[string, string | number]>([
    ["name='abc'", 501],
    ["name='abcd'", "the parameter 'name': expected at most 3 characters, found 4 characters"],
    ['count=1', 501],
    ['count=0', "the parameter 'count': expected Edm.Int32 of at least 1, found the number 0"],
    ['price=12.5', 501],
    ['price=12.55', "the parameter 'price': expected a multiple of 0.1, found the number 12.55"],
    ['day=2020-01-01', 501],
    [
      'day=2019-12-31',
      'the parameter \'day\': expected Edm.Date of at least 2020-01-01, found "2019-12-31"',
    ],
    ['at=2020-01-01T00:00Z', 501],
    ['at=2020-01-01T00:00:00Z', 501],
    [
      'at=2020-01-01T00:00:00.5Z',
      'the parameter \'at\': expected Edm.DateTimeOffset with at most 0 digits of fractional seconds, found the string "2020-01-01T00:00:00.5Z"',
    ],
    ['big=9223372036854775807', 501],
    ['codes=["a","bb"]', 501],
    ['codes=["abc"]', "the parameter 'codes': expected at most 2 characters, found 3 characters"],
    ["spot=geography'SRID=4326;Point(1 2)'", 501],
    ['name=null', 501],
  ])('%s', async (parameter, expected) => {
    const { status, body } = await ask(`GET /Find(${encodeURIComponent(parameter)})`)
    const { error } = body as { error: { message: string } }
    expect(status === 400 ? error.message : status).toBe(expected)
  })
})

test('A nullable singleton may be absent, made, and deleted', async () => {
  const { app } = createUnderstudy({ contract: join('test', 'contracts', 'limits.xml'), fixtures })
  const send = async (line: string, body?: object) => {
    const answer = readAnswer(await sendTo(app, line, body && { body }))
    return answer.status
  }
  expect([await send('GET /Latest'), await send('GET /First')]).toEqual([204, 404])
  expect(await send('PATCH /Latest', { ID: 7, Closing: [] })).toBe(201)
  expect(readAnswer(await sendTo(app, 'GET /Latest')).body).toMatchObject({ ID: 7 })
  expect([await send('DELETE /Latest'), await send('GET /Latest')]).toEqual([204, 204])
  expect([await send('PATCH /First', { ID: 7 }), await send('DELETE /First')]).toEqual([404, 404])
})

test.each([
  ['Any eq 1', [1]],
  ["Any eq 'five'", [2]],
  ['Any eq true', [3]],
  ['Any ne 1', [2, 3]],
  ['Any in (1,2)', [1]],
  ["isof(Any,Edm.String) and startswith(Any,'f')", [2]],
])('An abstract primitive type compares as its values do: %s', async (filter, ids) => {
  const { body } = await ask(`GET /Visits?$filter=${filter}&$select=ID`)
  const { value = body } = body as { value?: { ID: number }[] }
  expect((value as { ID: number }[]).map(({ ID }) => ID)).toEqual(ids)
})
