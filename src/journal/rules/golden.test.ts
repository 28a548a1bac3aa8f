import { describe, expect, test } from '@jest/globals'
import { contractOf } from '../../../test/contract-of.ts'
import type { ContractOperation } from '../../contract/contract.ts'
import type { ModelDeclaration } from '../../model/index.ts'
import { getValidators } from '../../schemas/index.ts'
import { createContractReader } from '../../service/contract-reader.ts'
import { getOperationTable } from '../../service/operation-table.ts'
import { PlanCache } from '../../service/plan-cache.ts'
import type { ContractViolation, Exchange, ExchangeRecord } from '../exchange.ts'
import { createJournal } from '../journal.ts'
import { violationRules } from './index.ts'

const source = (line: number, file = 'api/package.md') => ({ file, line })
const text = { typeName: 'Edm.String', isCollection: false, nullable: true }
const deprecated = { message: 'use title', source: source(14, 'resources/package.md') }
const place = { typeName: 'shop.place', isCollection: false, nullable: true }

const declaration: ModelDeclaration = {
  namespace: 'shop',
  types: [
    {
      kind: 'entityType',
      namespace: 'shop',
      name: 'package',
      source: source(3, 'resources/package.md'),
      key: ['id'],
      properties: [
        { ...text, name: 'id', nullable: false },
        { ...text, name: 'title', source: source(12, 'resources/package.md') },
        { ...text, name: 'size', typeName: 'Edm.Int32' },
        {
          ...text,
          name: 'createdBy',
          isComputed: true,
          source: source(13, 'resources/package.md'),
        },
        { ...text, name: 'caption', deprecated },
        { ...place, name: 'home' },
        { ...place, name: 'work' },
      ],
      navigationProperties: [],
    },
    {
      kind: 'entityType',
      namespace: 'shop',
      name: 'other',
      key: ['n'],
      properties: [{ ...text, name: 'n', typeName: 'Edm.Int32', nullable: false }],
      navigationProperties: [],
    },
    {
      kind: 'complexType',
      namespace: 'shop',
      name: 'place',
      properties: [{ ...text, name: 'city' }],
      navigationProperties: [],
    },
  ],
  operations: [],
  containerName: 'container',
  entitySets: [
    { name: 'packages', entityType: 'shop.package' },
    { name: 'others', entityType: 'shop.other' },
    {
      name: 'archive',
      entityType: 'shop.package',
      source: source(40, 'metadata.xml'),
      annotations: { 'Org.OData.Capabilities.V1.FilterRestrictions': { Filterable: false } },
    },
  ],
  singletons: [],
  operationImports: [],
}

function operation(
  line: string,
  more: Partial<ContractOperation> = {},
  response: readonly [status: number, isCollection?: boolean] = [204],
): ContractOperation {
  const [method, path = ''] = line.split(' ')
  const [status, isCollection] = response
  const body = isCollection === undefined ? undefined : { typeName: 'shop.package', isCollection }
  return {
    name: `${method!.toLowerCase()} ${path.includes('{') ? 'package' : 'packages'}`,
    method: method as ContractOperation['method'],
    paths: [{ text: path, source: source(20) }],
    permissions: {
      delegatedWork: ['P.Read'],
      delegatedPersonal: [],
      application: [],
      source: source(15),
    },
    headers: [],
    requestBody: undefined,
    responses: [{ status, body, source: source(50) }],
    examples: [],
    origin: 'page',
    source: source(9),
    ...more,
  }
}

function exampleOf(body: unknown): ContractOperation['examples'][number] {
  const message = { headers: [], body, bodyText: undefined, bodySource: undefined }
  const request = { ...message, source: source(60), method: 'POST' as const, url: '/archive' }
  return { name: undefined, request, response: undefined }
}

const required = { isRequired: true, isRequiredInRow: true, source: source(30) }
const operations = [
  operation(
    'GET /packages',
    { queryOptions: { names: ['$top', '$filter'], isAll: false, source: source(25) } },
    [200, true],
  ),
  operation('GET /packages/{id}', {}, [200, false]),
  operation('GET /packages/{id}/home', {}, [200, false]),
  operation(
    'POST /packages',
    {
      headers: [{ ...required, name: 'Content-Type', description: 'application/json. Required.' }],
    },
    [201, false],
  ),
  operation('PATCH /packages/{id}', {
    headers: [{ ...required, name: 'If-Match', description: 'The last known ETag. Required.' }],
  }),
  operation('DELETE /packages/{id}', {
    deprecated: { message: 'archive it instead', source: source(11) },
    permissions: undefined,
  }),
  operation('GET /archive', {}, [200, true]),
  operation(
    'POST /archive',
    {
      examples: [exampleOf({ createdBy: 'you', title: 'One', work: {} })],
      requestBody: {
        shape: { typeName: 'shop.package', isCollection: false },
        properties: [
          { ...required, name: 'title' },
          { ...required, name: 'createdBy' },
          { name: 'size', isRequired: false, isRequiredInRow: false, source: source(32) },
          { ...required, name: 'home', source: source(33) },
          { ...required, name: 'work', isRequiredInRow: false, source: source(34) },
        ],
        source: source(29),
      },
    },
    [201, false],
  ),
]
const contract = contractOf(declaration, operations)
const validators = getValidators(contract.model)
const reader = createContractReader(
  {
    contract,
    model: contract.model,
    operations: getOperationTable(contract),
    plans: new PlanCache(),
  },
  { basePath: '/beta', auth: 'report' },
)

/** `GET /packages`, its answer and what else is in the record; observed, so that the record alone tells. */
interface Sent extends Partial<ExchangeRecord> {
  readonly line: string
}

const json = { 'Content-Type': 'application/json' }
const token = { Authorization: 'Bearer x' }

function record({ line, ...more }: Sent): ExchangeRecord {
  const [method = '', url = ''] = line.split(' ')
  return {
    method,
    url: `/beta${url}`,
    requestHeaders: { ...token, ...(more.requestBody === undefined ? {} : json) },
    requestBody: undefined,
    status: method === 'GET' ? 200 : method === 'POST' ? 201 : 204,
    responseHeaders: json,
    responseBody: method === 'DELETE' || method === 'PATCH' ? undefined : '{"value":[]}',
    operation: undefined,
    serviceRoot: 'http://localhost:4010/beta',
    reader,
    isObserved: true,
    violations: [],
    time: 0,
    duration: 0,
    ...more,
  }
}

function read(...sent: readonly Sent[]): Exchange {
  const journal = createJournal({ contract, validators })
  for (const each of sent) journal.record(record(each))
  return journal.exchanges.at(-1)!
}

function write({ severity, message, pointer, expected, actual, source: page }: ContractViolation) {
  return [severity, message, pointer, expected, actual, page].map((each) => each ?? '-').join(' | ')
}

function textsOf(rule: string, sent: readonly Sent[]): readonly string[] {
  return read(...sent)
    .violations.filter((violation) => violation.rule === rule)
    .map(write)
}

const jwt = `Bearer e30.${Buffer.from('{"scp":"Q.Read"}').toString('base64url')}.`
const permitted = `Bearer e30.${Buffer.from('{"scp":"p.read"}').toString('base64url')}.`
const one = '{"@odata.context":"$metadata#packages/$entity","id":"a"}'
const page = (next: string) => `{"value":[{"id":"a"},{"id":"b"}],"@odata.nextLink":"${next}"}`
const changes = '{"value":[],"@odata.deltaLink":"/beta/packages?$deltatoken=t"}'
const nextLink = 'http://localhost:4010/beta/packages?$skiptoken=a%20b'
const throttled: Sent = {
  line: 'GET /packages',
  status: 429,
  responseHeaders: { 'Retry-After': '2' },
  responseBody: undefined,
}
const tag = { ...token, 'If-Match': '*', ...json }
const noted = (rule: string): Sent => ({
  line: 'POST /packages',
  requestBody: {},
  responseBody: one,
  isObserved: false,
  violations: [{ rule, severity: 'warning', message: 'as noted', pointer: '/x' }],
})

/** Of each rule exchanges of which the last violates it, with what is said; then those that are right. */
const cases: Readonly<
  Record<
    string,
    {
      readonly red: readonly (readonly [sent: Sent | readonly Sent[], ...texts: string[]])[]
      readonly green: readonly (Sent | readonly Sent[])[]
    }
  >
> = {
  'undocumented-operation': {
    red: [
      [
        { line: 'PUT /packages/a', requestBody: {} },
        'error | the contract declares no PUT /packages/a | - | PATCH /packages/{id} | PUT /beta/packages/a | api/package.md:9',
      ],
      [
        { line: 'GET /pakcages', status: 404, responseBody: undefined },
        "error | the contract declares no GET /pakcages: 'pakcages' is not a resource of this service; did you mean 'packages'? | - | GET /packages | GET /beta/pakcages | api/package.md:9",
      ],
    ],
    green: [
      { line: 'GET /packages' },
      { line: 'GET /packages/a/title' },
      { line: 'OPTIONS /packages' },
      { line: 'GET /$metadata' },
      { line: 'GET /packages/gone', status: 404, responseBody: undefined },
    ],
  },
  'invalid-address': {
    red: [
      [
        { line: 'GET /packages(no=5)', status: 400, responseBody: undefined },
        "error | expected a key of shop.package (id), found 'no' | /packages(no=5) | a key of shop.package (id) | 'no' | api/package.md:9",
      ],
    ],
    green: [
      { line: "GET /packages('a')", responseBody: one },
      { line: 'GET /pakcages', status: 404 },
    ],
  },
  'missing-authorization': {
    red: [
      [
        { line: 'GET /packages', requestHeaders: {} },
        'warning | get packages needs an Authorization header with a Bearer token | Authorization | Bearer {token} | no Authorization header | api/package.md:15',
      ],
      [
        { line: 'GET /packages', requestHeaders: {}, serviceRoot: 'https://localhost/beta' },
        'error | get packages needs an Authorization header with a Bearer token | Authorization | Bearer {token} | no Authorization header | api/package.md:15',
      ],
    ],
    green: [{ line: 'GET /packages' }, { line: 'DELETE /packages/a', requestHeaders: {} }],
  },
  'insufficient-permissions': {
    red: [
      [
        { line: 'GET /packages', requestHeaders: { Authorization: jwt } },
        'error | get packages needs a permission that the token does not have | Authorization | one of the delegated permissions (P.Read) or of the application permissions (not supported) | the delegated Q.Read | api/package.md:15',
      ],
    ],
    green: [
      { line: 'GET /packages', requestHeaders: { Authorization: permitted } },
      { line: 'GET /packages', requestHeaders: { Authorization: jwt }, status: 403 },
    ],
  },
  'undocumented-permissions': {
    red: [
      [
        { line: 'DELETE /packages/a', reader: { ...reader, auth: 'permissions' } },
        "warning | delete package documents no permissions, so the token's are not judged | Authorization | a table of permissions on the page | none | api/package.md:9",
      ],
    ],
    green: [
      { line: 'DELETE /packages/a' },
      { line: 'GET /packages', reader: { ...reader, auth: 'permissions' } },
    ],
  },
  'missing-property': {
    red: [
      [
        { line: 'POST /archive', requestBody: { home: {}, work: {} }, responseBody: one },
        "error | post packages requires 'title' in the body | /title | a value | nothing | api/package.md:30",
      ],
      [
        { line: 'POST /archive', requestBody: { title: null, home: {}, work: {} }, status: 400 },
        "error | post packages requires 'title' in the body | /title | a value | null | api/package.md:30",
      ],
      [
        { line: 'POST /archive', requestBody: { title: 'One', work: {} }, responseBody: one },
        "warning | post packages requires 'home' in the body | /home | a value | nothing | api/package.md:33",
      ],
      [
        { line: 'POST /archive', requestBody: { title: 'One', home: {} }, responseBody: one },
        "warning | post packages requires 'work' in the body | /work | a value | nothing | api/package.md:34",
      ],
    ],
    green: [
      {
        line: 'POST /archive',
        requestBody: { title: 'One', home: {}, work: {} },
        responseBody: one,
      },
      {
        line: 'POST /archive',
        requestBody: { title: 'One', work: {}, 'home@odata.bind': 'packages/a' },
        responseBody: one,
      },
      { line: 'POST /archive', requestBody: { '@odata.id': 'packages/a' }, status: 204 },
      { line: 'POST /archive', requestBody: {}, status: 403 },
      { line: 'POST /packages', requestBody: {}, responseBody: one },
    ],
  },
  'missing-header': {
    red: [
      [
        { line: 'PATCH /packages/a', requestHeaders: { 'if-match': ' ' }, requestBody: {} },
        'error | patch package requires the header If-Match | If-Match | The last known ETag. Required. | an empty If-Match header | api/package.md:30',
      ],
      [
        { line: 'PATCH /packages/a', requestBody: {} },
        'error | patch package requires the header If-Match | If-Match | The last known ETag. Required. | no such header | api/package.md:30',
      ],
      [
        { line: 'POST /packages', requestHeaders: token, requestBody: {}, responseBody: one },
        'error | post packages requires the header Content-Type | Content-Type | application/json. Required. | no such header | api/package.md:30',
      ],
      [
        { line: 'DELETE /packages/a', status: 428 },
        'error | delete package requires the header If-Match | If-Match | the ETag of what is changed, or * | no such header | api/package.md:9',
      ],
    ],
    green: [
      { line: 'DELETE /packages/a', status: 428, requestHeaders: tag },
      { line: 'PATCH /packages/a', requestBody: {}, requestHeaders: tag },
      { line: 'PATCH /packages/a', requestBody: {}, status: 404 },
      { line: 'POST /packages', responseBody: one },
    ],
  },
  'wrong-header': {
    red: [
      [
        { line: 'GET /packages', requestHeaders: { Authorization: 'Basic eDp5' } },
        'error | get packages needs a Bearer token in the Authorization header | Authorization | Bearer {token} | the scheme Basic in the Authorization header | api/package.md:15',
      ],
      [
        {
          line: 'POST /packages',
          requestHeaders: { ...token, 'Content-Type': 'text/xml; charset=utf-8' },
          requestBody: '<a/>',
          status: 415,
        },
        'error | post packages takes a body in JSON | Content-Type | application/json | text/xml; charset=utf-8 | api/package.md:30',
      ],
    ],
    green: [
      { line: 'GET /packages', requestHeaders: {} },
      { line: 'POST /packages', requestBody: {}, responseBody: one },
      {
        line: 'POST /packages',
        requestBody: {},
        responseBody: one,
        requestHeaders: { ...token, 'content-type': 'application/vnd.x+json;charset=utf-8' },
      },
      {
        line: 'POST /packages/$query',
        requestBody: '$top=1',
        requestHeaders: { ...token, 'content-type': 'text/plain' },
      },
    ],
  },
  'unknown-query-option': {
    red: [
      [
        { line: 'GET /packages?$fliter=true&$top=1' },
        "error | '$fliter' is not a system query option; did you mean '$filter'? | $fliter | a system query option | $fliter | api/package.md:9",
      ],
    ],
    green: [{ line: 'GET /packages?%24top=1' }, { line: 'GET /packages?top=1&filter=true' }],
  },
  'undocumented-query-option': {
    red: [
      [
        { line: 'GET /packages?$orderby=title' },
        "warning | '$orderby' is not a query option that get packages documents | $orderby | $top, $filter | $orderby | api/package.md:25",
      ],
      [
        { line: 'GET /packages/a?verbose=true' },
        "warning | 'verbose' is not a query option that get package documents | verbose | a documented query option | verbose | api/package.md:9",
      ],
    ],
    green: [
      { line: 'GET /packages?$top=1&filter=true&@p=1' },
      { line: 'GET /packages?$format=json' },
      { line: 'GET /packages/a?$select=id' },
    ],
  },
  'invalid-query-option': {
    red: [
      [
        { line: 'GET /packages?$filter=(size%20eq%201', status: 400 },
        "error | $filter: expected ')' at 10, found end of expression | $filter | ')' at 10 | end of expression | api/package.md:9",
      ],
    ],
    green: [{ line: 'GET /packages?$filter=size%20eq%201' }],
  },
  'refused-by-capability': {
    red: [
      [
        { line: 'GET /archive?$filter=size%20eq%201' },
        'error | $filter: archive does not support $filter (Capabilities.FilterRestrictions/Filterable) | $filter | what Capabilities.FilterRestrictions/Filterable allows | GET /beta/archive?$filter=size%20eq%201 | metadata.xml:40',
      ],
    ],
    green: [{ line: 'GET /archive' }],
  },
  'hand-built-paging-url': {
    red: [
      [
        { line: 'GET /packages?$skiptoken=9', isObserved: false },
        'error | no answer before gave a link with this URL: a link with $skiptoken is followed as it is given | $skiptoken | the URL of an @odata.nextLink or @odata.deltaLink | /beta/packages?$skiptoken=9 | api/package.md:9',
      ],
      [
        [
          { line: 'GET /packages', responseBody: page(nextLink) },
          { line: 'GET /packages?$skiptoken=a%20b&$top=1', isObserved: false },
        ],
        'error | no answer before gave a link with this URL: a link with $skiptoken is followed as it is given | $skiptoken | the URL of an @odata.nextLink or @odata.deltaLink | /beta/packages?$skiptoken=a%20b&$top=1 | api/package.md:9',
      ],
      [
        [
          { line: 'GET /packages', responseBody: page(nextLink) },
          { line: 'GET /packages?%24skip=2' },
        ],
        'warning | $skip=2 goes on where the answer before stopped, which had a next link: follow that | $skip | the URL of the @odata.nextLink | /beta/packages?%24skip=2 | api/package.md:9',
      ],
    ],
    green: [
      [
        { line: 'GET /packages', responseBody: page(nextLink) },
        { line: 'GET /packages?%24skiptoken=a+b', isObserved: false },
      ],
      { line: 'GET /packages?$skiptoken=9' },
      { line: 'GET /packages?$deltatoken=latest', isObserved: false },
      [
        { line: 'GET /packages', responseBody: changes },
        { line: 'GET /packages/$count?$deltatoken=t', isObserved: false },
      ],
      [
        { line: 'GET /packages', responseBody: changes },
        { line: 'GET /packages?$deltatoken=t&$count=true', isObserved: false },
      ],
      { line: 'GET /packages?$skip=2' },
      [{ line: 'GET /packages', responseBody: page(nextLink) }, { line: 'GET /packages?$skip=1' }],
    ],
  },
  'ignored-retry-after': {
    red: [
      [
        [throttled, { line: 'GET /packages', time: 1500 }],
        'error | Retry-After of exchange 1 asked to wait 2 s | Retry-After | 2 s after the 429 | earlier | api/package.md:9',
      ],
      [
        [
          {
            ...throttled,
            status: 503,
            responseHeaders: { 'retry-after': 'Thu, 01 Jan 1970 00:00:10 GMT' },
          },
          { line: 'GET /packages', time: 9000 },
        ],
        'error | Retry-After of exchange 1 asked to wait 10 s | Retry-After | 10 s after the 503 | earlier | api/package.md:9',
      ],
    ],
    green: [
      [throttled, { line: 'GET /packages', time: 2000 }],
      [
        { ...throttled, arrival: 5 },
        { line: 'GET /packages', arrival: 2005 },
      ],
      [throttled, { line: 'GET /packages/a', responseBody: one }],
      [throttled, { line: 'POST /packages', requestBody: {}, responseBody: one }],
    ],
  },
  'invalid-request-body': {
    red: [
      [
        { line: 'POST /packages', requestBody: { title: 5, titel: 'x' }, responseBody: one },
        "error | 'titel' is not a property of shop.package; did you mean 'title'? | /titel | a property of shop.package | 'titel' | api/package.md:9",
        'error | expected Edm.String, found the number 5 | /title | Edm.String | the number 5 | resources/package.md:12',
      ],
      [
        { line: 'POST /packages', requestBody: '{"title":', responseBody: one },
        'error | the body is not JSON: Unexpected end of JSON input |  | JSON | other text | api/package.md:9',
      ],
      [
        {
          line: 'POST /packages',
          requestBody: { title: 5 },
          status: 400,
          isObserved: false,
          responseBody:
            '{"error":{"code":"BadRequest","message":"x","details":[{"code":"InvalidBody","target":"/title","message":"expected Edm.String, found the number 5"}]}}',
        },
        'error | expected Edm.String, found the number 5 | /title | Edm.String | the number 5 | resources/package.md:12',
      ],
      [
        { line: 'DELETE /packages/a', requestBody: { id: 'a' } },
        'warning | a DELETE has no body: what it holds is not read |  | no body | a body | api/package.md:9',
      ],
    ],
    green: [
      { line: 'POST /packages', requestBody: { title: 'x' }, responseBody: one },
      { line: 'PATCH /packages/a', requestBody: { title: null }, requestHeaders: tag },
      { line: 'POST /packages', requestBody: { title: 5 }, responseBody: one, isObserved: false },
      { line: 'DELETE /packages/a' },
    ],
  },
  'read-only-property': {
    red: [
      [
        { line: 'POST /packages', requestBody: { createdBy: 'me' }, responseBody: one },
        "error | 'createdBy' is set by the server; the value sent is ignored | /createdBy | absent | given | resources/package.md:13",
      ],
      [
        {
          ...noted('read-only-property'),
          violations: [
            {
              rule: 'read-only-property',
              severity: 'error',
              message: "'createdBy' is set by the server; the value sent is ignored",
              pointer: '/createdBy',
              source: 'api/package.md:9',
            },
          ],
        },
        "error | 'createdBy' is set by the server; the value sent is ignored | /createdBy | - | - | resources/package.md:13",
      ],
      [
        { line: 'POST /archive', requestBody: { createdBy: 'me' }, responseBody: one },
        "warning | 'createdBy' is set by the server; the value sent is ignored | /createdBy | absent | given | resources/package.md:13",
      ],
    ],
    green: [
      { line: 'POST /packages', requestBody: { id: 'a', title: 'x' }, responseBody: one },
      {
        line: 'PATCH /packages/a',
        requestBody: { createdBy: 'me' },
        requestHeaders: tag,
        isObserved: false,
      },
    ],
  },
  'documented-placeholder': notedCase('documented-placeholder'),
  'undocumented-parameter': notedCase('undocumented-parameter'),
  'reference-without-odata-id': notedCase('reference-without-odata-id'),
  'delta-without-context': notedCase('delta-without-context'),
  'behavior-result': notedCase('behavior-result', 'error'),
  'internal-error': notedCase('internal-error', 'error'),
  'deprecated-use': {
    red: [
      [
        { line: 'DELETE /packages/a' },
        'warning | delete package is deprecated: archive it instead | - | an operation that is not deprecated | DELETE /packages/{id} | api/package.md:11',
      ],
      [
        { line: 'GET /packages?$filter=caption%20eq%20null' },
        "warning | the property 'shop.package/caption' is deprecated: use title | shop.package/caption | a property that is not deprecated | shop.package/caption | resources/package.md:14",
      ],
      [
        { line: 'POST /packages', requestBody: { caption: 'x' }, responseBody: one },
        "warning | the property 'shop.package/caption' is deprecated: use title | shop.package/caption | a property that is not deprecated | shop.package/caption | resources/package.md:14",
      ],
    ],
    green: [{ line: 'GET /packages', responseBody: '{"value":[{"id":"a","caption":"x"}]}' }],
  },
  'undocumented-status': {
    red: [
      [
        { line: 'POST /packages', requestBody: {}, status: 200, responseBody: one },
        'error | post packages does not document the status 200 | - | 201 | 200 | api/package.md:50',
      ],
      [
        { line: 'GET /packages', status: 204, responseBody: undefined },
        'error | get packages does not document the status 204 | - | 200 | 204 | api/package.md:50',
      ],
      [
        { line: 'GET /packages/a', status: 204, responseBody: undefined },
        'error | get package does not document the status 204 | - | 200 | 204 | api/package.md:50',
      ],
    ],
    green: [
      { line: 'GET /packages/a/home', status: 204, responseBody: undefined },
      { line: 'POST /packages', requestBody: {}, responseBody: one },
      { line: 'POST /packages', requestBody: {}, status: 500 },
      { line: 'POST /packages', requestBody: {}, status: 200, fault: 'POST /packages' },
      { line: 'GET /packages/a/title', status: 204, responseBody: undefined },
    ],
  },
  'undocumented-content-type': {
    red: [
      [
        {
          line: 'GET /packages',
          responseHeaders: { 'content-type': 'text/html' },
          responseBody: '<p>',
        },
        'error | get packages documents a body in JSON for the status 200 | Content-Type | application/json | text/html | api/package.md:50',
      ],
    ],
    green: [
      { line: 'GET /packages' },
      {
        line: 'GET /packages',
        requestHeaders: { ...token, accept: 'text/csv' },
        responseHeaders: { 'content-type': 'text/csv' },
        responseBody: 'a',
      },
    ],
  },
  'invalid-response': {
    red: [
      [
        {
          line: 'GET /packages/a',
          responseBody: '{"id":"a","home":{"town":"x"},"work":{"town":"x"}}',
        },
        "error | 'town' is not a property of shop.place | /home/town | a property of shop.place | 'town' | api/package.md:50",
        "error | 'town' is not a property of shop.place | /work/town | a property of shop.place | 'town' | api/package.md:50",
      ],
      [
        { line: 'GET /packages/a', responseBody: '{"@odata.type":"#shop.parcel","id":"a"}' },
        'error | expected the name of shop.package or of a type derived from it (#shop.package), found the string "#shop.parcel" | /@odata.type | the name of shop.package or of a type derived from it (#shop.package) | the string "#shop.parcel" | api/package.md:50',
      ],
      [
        { line: 'GET /packages/a/title', responseBody: '{"value":5}' },
        'error | expected Edm.String, found the number 5 | /value | Edm.String | the number 5 | resources/package.md:12',
      ],
      [
        { line: 'GET /packages', responseBody: '{"value":[{"id":"a"},{"id":"b","title":5}]}' },
        'error | expected Edm.String, found the number 5 | /value/1/title | Edm.String | the number 5 | resources/package.md:12',
      ],
      [
        { line: 'GET /packages', responseBody: undefined },
        'error | get packages documents a body for the status 200 |  | a collection of shop.package | no body | api/package.md:50',
      ],
      [
        { line: 'GET /packages/a', status: 404, responseBody: '{"message":"gone"}' },
        "error | the body of an error is an object 'error' with 'code' and 'message' |  | an object with the member 'error' | another body | api/package.md:9",
      ],
      [
        { line: 'GET /packages/a', status: 404, responseBody: '{"error":{"code":404}}' },
        "error | the body of an error is an object 'error' with 'code' and 'message' | /error/code | a string | no string | api/package.md:9",
      ],
    ],
    green: [
      {
        line: 'GET /packages/a',
        status: 404,
        responseBody: '{"error":{"code":"gone","message":"It is gone."}}',
      },
      { line: 'GET /packages/a', status: 404, responseBody: undefined },
      {
        line: 'GET /packages/a',
        status: 502,
        responseHeaders: { 'content-type': 'text/html' },
        responseBody: '<p>Bad gateway</p>',
      },
      { line: 'GET /packages/a', responseBody: one },
      { line: 'GET /packages/a/title', responseBody: '{"value":"x"}' },
      { line: 'GET /packages/$ref', responseBody: '{"value":[{"@odata.id":"packages(\'a\')"}]}' },
      {
        line: 'GET /packages?$apply=aggregate($count%20as%20n)',
        responseBody: '{"value":[{"n":1}]}',
      },
      { line: 'GET /packages/a', responseBody: '{"id":5}', fault: 'GET /packages/*' },
      {
        line: 'GET /packages',
        responseBody: '{"value":[{"@removed":{"reason":"deleted"},"x":1}]}',
      },
    ],
  },
}

function notedCase(rule: string, severity: 'warning' | 'error' = 'warning') {
  const sent = noted(rule)
  const violations = sent.violations!.map((each) => ({ ...each, severity }))
  return {
    red: [
      [{ ...sent, violations }, `${severity} | as noted | /x | - | - | api/package.md:9`],
    ] as const,
    green: [{ ...sent, violations: [] }],
  }
}

test('every rule has its cases', () => {
  expect(Object.keys(cases).sort()).toEqual(violationRules.map(({ name }) => name).sort())
})

describe.each(Object.entries(cases))('%s', (rule, { red, green }) => {
  test.each(red.map(([sent, ...texts]) => [lineOf(sent), sent, texts] as const))(
    '%s violates it',
    (_line, sent, texts) => {
      expect(textsOf(rule, asList(sent))).toEqual(texts)
    },
  )

  test.each(green.map((sent) => [lineOf(sent), sent] as const))('%s does not', (_line, sent) => {
    expect(textsOf(rule, asList(sent))).toEqual([])
  })
})

function asList(sent: Sent | readonly Sent[]): readonly Sent[] {
  return 'line' in sent ? [sent] : sent
}

function lineOf(sent: Sent | readonly Sent[]): string {
  return asList(sent)
    .map(({ line }) => line)
    .join(', then ')
}

test('a request without any violation has none of all rules', () => {
  expect(read({ line: 'GET /packages' }).violations).toEqual([])
})
