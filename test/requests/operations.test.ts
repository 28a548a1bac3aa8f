import { describe, expect, test } from '@jest/globals'
import type { ErrorDetail } from '../../src/errors.ts'
import { createUnderstudy, type FixturesDocument } from '../../src/index.ts'
import { readAnswer, sendTo, type Answer, type Sent } from './answer.ts'

/*
 * Protocol, "Operations": the forms of calls, what they answer, and what is wrong with them. Answers are
 * fixtures here; behaviours have a file of their own.
 */
const metadata = 'http://service.test/$metadata'

const fixtures: FixturesDocument = {
  People: [
    {
      ID: 1,
      Name: 'Ann',
      Home: { City: 'Ulm', Zip: 1 },
      Tags: ['a'],
      'Boss@odata.bind': 'People(2)',
      Notes: [{ ID: 1, Text: 'n' }],
    },
    { '@odata.type': '#Ops.Employee', ID: 2, Name: 'Bob', Tags: [], Salary: 5 },
  ],
  Me: { ID: 9, Name: 'Me' },
  'Add(a=1,b=2)': { value: 3 },
  "Add(x='a%2Fb''c')": { value: 'text' },
  'Favourite()': { value: 'Red' },
  'Nothing()': { value: null },
  'Whole()': { City: 'Ulm', Zip: 7 },
  'Words(of={"City":"Ulm"},tags=["a"])': { value: ['x', 'y'] },
  'Oldest()': { ID: 1 },
  'All()': [{ ID: 2 }, { ID: 77, Name: 'New', Tags: [] }],
  "Opt(must=1,may='dflt')": { value: 'one' },
  'People(1)/Rank()': { value: 5 },
  'People(2)/Rank()': { value: 6 },
  'People(1)/Chief()': { ID: 2 },
  'People(2)/Chief()': { ID: 99, Name: 'Zoe', Tags: [] },
  "People(1)/Tint(color='Red')": { value: 'red' },
  'People(1)/Near(other={"ID":2},place={"City":"Ulm"})': { value: true },
  'People(1)/Near(other={"@odata.id":"People(2)"},place={"City":"Ulm"})': { value: false },
  'People(1)/Home/ZipOf()': { value: 1 },
  'People(1)/Raise()': { ID: 1 },
  'Promote()': [{ ID: 1 }, { ID: 2 }],
  'Me/Rank()': { value: 9 },
}

function open() {
  return createUnderstudy({ contract: 'test/contracts/operations.xml', fixtures })
}

async function ask(line: string, sent?: Sent): Promise<Answer> {
  return readAnswer(await sendTo(open().app, line, sent))
}

/** Status, and of the body the value, or an entity's ID, or the error's message. */
async function brief(line: string, sent?: Sent): Promise<readonly [number, unknown]> {
  const { status, body } = await ask(line, sent)
  if (typeof body !== 'object' || body === null) return [status, body]
  if ('error' in body) return [status, (body.error as { message: string }).message]
  if (!('value' in body)) return [status, 'ID' in body ? { ID: body.ID } : body]
  const { value } = body
  if (!Array.isArray(value)) return [status, value]
  return [status, value.map((item: unknown) => (isEntity(item) ? item.ID : item))]
}

function isEntity(value: unknown): value is { readonly ID: unknown } {
  return typeof value === 'object' && value !== null && 'ID' in value
}

/** @see Protocol, "Invoking a Function", "Inline Parameter Syntax"; URL Conventions, "Addressing Functions" */
describe('a function is called', () => {
  test.each<[string, unknown]>([
    ['/Add(a=1,b=2)', 3],
    ['/Add(b=2,a=1)', 3],
    ['/Add(a=@p,b=@q)?@p=1&@q=2', 3],
    ['/Add?a=1&b=2', 3],
    ['/Add?@a=1&@b=2', 3],
    ["/Add(x='a%2Fb''c')", 'text'],
    ["/Add(x=@x)?@x='a%2Fb''c'", 'text'],
    ['/Favourite', 'Red'],
    ['/Favourite()', 'Red'],
    ['/Words(of={"City":"Ulm"},tags=["a"])', ['x', 'y']],
    ['/Words(of=@o,tags=@t)?@o={"City":"Ulm"}&@t=["a"]', ['x', 'y']],
    ['/Words?of={"City":"Ulm"}&tags=["a"]', ['x', 'y']],
    ['/Opt(must=1)', 'one'],
    ["/Opt(must=1,may='dflt')", 'one'],
    ['/Opt?must=1', 'one'],
    ['/People(1)/Ops.Rank()', 5],
    ['/People(1)/O.Rank()', 5],
    ['/People(1)/Rank', 5],
    ['/People(2)/Rank()', 6],
    ['/People(2)/Ops.Employee/Ops.Rank()', 6],
    ["/People(1)/Tint(color=Ops.Color'Red')", 'red'],
    ["/People(1)/Tint(color='Red')", 'red'],
    ['/People(1)/Near(place=@p,other=@o)?@p={"City":"Ulm"}&@o={"ID":2}', true],
    ['/People(1)/Near(place=@p,other=@o)?@p={"City":"Ulm"}&@o=$root/People(2)', false],
    ['/People(1)/Home/Ops.ZipOf()', 1],
    ['/Me/Rank()', 9],
    ['/People/Top(count=1)', [1, 2]],
    ['/People/Ops.Top(count=null)?$filter=Rank() eq 5', [1]],
    ['/People/Ops.Employee/Top(count=1)', [2]],
    ['/People/$each/Rank()', [{ value: 5 }, { value: 6 }]],
  ])('GET %s', async (path, value) => {
    expect(await brief(`GET ${path}`)).toEqual([200, value])
  })
})

/** @see Protocol, "Invoking a Function": "additional path segments may be appended" */
describe('a path goes on after a function', () => {
  test.each<[string, number, unknown]>([
    ['/Add(a=1,b=2)/$value', 200, '3'],
    ['/Whole()/City', 200, 'Ulm'],
    ['/Whole()/City/$value', 200, 'Ulm'],
    ['/Words(of=@o,tags=@t)/$count?@o={"City":"Ulm"}&@t=["a"]', 200, '2'],
    ['/Oldest()/Name', 200, 'Ann'],
    ['/Oldest()/Boss', 200, { ID: 2 }],
    ['/Oldest()/Notes', 200, [1]],
    ['/Oldest()/Ops.Rank()', 200, 5],
    ['/Oldest()/Chief()/Name', 200, 'Bob'],
    ['/People(1)/Chief()/Chief()', 200, { ID: 99 }],
    ['/All()/$count', 200, '2'],
    ['/All()/$count?$filter=ID gt 2', 200, '1'],
    ['/All()(2)', 200, { ID: 2 }],
    ['/All()(3)', 404, "no Ops.Person with the key '3' is here"],
    ['/All()/Ops.Employee', 200, [2]],
    ['/All()?$orderby=ID desc&$top=1', 200, [77]],
    ['/People/Top(count=1)/Top(count=2)', 200, [1, 2]],
    ['/People/Top(count=1)(1)', 200, { ID: 1 }],
    ['/People(2)/Boss/Rank()', 404, 'there is no Ops.Person that Rank could be called on'],
    ['/People(2)/Home/Ops.ZipOf()', 404, 'there is no Ops.Address that ZipOf could be called on'],
    ['/People(1)/Rank()/$value', 200, '5'],
    [
      '/Favourite()/Nope',
      404,
      "'Nope' at 12 goes on after Favourite, which is not composable (IsComposable)",
    ],
    [
      '/People(1)/Rank()/Nope',
      404,
      "'Nope' at 17 goes on after Rank, which is not composable (IsComposable)",
    ],
    ['/Whole()/Nope', 404, "'Nope' at 8 is not a property or operation of Ops.Address"],
    ['/Add(a=1,b=2)/Nope', 404, "'Nope' follows a value of type Edm.Int32"],
  ])('GET %s answers %i', async (path, status, value) => {
    expect(await brief(`GET ${path}`)).toEqual([status, value])
  })

  test('POST adds to a collection behind a function', async () => {
    const service = open()
    const response = await sendTo(service.app, 'POST /Oldest()/Notes', {
      body: { ID: 2, Text: 'x' },
    })
    expect([response.status, response.headers['location'], response.body]).toEqual([
      201,
      'http://service.test/People(1)/Notes(2)',
      { '@odata.context': `${metadata}#People(1)/Notes/$entity`, ID: 2, Text: 'x' },
    ])
  })

  test('an action follows a function', async () => {
    expect(await ask('POST /Oldest()/Fire', { body: {} })).toEqual({ status: 204, body: undefined })
    expect(await brief('POST /Oldest()/Raise', { body: { by: 1 } })).toEqual([200, { ID: 1 }])
  })
})

/** @see URL Conventions, "Built-in Filter Operations and Functions": "custom functions" */
describe('a function within an expression', () => {
  test.each<[string, unknown]>([
    ['/People?$filter=Ops.Rank() gt 5', [2]],
    ['/People?$filter=Boss/Rank() eq 6', [1]],
    ['/People?$filter=$root/Add(a=1,b=2) eq 3', [1, 2]],
    ['/People?$filter=Ops.Add(a=1,b=2) eq ID', []],
    ['/People?$orderby=Rank() desc', [2, 1]],
    ['/People?$filter=ID eq 1&$expand=Notes($filter=Ops.Add(a=1,b=2) eq 3)', [1]],
  ])('GET %s', async (path, ids) => {
    expect(await brief(`GET ${path}`)).toEqual([200, ids])
  })

  test('$compute gives its answer a name', async () => {
    expect(await ask('GET /People?$compute=Ops.Rank() as R&$select=ID,R')).toEqual({
      status: 200,
      body: {
        '@odata.context': `${metadata}#People(ID,R)`,
        value: [
          { ID: 1, 'R@odata.type': '#Int32', R: 5 },
          { '@odata.type': '#Ops.Employee', ID: 2, 'R@odata.type': '#Int32', R: 6 },
        ],
      },
    })
  })

  test('$select advertises operations, of each instance those that it has', async () => {
    expect(await ask('GET /People?$select=ID,Ops.Rank')).toEqual({
      status: 200,
      body: {
        '@odata.context': `${metadata}#People(ID,Ops.Rank)`,
        value: [
          { ID: 1, '#Ops.Rank': {} },
          { '@odata.type': '#Ops.Employee', ID: 2, '#Ops.Rank': {} },
        ],
      },
    })
  })
})

describe('the answer of an operation has the context of what it is', () => {
  test.each<[string, unknown]>([
    ['/Add(a=1,b=2)', { '@odata.context': `${metadata}#Edm.Int32`, value: 3 }],
    ['/Favourite()', { '@odata.context': `${metadata}#Ops.Color`, value: 'Red' }],
    ['/Whole()', { '@odata.context': `${metadata}#Ops.Address`, City: 'Ulm', Zip: 7 }],
    [
      '/Words?of={"City":"Ulm"}&tags=["a"]',
      { '@odata.context': `${metadata}#Collection(Edm.String)`, value: ['x', 'y'] },
    ],
    [
      '/Oldest()?$select=Name',
      {
        '@odata.context': `${metadata}#People(Name)/$entity`,
        '@odata.id': 'http://service.test/People(1)',
        Name: 'Ann',
      },
    ],
    [
      '/People(2)/Chief()',
      { '@odata.context': `${metadata}#People/$entity`, ID: 99, Name: 'Zoe', Tags: [] },
    ],
    [
      '/All()?$filter=ID gt 2',
      { '@odata.context': `${metadata}#People`, value: [{ ID: 77, Name: 'New', Tags: [] }] },
    ],
  ])('GET %s', async (path, body) => {
    expect(await ask(`GET ${path}`)).toEqual({ status: 200, body })
  })

  test('no result is 204', async () => {
    expect(await ask('GET /Nothing()')).toEqual({ status: 204, body: undefined })
  })
})

describe('a call that is wrong is refused', () => {
  test.each<[string, number, string]>([
    ['GET /Nope()', 404, "'Nope' is not a resource of this service"],
    ['GET /Ops.Add(a=1,b=2)', 404, "'Ops.Add' is not a resource of this service"],
    [
      'GET /People(1)/Ops.Nope()',
      404,
      "'Ops.Nope' at 10 is not a property or operation of Ops.Person",
    ],
    ['GET /People(3)/Rank()', 404, "no Ops.Person with the key '3' is here"],
    ['GET /Add(a=1)', 400, "expected the parameter 'b' of Ops.Add, found 'Add(a=1)'"],
    ['GET /Add(a=1,b=2,c=3)', 400, "'c' is not a parameter of Ops.Add; did you mean 'a'?"],
    ['GET /Add(a=1,a=2)', 400, "the parameter 'a' at 8 is given twice"],
    ["GET /Add(a='x',b=2)", 400, 'expected Edm.Int32 for the parameter \'a\', found "x"'],
    ['GET /Add(a=null,b=2)', 400, "expected a value for the parameter 'a', found null"],
    [
      "GET /People(1)/Tint(color='Blue')",
      400,
      "'Blue' is not a member of Ops.Color, which the parameter 'color' takes",
    ],
    [
      'GET /Add(x=@x)?@x={',
      400,
      '@x: expected a name in double quotes at 1, found end of expression',
    ],
    [
      'GET /Opt(must=2)',
      501,
      "the answer of Ops.Opt (give it as a fixture named 'Opt(may='dflt',must=2)') is not supported by this service",
    ],
    [
      'POST /People(1)/Raise(by=5)',
      400,
      "Raise is an action: its parameters stand in the body, found 'Raise(by=5)'",
    ],
  ])('%s answers %i', async (line, status, message) => {
    expect(await brief(line)).toEqual([status, message])
  })

  test.each<[line: string, message: string, allow: string, nearest: string]>([
    [
      'POST /Add(a=1,b=2)',
      'Add is a function: use GET',
      'GET, HEAD, OPTIONS',
      'GET /Add(a={a},b={b})',
    ],
    ['POST /Add', 'Add is a function: use GET', 'GET, HEAD, OPTIONS', 'GET /Add(a={a},b={b})'],
    ['DELETE /Oldest()', 'Oldest is a function: use GET', 'GET, HEAD, OPTIONS', 'GET /Oldest()'],
    [
      'POST /People(1)/Rank()',
      'Rank is a function: use GET',
      'GET, HEAD, OPTIONS',
      'GET /People/{ID}/Ops.Rank()',
    ],
    ['GET /Reset', 'Reset is an action: use POST', 'OPTIONS, POST', 'POST /Reset'],
    [
      'GET /People(1)/Ops.Fire',
      'Fire is an action: use POST',
      'OPTIONS, POST',
      'POST /People/{ID}/Ops.Fire',
    ],
    ['DELETE /Reset', 'Reset is an action: use POST', 'OPTIONS, POST', 'POST /Reset'],
  ])('%s answers 405 with Allow and what comes nearest', async (line, message, allow, nearest) => {
    const { status, headers, body } = await sendTo(open().app, line)
    expect([status, headers['allow']]).toEqual([405, allow])
    const { details, ...error } = (body as { error: { details: readonly ErrorDetail[] } }).error
    expect(error).toEqual({ code: 'MethodNotAllowed', message })
    expect(details[0]!.code).toBe('NearestOperation')
    expect(details[0]!.message.split(' (test/')[0]).toBe(nearest)
  })
})

/** @see Protocol, "Invoking an Action" */
describe('an action is invoked', () => {
  test.each<[string, unknown]>([
    ['/Reset', undefined],
    ['/Reset', {}],
    ['/Reset()', {}],
    ['/People(1)/Ops.Fire', undefined],
    ['/People/FireAll', {}],
    ['/People/$filter(ID gt 1)/Ops.FireAll', {}],
    ['/People/$each/Fire', {}],
  ])('POST %s with the body %j answers 204', async (path, body) => {
    expect(await ask(`POST ${path}`, { body })).toEqual({ status: 204, body: undefined })
  })

  test('its entity has the context of its set', async () => {
    expect(await ask('POST /People(1)/Raise?$select=ID', { body: { by: 1 } })).toEqual({
      status: 200,
      body: { '@odata.context': `${metadata}#People(ID)/$entity`, ID: 1 },
    })
  })

  test.each<[string, unknown]>([
    ['/Promote?$filter=ID gt 1', [2]],
    ['/Promote?$orderby=ID desc&$top=1', [2]],
    ['/Promote?$skip=1', [2]],
    ['/Promote?$search=Ann', [1]],
  ])('POST %s chooses of what it returns', async (path, ids) => {
    expect(await brief(`POST ${path}`, { body: {} })).toEqual([200, ids])
  })

  test('$count counts what it returns', async () => {
    expect(await ask('POST /Promote?$count=true&$select=ID&$top=1', { body: {} })).toEqual({
      status: 200,
      body: { '@odata.context': `${metadata}#People(ID)`, '@odata.count': 2, value: [{ ID: 1 }] },
    })
  })

  test('its result has no pages, since a next link is read', async () => {
    const headers = { Prefer: 'maxpagesize=1' }
    expect(await ask('POST /Promote?$select=ID', { body: {}, headers })).toEqual({
      status: 200,
      body: {
        '@odata.context': `${metadata}#People(ID)`,
        value: [{ ID: 1 }, { '@odata.type': '#Ops.Employee', ID: 2 }],
      },
    })
  })

  test('return=minimal leaves its result out', async () => {
    const headers = { Prefer: 'return=minimal' }
    const response = await sendTo(open().app, 'POST /People(1)/Raise', { body: { by: 1 }, headers })
    expect([response.status, response.headers['preference-applied'], response.text]).toEqual([
      204,
      'return=minimal',
      '',
    ])
  })

  test('a stale If-Match of what it is bound to answers 412', async () => {
    const headers = { 'If-Match': 'W/"stale"' }
    const { status } = await ask('POST /People(1)/Fire', { body: {}, headers })
    expect(status).toBe(412)
  })

  test('every problem of its parameters is listed', async () => {
    const body = {
      home: { City: 'a name too long', Zip: 'q', Foo: 1 },
      color: 'Blue',
      boss: 5,
      note: null,
      extra: true,
    }
    const { status, body: answered } = await ask('POST /Hire', { body })
    const { error } = answered as { error: { details: { target: string }[] } }
    expect([status, error.details.map(({ target }) => target).toSorted()]).toEqual([
      400,
      ['/boss', '/color', '/extra', '/home/City', '/home/Foo', '/home/Zip', '/name', '/note'],
    ])
  })

  test.each<[unknown, string]>([
    [{}, '/numbers'],
    [undefined, '/numbers'],
    [{ numbers: null }, '/numbers'],
    [{ numbers: [1, 'x'] }, '/numbers/1'],
  ])('POST /Sum with the body %j answers 400 at %s', async (body, target) => {
    const { status, body: answered } = await ask('POST /Sum', { body })
    const { error } = answered as { error: { details: { target: string }[] } }
    expect([status, error.details.map((detail) => detail.target)]).toEqual([400, [target]])
  })
})
