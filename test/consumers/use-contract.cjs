/*
 * What every consumer's tests ask of the contract, whatever runs them: an exchange that keeps to it,
 * one that leaves it, and the texts that assertions then fail with. Copied beside each consumer's tests.
 */
const assert = require('node:assert/strict')
const { stripVTControlCharacters } = require('node:util')
const { sample } = require('./link-two-packages.cjs')

/** Two runs give the same texts. */
const options = { contract: sample, ids: 'sequential', clock: '2026-01-01T00:00:00Z' }

async function send(service, method, path, body) {
  const answer = await fetch(service.url + path, {
    method,
    headers: { Authorization: 'Bearer t', 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
  })
  return answer.json()
}

/** @returns the entity created */
const createSales = (service) =>
  send(service, 'POST', '/accessPackages', {
    catalogId: '9b1c6f0e-8d4a-4e0b-a7c2-61d35f7e2a90',
    displayName: 'Sales',
    description: 'Sales tools',
  })

/** No page documents it. */
const leaveContract = (service, id = 'a1') =>
  send(service, 'PUT', `/accessPackages/${id}`, { displayName: 'Sales' })

/** What assertions say after `leaveContract`, below the framework's own first line. */
const texts = {
  violation: `1 violation of the contract, in 1 of 1 exchange

#1 PUT /beta/accessPackages/a1 (405)
  error undocumented-operation: the contract declares no PUT /accessPackages/a1
    expected: PATCH /accessPackages/{id}
    found: PUT /beta/accessPackages/a1
    page: contract/api/accesspackage-update.md:7
  nearest: PATCH /accessPackages/{id} (contract/api/accesspackage-update.md:7): the method: PATCH is documented, PUT was sent
  nearest: DELETE /accessPackages/{id} (contract/api/accesspackage-delete.md:7): the method: DELETE is documented, PUT was sent
  nearest: GET /accessPackages/{id} (contract/api/accesspackage-get.md:7): the method: GET is documented, PUT was sent
  curl: curl -g -X PUT http://127.0.0.1:4010/beta/accessPackages/a1 -H 'authorization: Bearer <redacted>' -H 'content-type: application/json' --data-raw '{"displayName":"Sales"}'

a test that is refused on purpose ends with service.journal.clear(), or gives { ignore: ['undocumented-operation'] }`,
  notReceived: `expected: POST /accessPackages with a body like { "displayName": "Sales" }
received: 1 request, none as expected

nearest:
#1 PUT /accessPackages/a1 (405)
  method: expected POST, received PUT
  path: expected /accessPackages, received /accessPackages/a1`,
  noEntity: `expected: microsoft.graph.accessPackage
received: { "id": 7 }

1 problem:
  /id
    expected: Edm.String
    received: the number 7
    page: contract/resources/accesspackage.md:43`,
  notCovered: `expected: less than operations 0 %
received: operations 0 %`,
}

/** Without colours; places in the contract as seen from the sample, and one port. */
const plain = (text) =>
  stripVTControlCharacters(text)
    .replaceAll(`${sample}/`, '')
    .replaceAll(/127\.0\.0\.1:\d+/g, '127.0.0.1:4010')

/** @param fail what is to fail with a text, below the framework's own first line */
function assertFails(fail, text) {
  assert.throws(fail, (error) => {
    const [, ...rest] = plain(error.message).split('\n\n')
    assert.equal(rest.join('\n\n'), text)
    return true
  })
}

module.exports = { assertFails, createSales, leaveContract, options, plain, texts }
