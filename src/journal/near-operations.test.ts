import { expect, test } from '@jest/globals'
import type { ContractOperation } from '../contract/contract.ts'
import { findNearOperations } from './near-operations.ts'

/** `PATCH /accessPackages/{id} /door/accessPackages/{id}`: a method and its documented paths. */
function operation(text: string): ContractOperation {
  const [method = '', ...paths] = text.split(' ')
  const source = { file: `${method.toLowerCase()}.md`, line: 9 }
  return {
    name: text,
    method: method as ContractOperation['method'],
    paths: paths.map((path) => ({ text: path, source })),
    permissions: undefined,
    headers: [],
    requestBody: undefined,
    responses: [],
    examples: [],
    origin: 'page',
    source,
  }
}

const door = '/identityGovernance/entitlementManagement'
const operations = [
  `GET /accessPackages ${door}/accessPackages`,
  `POST /accessPackages ${door}/accessPackages`,
  `PATCH /accessPackages/{id} ${door}/accessPackages/{id}`,
  `POST /accessPackages/{id}/incompatibleGroups/$ref ${door}/accessPackages/{id}/incompatibleGroups/$ref`,
  "GET /accessPackages/filterByCurrentUser(on='allowedRequestor')",
  'GET /users/{id|userPrincipalName}/messages',
].map(operation)

test.each<[request: string, ...nearest: string[]]>([
  [
    'PUT accessPackages/p1',
    'PATCH /accessPackages/{id}: the method: PATCH is documented, PUT was sent',
  ],
  [
    "PUT accessPackages('p1')",
    'PATCH /accessPackages/{id}: the method: PATCH is documented, PUT was sent',
  ],
  [
    'GET accessPackage',
    "GET /accessPackages: the segment 'accessPackage': 'accessPackages' is documented",
    "POST /accessPackages: the method: POST is documented, GET was sent; the segment 'accessPackage': 'accessPackages' is documented",
  ],
  [
    'PATCH AccessPackages/p1',
    "PATCH /accessPackages/{id}: the segment 'AccessPackages': 'accessPackages' is documented",
  ],
  [
    'PATCH identityGovernance/entitlementManagment/accessPackages/p1',
    `PATCH ${door}/accessPackages/{id}: the segment 'entitlementManagment': 'entitlementManagement' is documented`,
    `GET ${door}/accessPackages: the method: GET is documented, PATCH was sent; the segment 'entitlementManagment': 'entitlementManagement' is documented; the segment 'p1' is not documented`,
    `POST ${door}/accessPackages: the method: POST is documented, PATCH was sent; the segment 'entitlementManagment': 'entitlementManagement' is documented; the segment 'p1' is not documented`,
  ],
  [
    'POST accessPackages/p1/incompatibleGroups',
    "POST /accessPackages/{id}/incompatibleGroups/$ref: the segment '$ref' is missing",
    "PATCH /accessPackages/{id}: the method: PATCH is documented, POST was sent; the segment 'incompatibleGroups' is not documented",
  ],
  [
    "POST accessPackages/microsoft.graph.filterByCurrentUser(on='x')",
    "GET /accessPackages/filterByCurrentUser(on='allowedRequestor'): the method: GET is documented, POST was sent",
    'PATCH /accessPackages/{id}: the method: PATCH is documented, POST was sent',
  ],
  [
    'DELETE users/adele%40contoso.com/messages',
    'GET /users/{id|userPrincipalName}/messages: the method: GET is documented, DELETE was sent',
  ],
  ['GET books'],
  ['GET books/1/authors'],
  ['GET '],
])('%s', (request, ...nearest) => {
  const [method = '', path = ''] = request.split(' ')
  const found = findNearOperations(operations, method, path)
  expect(found.map((near) => `${near.method} ${near.path}: ${near.difference}`)).toEqual(nearest)
})

test('each with its name and the page that would have to say it', () => {
  expect(findNearOperations(operations, 'PUT', 'accessPackages/p1')).toEqual([
    {
      name: `PATCH /accessPackages/{id} ${door}/accessPackages/{id}`,
      method: 'PATCH',
      path: '/accessPackages/{id}',
      source: 'patch.md:9',
      difference: 'the method: PATCH is documented, PUT was sent',
    },
  ])
})

test('no more than three', () => {
  const many = ['GET', 'POST', 'PATCH', 'DELETE'].map((method) =>
    operation(`${method} /books/{id}`),
  )
  expect(findNearOperations(many, 'PUT', 'books/1')).toHaveLength(3)
})

test('names of similar length that mean another thing come after the misspelt one', () => {
  const many = ['accessReviews12', 'businessFlows12', 'accessPackages1', 'entitlementSet1']
  const nearest = findNearOperations(
    many.map((name) => operation(`GET /${name}/{id}/resources`)),
    'GET',
    'accessPackagse1/p1/resources',
  )
  expect(nearest.map(({ path }) => path)).toEqual([
    '/accessPackages1/{id}/resources',
    '/accessReviews12/{id}/resources',
    '/businessFlows12/{id}/resources',
  ])
})

test('an operation stands for its nearest path alone', () => {
  const door = operation('GET /me/messages /users/{id}/messages')
  expect(findNearOperations([door], 'PUT', 'me/messages').map(({ path }) => path)).toEqual([
    '/me/messages',
  ])
})
