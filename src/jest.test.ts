import { stripVTControlCharacters } from 'node:util'
import { describe, expect, test } from '@jest/globals'
import request from 'supertest'
import { ContractViolationError } from './journal/index.ts'
import { matchers, useUnderstudy, type TestedService } from './jest.ts'

const service = useUnderstudy({ contract: 'fixtures/access-packages', assert: false })

const packages = '/beta/accessPackages'
const post = (body: object) =>
  request(service.app).post(packages).set('Authorization', 'Bearer t').send(body)

function messageOf(assert: () => void): string {
  try {
    assert()
  } catch (error) {
    return stripVTControlCharacters((error as Error).message)
  }
  throw new Error('expected the assertion to fail')
}

/** A service that finds what `assertContract` would say. */
const violated: () => TestedService = () => ({
  url: service.url,
  contract: service.contract,
  journal: service.journal,
  coverage: () => service.coverage(),
  assertContract: () => {
    throw new ContractViolationError(
      `1 violation of the contract, in 1 of 1 exchange

#1 PUT /beta/accessPackages/a1 (405)
  error undocumented-operation: no page documents PUT
    expected: PATCH
    found: PUT`,
      [],
    )
  },
})

describe('toSatisfyContract', () => {
  test('it holds where assertContract throws nothing, and its negation says of how many exchanges', async () => {
    await request(service.app).get(packages).set('Authorization', 'Bearer t')
    expect(service).toSatisfyContract()
    expect(messageOf(() => expect(service).not.toSatisfyContract()))
      .toBe(`expect(service).not.toSatisfyContract()

expected: a violation of the contract
received: none, in 1 exchange`)
  })

  test('it fails with every violation', () => {
    expect(violated()).not.toSatisfyContract()
    expect(messageOf(() => expect(violated()).toSatisfyContract()))
      .toBe(`expect(service).toSatisfyContract()

1 violation of the contract, in 1 of 1 exchange

#1 PUT /beta/accessPackages/a1 (405)
  error undocumented-operation: no page documents PUT
    expected: PATCH
    found: PUT`)
  })

  test("what is expected and found has the framework's colours", () => {
    const mark = (name: string) => (text: string) => `<${name}>${text}</${name}>`
    const utils = {
      EXPECTED_COLOR: mark('expected'),
      RECEIVED_COLOR: mark('received'),
      DIM_COLOR: mark('dim'),
      matcherHint: (name: string) => name,
    }
    const { message } = matchers.toSatisfyContract.call({ utils }, violated())
    expect(message().split('\n').slice(-2)).toEqual([
      '    expected: <expected>PATCH</expected>',
      '    found: <received>PUT</received>',
    ])
  })

  test('warnings count when they are asked for', async () => {
    await request(service.app).get(packages)
    expect(service).toSatisfyContract()
    expect(service).not.toSatisfyContract({ warnings: true })
  })
})

describe('toHaveReceived', () => {
  test("Jest's own matchers may stand in the body", async () => {
    await post({ displayName: 'Sales' })
    expect(service).toHaveReceived('POST /accessPackages', { displayName: expect.any(String) })
    expect(service).not.toHaveReceived('POST /accessPackages', { displayName: expect.any(Number) })
    expect(service).toHaveReceived('POST /*', undefined, { times: 1 })
  })

  test('a failure says what differs in the nearest request', async () => {
    await post({ displayName: 'Sales' })
    const displayName = expect.stringMatching(/^A/)
    expect(messageOf(() => expect(service).toHaveReceived('POST /accessPackages', { displayName })))
      .toBe(`expect(service).toHaveReceived(request, body)

expected: POST /accessPackages with a body like { "displayName": StringMatching /^A/ }
received: 1 request, none as expected

nearest:
#1 POST /accessPackages (201)
  body /displayName: expected StringMatching /^A/, received "Sales"`)
  })

  test('the parts of a batch are requests of their own', async () => {
    const part = { id: '1', method: 'GET', url: '/accessPackages?$top=1' }
    await request(service.app)
      .post('/beta/$batch')
      .set('Authorization', 'Bearer t')
      .send({ requests: [part] })
    expect(service).toHaveReceived('GET /accessPackages?$top=1')
  })
})

describe('toBeEntity', () => {
  test('an answer is an entity of its type, by its full and its short name', async () => {
    const { body } = await request(service.app)
      .get(`${packages}/4f6f3d27-5a0c-4c57-9d5e-2b8f0a6c9e11`)
      .set('Authorization', 'Bearer t')
    expect(body).toBeEntity('microsoft.graph.accessPackage')
    expect(body).toBeEntity('accessPackage', service)
    expect(body).not.toBeEntity('group')
  })

  test('each problem is listed with its place in the value and in the contract', () => {
    const value = { displayName: 3, dispalyName: 'Sales', createdDateTime: 'yesterday' }
    expect(messageOf(() => expect(value).toBeEntity('accessPackage')))
      .toBe(`expect(value).toBeEntity("accessPackage")

expected: microsoft.graph.accessPackage
received: { "displayName": 3, "dispalyName": "Sales", "createdDateTime": "yesterday" }

3 problems:
  /dispalyName: 'dispalyName' is not a property of microsoft.graph.accessPackage; did you mean 'displayName'?
    expected: a property of microsoft.graph.accessPackage
    received: 'dispalyName'
    page: fixtures/access-packages/contract/resources/accesspackage.md:7
  /createdDateTime
    expected: Edm.DateTimeOffset such as 2014-01-01T00:00:00Z
    received: the string "yesterday"
    page: fixtures/access-packages/contract/resources/accesspackage.md:40
  /displayName
    expected: Edm.String
    received: the number 3
    page: fixtures/access-packages/contract/resources/accesspackage.md:42`)
  })

  test('its negation says what it is', () => {
    expect(messageOf(() => expect({ id: 'a1' }).not.toBeEntity('accessPackage')))
      .toBe(`expect(value).not.toBeEntity("accessPackage")

expected: no microsoft.graph.accessPackage
received: { "id": "a1" }`)
  })

  test('an answer whose body was not read is none', () => {
    const answer = new Response('{}')
    expect(answer).not.toBeEntity('accessPackage')
    expect(messageOf(() => expect(answer).toBeEntity('accessPackage')))
      .toBe(`expect(value).toBeEntity("accessPackage")

expected: microsoft.graph.accessPackage
received: an instance of Response

1 problem:
  the value itself
    expected: microsoft.graph.accessPackage, an object of JSON
    received: an instance of Response
    page: fixtures/access-packages/contract/resources/accesspackage.md:7`)
  })

  test('an instance of a class with the properties is one', () => {
    class AccessPackage {
      readonly displayName = 'Sales'
    }
    expect(new AccessPackage()).toBeEntity('accessPackage')
  })

  test('a promise that was not awaited is a mistake in the test, with and without not', async () => {
    const value = Promise.resolve({ id: 'a1' })
    const message =
      'expected a value of microsoft.graph.accessPackage, found a promise: await it, or use resolves'
    expect(messageOf(() => expect(value).toBeEntity('accessPackage'))).toBe(message)
    expect(messageOf(() => expect(value).not.toBeEntity('accessPackage'))).toBe(message)
    await expect(value).resolves.toBeEntity('accessPackage')
  })

  test('a type that the contract has not is a mistake in the test, with and without not', () => {
    const message = "'accessPackag' is no type of the contract; did you mean 'accessPackage'?"
    expect(messageOf(() => expect({}).toBeEntity('accessPackag'))).toBe(message)
    expect(messageOf(() => expect({}).not.toBeEntity('accessPackag'))).toBe(message)
  })
})

describe('toCoverContract', () => {
  test('a number is about operations, and each kind may have its own', async () => {
    await request(service.app).get(packages).set('Authorization', 'Bearer t')
    expect(service).toCoverContract(4)
    expect(service).toCoverContract({ operations: 4, properties: 0 })
    expect(service).not.toCoverContract(5)
    expect(messageOf(() => expect(service).not.toCoverContract(4)))
      .toBe(`expect(service).not.toCoverContract(4)

expected: less than operations 4 %
received: operations 4.1 %`)
  })

  test('without a number it is about every operation', () => {
    const [hint, , ...lines] = messageOf(() => expect(service).toCoverContract()).split('\n')
    expect([hint, ...lines.slice(0, 2)]).toEqual([
      'expect(service).toCoverContract()',
      'expected: operations 100 %',
      'received: operations 0 %',
    ])
  })

  test('a failure says what is not covered', () => {
    const lines = messageOf(() => expect(service).toCoverContract({ operations: 5 })).split('\n')
    expect(lines.slice(0, 4)).toEqual([
      'expect(service).toCoverContract({ "operations": 5 })',
      '',
      'expected: operations 5 %',
      'received: operations 0 %',
    ])
    expect(lines[4]).toMatch(
      /^ {2}operations: 0 % covered \(0 of 24\), expected at least 5 %; not /,
    )
  })
})

describe('what is no service is refused, with and without not', () => {
  const found = 'expected a service of startUnderstudy, createUnderstudy or useUnderstudy, found'
  const cases: readonly (readonly [message: string, assert: () => void])[] = [
    [`toSatisfyContract: ${found} { "url": "x" }`, () => expect({ url: 'x' }).toSatisfyContract()],
    [`toHaveReceived: ${found} a promise`, () => expect(Promise.resolve()).toHaveReceived('GET /')],
    [`toHaveReceived: ${found} 7`, () => expect(7).not.toHaveReceived('GET /')],
    [`toCoverContract: ${found} nothing`, () => expect(undefined).not.toCoverContract(80)],
    [`toBeEntity: ${found} "a"`, () => expect({}).toBeEntity('group', 'a' as never)],
  ]
  test.each(cases)('%s', (message, assert) => {
    expect(messageOf(assert)).toBe(message)
  })
})
