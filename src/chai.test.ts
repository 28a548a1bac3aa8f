import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals'
import * as chai from 'chai'
import request from 'supertest'
import understudyChai, { understudyChai as named } from './chai.ts'
import { startUnderstudy, type Understudy } from './understudy.ts'

chai.use(understudyChai)

let service: Understudy
beforeAll(async () => {
  service = await startUnderstudy({ contract: 'fixtures/access-packages' })
})
beforeEach(() => service.reset())
afterAll(() => service.close())

function messageOf(assert: () => void): string {
  try {
    assert()
  } catch (error) {
    if (error instanceof chai.AssertionError) return error.message
    throw error
  }
  throw new Error('expected the assertion to fail')
}

describe('the plugin for Chai', () => {
  test('it may be imported by name and as the default', () => {
    expect(named).toBe(understudyChai)
  })

  test('its assertions hold, and their negations', async () => {
    await request(service.app).get('/beta/accessPackages').set('Authorization', 'Bearer t')
    const { body } = await request(service.app)
      .get('/beta/accessPackages/4f6f3d27-5a0c-4c57-9d5e-2b8f0a6c9e11')
      .set('Authorization', 'Bearer t')
    chai.expect(service).to.satisfyContract()
    chai.expect(service).to.have.received('GET /accessPackages')
    chai.expect(service).to.have.received('GET /accessPackages/*', undefined, { times: 1 })
    chai.expect(service).not.to.have.received('POST /accessPackages')
    chai.expect(body).to.be.anEntity('accessPackage')
    chai.expect(body).not.to.be.anEntity('group', service)
    chai.expect(service).to.coverContract(8)
    chai.expect(service).not.to.coverContract(9)
    chai.expect(service).not.to.coverContract()
    expect(service.journal.exchanges).toHaveLength(2)
  })

  test('a failure of each says what was expected and received', async () => {
    await request(service.app).get('/beta/accessPackages')
    const { expect: chaiExpect } = chai
    expect([
      messageOf(() => chaiExpect(service).not.to.satisfyContract()),
      messageOf(() =>
        chaiExpect(service).to.have.received('PUT /accessPackages', { a: '#{this}' }),
      ),
      messageOf(() => chaiExpect({ id: 7 }).to.be.anEntity('accessPackage')),
      messageOf(() => chaiExpect(service).not.to.coverContract(1)),
    ]).toEqual([
      `expected the service not to satisfy its contract

expected: a violation of the contract
received: none, in 1 exchange`,
      `expected the service to have received a request

expected: PUT /accessPackages with a body like { "a": "#\u200b{this}" }
received: 1 request, none as expected

nearest:
#1 GET /accessPackages (200)
  method: expected PUT, received GET
  body: expected { "a": "#\u200b{this}" }, received nothing`,
      `expected the value to be of the type accessPackage

expected: microsoft.graph.accessPackage
received: { "id": 7 }

1 problem:
  /id
    expected: Edm.String
    received: the number 7
    page: fixtures/access-packages/contract/resources/accesspackage.md:43`,
      `expected the service not to cover its contract

expected: less than operations 1 %
received: operations 4.1 %`,
    ])
  })

  test('what is no service is refused', () => {
    expect(() => chai.expect(7).to.satisfyContract()).toThrow(
      'satisfyContract: expected a service of startUnderstudy, createUnderstudy or useUnderstudy, found 7',
    )
  })
})
