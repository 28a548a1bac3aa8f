import { describe, expect, test } from '@jest/globals'
import { buildModel, type StructuredType } from '../model/index.ts'
import { directory } from '../../test/directory-model.ts'
import { getValidators, type ValidationPurpose } from './validators.ts'

const model = buildModel(directory)
const validators = getValidators(model)
const typeNamed = (name: string) => model.types.get(`sample.${name}`) as StructuredType

function problems(name: string, value: unknown, purpose: ValidationPurpose = 'stored') {
  return validators
    .validate(typeNamed(name), value, purpose)
    .map(({ pointer, message }) => `${pointer}: ${message}`)
}

const accepted: readonly (readonly [string, unknown])[] = [
  ['user', {}],
  [
    'user',
    { id: 'a', displayName: 'Ann', age: null, isActive: true, nicknames: [], extra: { a: 1 } },
  ],
  ['user', { '@odata.etag': 'W/"1"', 'displayName@odata.type': '#String', '@custom.note': {} }],
  ['user', { 'manager@odata.bind': "users('b')", 'friends@odata.bind': ["users('b')"] }],
  ['user', { manager: null, friends: [{ '@odata.id': "users('b')" }], 'friends@odata.count': 1 }],
  ['user', { manager: { manager: { displayName: 'Zoe' } } }],
  ['user', { status: 'active', rights: 'read,write', level: 3, address: { city: 'Rome' } }],
  ['user', { 'photo@odata.mediaReadLink': 'users/a/photo', photo: null }],
  ['user', { 'photo@odata.mediaContentType': 'application/json', photo: { a: 1 } }],
  ['user', { '@odata.type': '#Other.Name.Space.user' }],
  ['user', { '@odata.type': '#sample.admin', room: 'B1', displayName: 'Ann' }],
  ['user', { '@type': '#admin', room: 'B1' }],
  ['user', { address: { '@odata.type': '#sample.postalAddress', city: 'Rome', zip: '00100' } }],
  ['mystery', { anything: [1], '@odata.type': '#sample.user' }],
]

const refused: readonly (readonly [string, unknown, readonly string[]])[] = [
  ['user', [], [': expected sample.user, an object, found an array']],
  ['user', undefined, [': expected sample.user, an object, found nothing']],
  [
    'user',
    { dispalyName: 'Ann' },
    ["/dispalyName: 'dispalyName' is not a property of sample.user; did you mean 'displayName'?"],
  ],
  ['user', { 'a/b~c': 1 }, ["/a~1b~0c: 'a/b~c' is not a property of sample.user"]],
  ['user', { isActive: 'yes' }, ['/isActive: expected Edm.Boolean, found the string "yes"']],
  ['user', { id: null }, ['/id: expected Edm.String, found null']],
  ['user', { nicknames: 'Nan' }, ['/nicknames: expected an array, found the string "Nan"']],
  ['user', { nicknames: null }, ['/nicknames: expected an array, found null']],
  ['user', { nicknames: ['Nan', 5] }, ['/nicknames/1: expected Edm.String, found the number 5']],
  ['user', { initials: 'ABCDE' }, ['/initials: expected at most 3 characters, found 5 characters']],
  [
    'user',
    { age: 2 ** 31 },
    ['/age: expected Edm.Int32 from -2147483648 to 2147483647, found the number 2147483648'],
  ],
  [
    'user',
    { status: 'd' },
    ['/status: expected a member of sample.status (active, blocked), found "d"'],
  ],
  [
    'user',
    { status: 'Active' },
    [
      '/status: expected a member of sample.status (active, blocked), found "Active"; did you mean \'active\'?',
    ],
  ],
  [
    'user',
    { status: 5 },
    ['/status: expected a member of sample.status (active, blocked), found the number 5'],
  ],
  [
    'user',
    { rights: 'read,fly' },
    ['/rights: expected members of sample.rights (read, write), found the string "read,fly"'],
  ],
  [
    'user',
    { level: 'high' },
    ['/level: expected sample.level, which is Edm.Byte, found the string "high"'],
  ],
  [
    'user',
    { level: 256 },
    ['/level: expected sample.level, which is Edm.Byte from 0 to 255, found the number 256'],
  ],
  [
    'user',
    { address: 'Rome' },
    ['/address: expected sample.address, an object, found the string "Rome"'],
  ],
  [
    'user',
    { address: { town: 'Rome' } },
    ["/address/town: 'town' is not a property of sample.address"],
  ],
  ['user', { friends: {} }, ['/friends: expected an array, found an object']],
  ['user', { friends: [null] }, ['/friends/0: expected sample.user, an object, found null']],
  [
    'user',
    { friends: [{}, { manager: { isActive: 1 } }] },
    ['/friends/1/manager/isActive: expected Edm.Boolean, found the number 1'],
  ],
  [
    'user',
    { 'manager@odata.bind': 5 },
    ['/manager@odata.bind: expected the URL of an entity, found the number 5'],
  ],
  [
    'user',
    { 'friends@odata.bind': 'b' },
    ['/friends@odata.bind: expected an array of URLs, found the string "b"'],
  ],
  [
    'user',
    { 'friends@odata.bind': [5] },
    ['/friends@odata.bind/0: expected the URL of an entity, found the number 5'],
  ],
  [
    'user',
    { 'freinds@odata.bind': [] },
    [
      "/freinds@odata.bind: 'freinds' is not a navigation property of sample.user; did you mean 'friends'?",
    ],
  ],
  ['user', { room: 'B1' }, ["/room: 'room' is not a property of sample.user"]],
  [
    'user',
    { '@odata.type': '#sample.admin', room: 5 },
    ['/room: expected Edm.String, found the number 5'],
  ],
  [
    'user',
    { '@odata.type': '#sample.address' },
    [
      '/@odata.type: expected the name of sample.user or of a type derived from it (#sample.user, #sample.admin), found the string "#sample.address"',
    ],
  ],
  [
    'user',
    { '@odata.type': 5 },
    [
      '/@odata.type: expected the name of sample.user or of a type derived from it (#sample.user, #sample.admin), found the number 5',
    ],
  ],
  [
    'admin',
    { '@odata.type': '#sample.user' },
    [
      '/@odata.type: expected the name of sample.admin or of a type derived from it (#sample.admin), found the string "#sample.user"',
    ],
  ],
  [
    'user',
    { address: { '@odata.type': '#sample.postalAddress', zip: 1 } },
    ['/address/zip: expected Edm.String, found the number 1'],
  ],
  [
    'user',
    { friends: [{ age: 'x' }], zzzzz: 1, age: 'y' },
    [
      "/zzzzz: 'zzzzz' is not a property of sample.user",
      '/age: expected Edm.Int32, found the string "y"',
      '/friends/0/age: expected Edm.Int32, found the string "x"',
    ],
  ],
  [
    'user',
    JSON.parse('{"__proto__": 1}'),
    ["/__proto__: '__proto__' is not a property of sample.user"],
  ],
  ['user', { toString: 'x' }, ["/toString: 'toString' is not a property of sample.user"]],
]

describe('validators', () => {
  test.each(accepted)('%s accepts %j', (type, value) => {
    expect(problems(type, value)).toEqual([])
  })

  test.each(refused)('%s refuses %j', (type, value, expected) => {
    expect(problems(type, value)).toEqual(expected)
  })

  test('a violation tells expected, found and keyword apart', () => {
    expect(validators.validate(typeNamed('user'), { status: 'd' }, 'create')).toEqual([
      {
        pointer: '/status',
        message: 'expected a member of sample.status (active, blocked), found "d"',
        expected: 'a member of sample.status (active, blocked)',
        found: '"d"',
        keyword: 'enum',
      },
    ])
  })

  test.each([
    ['create', []],
    ['update', []],
    ['stored', ['/createdAt', '/createdBy/city']],
    ['response', ['/createdAt', '/createdBy/city']],
  ] as const)('computed properties with wrong values in %s give %j', (purpose, expected) => {
    const value = { createdAt: 'String (timestamp)', createdBy: { city: 5 } }
    const violations = validators.validate(typeNamed('user'), value, purpose)
    expect(violations.map(({ pointer }) => pointer)).toEqual(expected)
  })

  test('at most 100 violations are given, also of a value with more', () => {
    const names = Array.from({ length: 5000 }, (_, index) => [`x${index}`, 1])
    expect(problems('user', Object.fromEntries(names)).length).toBe(100)
    const friends = Array.from({ length: 5000 }, () => ({ age: 'x' }))
    expect(problems('user', { friends }).length).toBe(100)
  })

  test('a value nested ten thousand levels deep is validated', () => {
    let value: unknown = { age: 'x' }
    for (let depth = 0; depth < 10_000; depth++) value = { manager: value }
    expect(problems('user', value)).toEqual([
      `${'/manager'.repeat(10_000)}/age: expected Edm.Int32, found the string "x"`,
    ])
  })

  test('an enum without known members takes any string', () => {
    expect(problems('user', { mood: 'blue' })).toEqual([])
    expect(problems('user', { mood: 1 })).toEqual([
      '/mood: expected a member of sample.mood, found the number 1',
    ])
  })
})

test('where code from texts is not allowed, requests are answered 501 and a start ends with one message', () => {
  const { Function: own } = globalThis
  const fresh = getValidators(buildModel(directory))
  try {
    globalThis.Function = function () {
      throw new EvalError('Code generation from strings disallowed for this context')
    } as unknown as FunctionConstructor
    expect(() => fresh.validate(typeNamed('user'), {}, 'create')).toThrow(
      'validating a sample.user under --disallow-code-generation-from-strings is not supported by this service',
    )
    expect(() => fresh.validate(typeNamed('user'), {}, 'stored')).toThrow(
      'validating a sample.user under --disallow-code-generation-from-strings is not possible: run without that option, or without fixtures',
    )
  } finally {
    globalThis.Function = own
  }
})
