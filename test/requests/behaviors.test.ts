import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals'
import {
  createUnderstudy,
  defineBehavior,
  type BehaviorsByResource,
  type Understudy,
} from '../../src/index.ts'
import { captureOutput, type CapturedOutput } from '../capture-output.ts'
import { readAnswer, sendTo, type Answer, type Sent } from './answer.ts'

interface Person {
  ID: number
  Name: string
  Tags: string[]
}

const people = [
  { ID: 1, Name: 'Ann', Tags: [], 'Boss@odata.bind': 'People(2)' },
  { ID: 2, Name: 'Bob', Tags: [] },
]

function open(behaviors: BehaviorsByResource): Understudy {
  return createUnderstudy({
    contract: 'test/contracts/operations.xml',
    fixtures: { People: people, Me: { ID: 9, Name: 'Me' } },
    clock: '2026-01-01T00:00:00Z',
    ids: 'sequential',
    behaviors,
  })
}

async function ask(service: Understudy, line: string, sent?: Sent): Promise<Answer> {
  return readAnswer(await sendTo(service.app, line, sent))
}

async function names(service: Understudy): Promise<unknown> {
  const { body } = await ask(service, 'GET /People?$select=Name')
  return (body as { value: { Name: string }[] }).value.map(({ Name }) => Name)
}

function refusal(status: number, code: string, message: string, more: object = {}): Answer {
  return { status, body: { error: { code, message, ...more } } }
}

let output: CapturedOutput

beforeEach(() => {
  output = captureOutput()
})

afterEach(() => {
  jest.restoreAllMocks()
})

describe('reads', () => {
  test('beforeRead may refuse, by what the request says', async () => {
    const service = open({
      People: {
        beforeRead: ({ headers, fail }) => {
          if (headers['x-team'] !== 'red') fail(403, 'Forbidden', 'red ones only')
        },
      },
    })
    expect(await ask(service, 'GET /People')).toEqual(refusal(403, 'Forbidden', 'red ones only'))
    expect(await ask(service, 'GET /People/$count', { headers: { 'X-Team': 'red' } })).toEqual({
      status: 200,
      body: '2',
    })
  })

  test.each<[string, unknown]>([
    ['/People(1)?$select=Name', { Name: 'ANN' }],
    ['/People?$select=Name', { value: [{ Name: 'ANN' }, { Name: 'BOB' }] }],
    ['/People(1)/Boss?$select=Name', { Name: 'BOB' }],
    ['/People(1)?$select=Name&$expand=Boss($select=Name)', { Name: 'ANN', Boss: { Name: 'BOB' } }],
    ['/People(1)/Name', { value: 'ANN' }],
    ["/People?$filter=Name eq 'Ann'&$select=Name", { value: [{ Name: 'ANN' }] }],
    ['/People(1)?$select=Name,Up&$compute=toupper(Name) as Up', { Name: 'ANN', Up: 'ANN' }],
  ])('afterRead changes what GET %s shows, and not the state', async (path, shown) => {
    const service = open({
      People: defineBehavior<Person>({
        afterRead: (_, person) => ({ ...person, Name: person.Name.toUpperCase() }),
      }),
    })
    const headers = { Accept: 'application/json;odata.metadata=none' }
    expect(await ask(service, `GET ${path}`, { headers })).toEqual({ status: 200, body: shown })
    expect(service.state()).toEqual(open({}).state())
  })

  test('a GET writes nothing', async () => {
    const service = open({
      People: { beforeRead: ({ create }) => void create('People', { ID: 5 }) },
    })
    expect(await ask(service, 'GET /People')).toEqual(
      refusal(
        500,
        'BehaviorFailed',
        "behaviors.People: beforeRead: a GET changes nothing, so 'People' is only read; use an action",
      ),
    )
  })
})

describe('modifications', () => {
  test('beforeCreate changes the body, afterCreate the state', async () => {
    const service = open({
      People: defineBehavior<Person>({
        beforeCreate: (_, body) => void body.Tags.push('new'),
        afterCreate: ({ path, update }, { Name }) => void update(path!, { Name: `${Name}!` }),
      }),
    })
    expect(await ask(service, 'POST /People', { body: { ID: 3, Name: 'Cy', Tags: [] } })).toEqual({
      status: 201,
      body: {
        '@odata.context': 'http://service.test/$metadata#People/$entity',
        ID: 3,
        Name: 'Cy!',
        Home: null,
        Tags: ['new'],
      },
    })
  })

  test('hooks are called for deep inserts and for parts of $batch', async () => {
    const called: unknown[] = []
    const service = open({
      People: { afterCreate: ({ path }) => void called.push(path) },
      'People/Notes': { afterCreate: ({ path }) => void called.push(path) },
    })
    const body = { ID: 3, Tags: [], Friends: [{ ID: 4, Tags: [] }], Notes: [{ ID: 1, Text: 'x' }] }
    await ask(service, 'POST /People', { body })
    const part = {
      id: '1',
      method: 'POST',
      url: 'People',
      headers: { 'Content-Type': 'application/json' },
      body: { ID: 5, Tags: [] },
    }
    await ask(service, 'POST /$batch', { body: { requests: [part] } })
    expect(new Set(called)).toEqual(
      new Set(['People(3)', 'People(3)/Notes(1)', 'People(4)', 'People(5)']),
    )
  })

  test('what a hook changed is undone when the request fails', async () => {
    const service = open({
      People: {
        afterCreate: ({ list, fail }) => {
          if (list('People').length > 3) fail(422, 'Full', 'three at most')
        },
      },
    })
    const before = service.state()
    const body = { ID: 3, Tags: [], Friends: [{ ID: 4, Tags: [] }] }
    expect(await ask(service, 'POST /People', { body })).toEqual(
      refusal(422, 'Full', 'three at most'),
    )
    expect(service.state()).toEqual(before)
  })

  test('beforeUpdate sees what is stored, and what it returns is taken', async () => {
    const service = open({
      People: defineBehavior<Person>({
        beforeUpdate: ({ entity }, body) => ({ ...body, Tags: [`was ${entity!.Name}`] }),
      }),
    })
    await ask(service, 'PATCH /People(1)', { body: { Name: 'Anna' } })
    const { body } = await ask(service, 'GET /People(1)?$select=Name,Tags')
    expect(body).toMatchObject({ Name: 'Anna', Tags: ['was Ann'] })
  })

  test('beforeDelete may refuse, afterDelete goes on', async () => {
    const service = open({
      People: defineBehavior<Person>({
        beforeDelete: ({ fail }, { Name }) => {
          if (Name === 'Bob') fail(409, 'Kept', 'Bob stays')
        },
        afterDelete: ({ create }, { ID, Name }) =>
          void create('People', { ID: ID + 100, Name: `ex ${Name}`, Tags: [] }),
      }),
    })
    expect(await ask(service, 'DELETE /People(2)')).toEqual(refusal(409, 'Kept', 'Bob stays'))
    expect((await ask(service, 'DELETE /People(1)')).status).toBe(204)
    expect(await names(service)).toEqual(['Bob', 'ex Ann'])
  })

  test('what is contained has hooks of its own when it goes too', async () => {
    const called: unknown[] = []
    const service = open({
      'People/Notes': {
        beforeDelete: ({ path }) => void called.push(`before ${path}`),
        afterDelete: (_, { Text }) => void called.push(`after ${String(Text)}`),
      },
    })
    await ask(service, 'POST /People(1)/Notes', { body: { ID: 7, Text: 'x' } })
    await ask(service, 'DELETE /People(1)')
    expect(called).toEqual(['before People(1)/Notes(7)', 'after x'])
  })

  test('beforeUpdate is called for a single property too', async () => {
    const service = open({
      People: defineBehavior<Person>({ beforeUpdate: (_, { Name }) => ({ Name: `${Name}!` }) }),
    })
    await ask(service, 'PUT /People(1)/Name', { body: { value: 'Anna' } })
    expect(await names(service)).toEqual(['Anna!', 'Bob'])
  })

  test('hooks that call each other without end are stopped, and undone', async () => {
    const service = open({
      People: defineBehavior<Person>({
        afterCreate: ({ create }, { ID }) => void create('People', { ID: ID + 1, Tags: [] }),
      }),
    })
    const message = 'behaviors.People: afterCreate: hooks lead to each other, 16 deep'
    expect(await ask(service, 'POST /People', { body: { ID: 10, Tags: [] } })).toEqual(
      refusal(500, 'BehaviorFailed', message),
    )
    expect(await names(service)).toEqual(['Ann', 'Bob'])
  })

  test('a hook that changes its own entity is not called for that again', async () => {
    const service = open({
      People: defineBehavior<Person>({
        afterUpdate: ({ path, update }, { Name }) => void update(path!, { Name: `${Name}+` }),
      }),
    })
    await ask(service, 'PATCH /People(1)', { body: { Name: 'Anna' } })
    expect(await names(service)).toEqual(['Anna+', 'Bob'])
  })
})

describe('what goes wrong in a module', () => {
  test.each<[string, () => unknown, string]>([
    [
      'throws',
      () => {
        throw new RangeError('too far')
      },
      'too far',
    ],
    [
      'throws no error',
      () => {
        throw 'text'
      },
      'threw text',
    ],
    [
      'returns a promise',
      () => Promise.reject(new Error('later')),
      'returned a promise; hooks are synchronous, since they are part of the transaction of the request',
    ],
    ['returns no object', () => 5, 'expected an object, found 5'],
    [
      'returns a function',
      () => ({ Name: () => 1 }),
      'returned a function, which is no value of OData',
    ],
  ])('a hook that %s answers 500 naming it', async (_, beforeCreate, message) => {
    const service = open({ People: { beforeCreate } as BehaviorsByResource[string] })
    expect(await ask(service, 'POST /People', { body: { ID: 3, Tags: [] } })).toEqual(
      refusal(500, 'BehaviorFailed', `behaviors.People: beforeCreate: ${message}`),
    )
    expect(await names(service)).toEqual(['Ann', 'Bob'])
  })

  test('its stack goes to standard error', async () => {
    const service = open({
      People: {
        beforeRead: () => {
          throw new Error('oops')
        },
      },
    })
    await ask(service, 'GET /People')
    expect(output.stderr).toMatch(
      /^understudy: behaviors\.People: beforeRead: Error: oops\n {4}at /,
    )
  })

  test('what a hook gives is held to the model, and each problem is a violation', async () => {
    const service = open({
      People: { afterRead: (_, person) => ({ ...person, Name: 5, Nope: true }) },
    })
    const about = 'gave what the contract does not allow'
    expect(await ask(service, 'GET /People(1)')).toEqual(
      refusal(
        500,
        'BehaviorFailed',
        `behaviors.People: afterRead: ${about}: /Nope: 'Nope' is not a property of Ops.Person`,
        {
          details: [
            {
              code: 'InvalidResult',
              message: "'Nope' is not a property of Ops.Person",
              target: '/Nope',
            },
            {
              code: 'InvalidResult',
              message: 'expected Edm.String, found the number 5',
              target: '/Name',
            },
          ],
        },
      ),
    )
    const [exchange] = service.journal.exchanges
    expect(exchange!.violations.map(({ rule, pointer }) => [rule, pointer])).toEqual([
      ['behavior-result', '/Nope'],
      ['behavior-result', '/Name'],
    ])
  })

  test('a path that fits nothing is the fault of the module', async () => {
    const service = open({ service: { operations: { Sum: ({ list }) => list('Peple').length } } })
    expect(await ask(service, 'POST /Sum', { body: { numbers: [] } })).toEqual(
      refusal(
        500,
        'BehaviorFailed',
        "behaviors.service: operations.Sum: 'Peple': 'Peple' is not a resource of this service; did you mean 'People'?",
      ),
    )
  })
})

describe('operations', () => {
  const behaviors: BehaviorsByResource = {
    People: {
      operations: {
        Rank: ({ entity }) => (entity!['ID'] as number) * 10,
        'Ops.Chief': ({ read, path }) => read(`${path}/Boss`),
        Top: ({ entities }, { count }: { count?: number }) => entities.slice(0, count),
        Raise: ({ update, path }, { by }) => update(path!, { Name: `raised ${String(by)}` }),
        Fire: ({ path, delete: remove }) => remove(path!),
        Tint: () => 5,
        ZipOf: ({ value }) => (value as { Zip: number } | null)?.Zip,
      },
    },
    service: {
      operations: {
        Add: (_, { a, b }: { a?: number; b?: number }) => (a ?? 0) + (b ?? 0),
        Hire: ({ create, now }, { name, home, note }) =>
          create('People', {
            ID: 50,
            Name: name,
            Home: home,
            Tags: [now().toISOString(), String(note)],
          }),
        Sum: (_, { numbers }: { numbers?: number[] }) => numbers!.reduce((a, b) => a + b, 0),
        Opt: (_, { must, may }) => `${String(must)} ${String(may)}`,
        Oldest: () => null,
        All: ({ list }) => list('People?$orderby=ID desc'),
        Favourite: ({ claims }) => claims?.['color'],
      },
    },
  }

  test.each<[string, number, unknown]>([
    ['/People(1)/Rank()', 200, { value: 10 }],
    ['/Me/Rank()', 200, { value: 90 }],
    ['/People?$filter=Rank() gt 10&$select=ID', 200, { value: [{ ID: 2 }] }],
    ['/People(1)/Chief()?$select=ID', 200, { ID: 2 }],
    ['/People(1)/Chief()/Rank()', 200, { value: 20 }],
    ['/People(2)/Chief()', 204, undefined],
    ['/People/Top(count=1)?$select=ID', 200, { value: [{ ID: 1 }] }],
    ['/People/$filter(ID gt 1)/Top(count=1)?$select=ID', 200, { value: [{ ID: 2 }] }],
    ['/People/$each/Rank()', 200, { value: [{ value: 10 }, { value: 20 }] }],
    ['/Add(a=1,b=2)', 200, { value: 3 }],
    ['/Opt(must=1)', 200, { value: '1 dflt' }],
    ['/Oldest()', 204, undefined],
    ['/All()?$select=ID', 200, { value: [{ ID: 2 }, { ID: 1 }] }],
    ['/Favourite()', 204, undefined],
  ])('GET %s answers %i', async (path, status, body) => {
    const headers = { Accept: 'application/json;odata.metadata=none' }
    expect(await ask(open(behaviors), `GET ${path}`, { headers })).toEqual({ status, body })
  })

  test.each<[string, unknown]>([
    ['@o={"@odata.id":"People(2)"}', { value: true }],
    ['@o={"@odata.id":"http://service.test/People(2)"}', { value: true }],
    ['@o=$root/People(2)', { value: true }],
    ['@o=$root/People(1)/Boss', { value: true }],
    ['@o=$root/People(1)', { value: false }],
    ['@o={"ID":7,"Name":"Bob"}', { value: true }],
  ])('an entity that a parameter refers to is given whole: %s', async (alias, body) => {
    const Near = (_: unknown, { other }: { other?: Person }) => other?.Name === 'Bob'
    const service = open({ People: { operations: { Near } } })
    const headers = { Accept: 'application/json;odata.metadata=none' }
    const line = `GET /People(1)/Near(place=null,other=@o)?${alias}`
    expect(await ask(service, line, { headers })).toEqual({ status: 200, body })
  })

  test.each<[string, string]>([
    ['@o={"@odata.id":"People(9)"}', 'People(9)'],
    ['@o=$root/People(1)/Notes(1)', 'People(1)/Notes(1)'],
  ])('a parameter that refers to no entity of its type answers 400: %s', async (alias, id) => {
    const service = open({ People: { operations: { Near: () => true } } })
    expect(await ask(service, `GET /People(1)/Near(place=null,other=@o)?${alias}`)).toEqual(
      refusal(
        400,
        'BadRequest',
        `expected a reference to a Ops.Person as the parameter 'other', found '${id}', which leads to none`,
        { target: 'other' },
      ),
    )
  })

  test.each<[string, string]>([
    ["color='Green'", 'Green'],
    ["color=Ops.Color'1'", 'Green'],
    ["color='1'", 'Green'],
  ])('a member of an enumeration is given by its name: %s', async (given, value) => {
    const service = open({
      People: { operations: { Tint: (_, { color }) => color } },
      service: { operations: { Favourite: () => '1' } },
    })
    const headers = { Accept: 'application/json;odata.metadata=none' }
    const answer = { status: 200, body: { value } }
    expect(await ask(service, `GET /People(1)/Tint(${given})`, { headers })).toEqual(answer)
    expect(await ask(service, 'GET /Favourite()', { headers })).toEqual(answer)
  })

  test('a function of a complex value is asked of it in an expression too', async () => {
    const ZipOf = ({ value }: { value: unknown }) => (value as { Zip: number }).Zip
    const service = open({ People: { operations: { ZipOf } } })
    await ask(service, 'PATCH /People(2)', { body: { Home: { City: 'Ulm', Zip: 7 } } })
    const headers = { Accept: 'application/json;odata.metadata=none' }
    expect(
      await ask(service, 'GET /People?$filter=Home/Ops.ZipOf() eq 7&$select=ID', { headers }),
    ).toEqual({ status: 200, body: { value: [{ ID: 2 }] } })
  })

  test.each<[string, number, unknown]>([
    [
      '/People/$each/Circle()?$select=ID',
      200,
      {
        '@odata.context': 'http://service.test/$metadata#Collection(Collection(Ops.Person))',
        value: [{ value: [{ ID: 2 }] }, { value: [{ ID: 1 }] }],
      },
    ],
    [
      '/People/$each/Letters()',
      200,
      {
        '@odata.context': 'http://service.test/$metadata#Collection(Collection(Edm.String))',
        value: [{ value: ['A', 'n', 'n'] }, { value: ['B', 'o', 'b'] }],
      },
    ],
    [
      '/People/$filter(ID gt 2)/$each/Letters()',
      200,
      {
        '@odata.context': 'http://service.test/$metadata#Collection(Collection(Edm.String))',
        value: [],
      },
    ],
    [
      '/People/$each/Letters()?$top=1',
      501,
      {
        error: {
          code: 'NotImplemented',
          message: '$top of a collection of collections is not supported by this service',
        },
      },
    ],
  ])('behind $each each collection is a response: GET %s', async (path, status, body) => {
    const service = open({
      People: {
        operations: {
          Circle: ({ entity, list }) => list(`People?$filter=ID ne ${String(entity!['ID'])}`),
          Letters: ({ entity }) => String(entity!['Name']).split(''),
        },
      },
    })
    expect(await ask(service, `GET ${path}`)).toEqual({ status, body })
  })

  test('claims are those of the token', async () => {
    const token = ['{}', '{"color":"Green"}', ''].map((text) =>
      Buffer.from(text).toString('base64url'),
    )
    const headers = { Authorization: `Bearer ${token.join('.')}` }
    const { body } = await ask(open(behaviors), 'GET /Favourite()', { headers })
    expect(body).toMatchObject({ value: 'Green' })
  })

  test('an action that creates the entity it returns answers 201 with Location', async () => {
    const { status, headers, body } = await sendTo(open(behaviors).app, 'POST /Hire', {
      body: { name: 'Cy' },
    })
    expect([status, headers['location'], body]).toEqual([
      201,
      'http://service.test/People(50)',
      {
        '@odata.context': 'http://service.test/$metadata#People/$entity',
        ID: 50,
        Name: 'Cy',
        Home: null,
        Tags: ['2026-01-01T00:00:00.000Z', 'undefined'],
      },
    ])
  })

  test('an action changes the state, of each member behind $each', async () => {
    const service = open(behaviors)
    expect((await ask(service, 'POST /People(1)/Raise', { body: { by: 3 } })).status).toBe(200)
    expect(await names(service)).toEqual(['raised 3', 'Bob'])
    expect((await ask(service, 'POST /People/$each/Fire')).status).toBe(204)
    expect(await names(service)).toEqual([])
  })

  test('a result that is none of the type is refused', async () => {
    const about = 'operations.Tint: gave what the contract does not allow'
    const message = 'expected Edm.String, found the number 5'
    expect(await ask(open(behaviors), 'GET /People(1)/Tint(color=null)')).toEqual(
      refusal(500, 'BehaviorFailed', `behaviors.People: ${about}: /: ${message}`, {
        details: [{ code: 'InvalidResult', message, target: '' }],
      }),
    )
  })
})

describe('the state as modules have it', () => {
  type Sum = NonNullable<BehaviorsByResource[string]['operations']>[string]

  /** Runs within the action `Sum`, whose answer is a number. */
  async function within(run: Sum): Promise<Answer> {
    const service = open({ service: { operations: { Sum: run } } })
    return ask(service, 'POST /Sum', { body: { numbers: [] } })
  }

  test.each<[string, Sum, number]>([
    ['read by a key', ({ read }) => read('People', 2)?.['ID'], 2],
    ['read by a path', ({ read }) => read('People(1)/Boss')?.['ID'], 2],
    ['read of a value', ({ read }) => read('People(2)/ID'), 2],
    ['read of nothing', ({ read }) => (read('People', 7) === undefined ? 1 : 0), 1],
    ['read of a key by name', ({ read }) => read('People', { ID: 1 })?.['ID'], 1],
    ['list with options', ({ list }) => list("People?$filter=Name eq 'Bob'")[0]!['ID'], 2],
    [
      'create',
      ({ create, list }) =>
        list('People').length + Number(create('People', { ID: 8, Tags: [] })['ID']),
      10,
    ],
    ['delete', ({ delete: remove, list }) => (remove('People(1)'), list('People').length), 1],
    [
      'link and unlink of many',
      ({ link, unlink, list }) => {
        link('People(1)/Friends', 'People(2)')
        const { length } = list('People(1)/Friends')
        unlink('People(1)/Friends', 'People(2)')
        return length * 10 + list('People(1)/Friends').length
      },
      10,
    ],
    [
      'link and unlink of one',
      ({ link, unlink, read }) => {
        link('People(2)/Boss', 'People(1)')
        const id = read('People(2)/Boss')?.['ID']
        unlink('People(2)/Boss')
        return read('People(2)/Boss') === undefined ? id : 0
      },
      1,
    ],
    [
      'a copy, which changes nothing',
      ({ read }) => {
        read('People', 1)!['ID'] = 5
        return read('People', 1)!['ID']
      },
      1,
    ],
    ['id', ({ id }) => id().length, 36],
  ])('%s', async (_, run, value) => {
    expect(await within(run)).toMatchObject({ status: 200, body: { value } })
  })

  test.each<[string, Sum, number, string, string]>([
    [
      '404 of what it updates',
      ({ update }) => update('People(7)', {}),
      404,
      'ResourceNotFound',
      "'People(7)' leads to nothing",
    ],
    [
      '409 of a key that is taken',
      ({ create }) => create('People', { ID: 1, Tags: [] }),
      409,
      'Conflict',
      "a Ops.Person with the key '1' exists already",
    ],
    [
      'a body that does not fit',
      ({ create }) => create('People', { ID: 'x' }),
      500,
      'BehaviorFailed',
      'behaviors.service: operations.Sum: /ID: expected Edm.Int32, found the string "x"',
    ],
    [
      '$select, which has no effect',
      ({ list }) => list('People?$select=ID'),
      500,
      'BehaviorFailed',
      "behaviors.service: operations.Sum: 'People?$select=ID': $select has no effect here: entities are given whole",
    ],
    [
      'a status that is no error',
      ({ fail }) => fail(200, 'Fine', 'fine'),
      500,
      'BehaviorFailed',
      'behaviors.service: operations.Sum: fail: expected a status from 400 to 599, found 200',
    ],
  ])('%s', async (_, run, status, code, message) => {
    const { status: found, body } = await within(run)
    expect([found, body]).toMatchObject([status, { error: { code, message } }])
  })
})
