import type { Exchange } from '../src/journal/index.ts'
import type { Report } from '../src/reports/index.ts'

/* A small report with one of everything, for the tests of the formats. */

const list = {
  name: 'List packages',
  method: 'GET',
  path: '/packages',
  source: 'contract/api/package-list.md:9',
}
const create = {
  name: 'Create package',
  method: 'POST',
  path: '/packages',
  source: 'contract/api/package-post.md:9',
}
const remove = {
  name: 'Delete package',
  method: 'DELETE',
  path: '/packages/{id}',
  source: 'contract/api/package-delete.md:9',
}

const exchanges: readonly Exchange[] = [
  {
    number: 1,
    time: '2026-01-01T00:00:00.000Z',
    duration: 3,
    request: { method: 'GET', url: "/beta/packages?$filter=title eq 'a|b'", headers: {} },
    response: {
      status: 200,
      headers: { 'Content-Type': 'application/json' },
      body: { value: [{ id: '1', title: "a|b <script>alert('x')</script>" }] },
    },
    operation: list,
    exercised: { options: ['$filter'], properties: ['shop.package/title'], relationships: [] },
    violations: [
      {
        rule: 'missing-authorization',
        severity: 'warning',
        message: 'the header Authorization is missing',
        operation: 'List packages',
        expected: 'Bearer {token}',
        source: 'contract/api/package-list.md:20',
      },
    ],
  },
  {
    number: 2,
    time: '2026-01-01T00:00:01.000Z',
    duration: 6,
    request: {
      method: 'POST',
      url: '/beta/packages',
      headers: { 'content-type': 'application/json' },
      body: { titel: '<b>' },
    },
    response: { status: 400, headers: {}, body: { error: { code: 'BadRequest', message: 'no' } } },
    operation: create,
    violations: [
      {
        rule: 'invalid-request-body',
        severity: 'error',
        message: "'titel' is not a property of shop.package; did you mean 'title'?",
        operation: 'Create package',
        pointer: '/titel',
        expected: 'a property of shop.package',
        actual: 'titel',
        source: 'contract/resources/package.md:12',
        curl: `curl -X POST 'http://127.0.0.1/beta/packages' -d '{"titel":"<b>"}'`,
      },
      {
        rule: 'undocumented-status',
        severity: 'error',
        message: 'Create package does not document the status 400',
        operation: 'Create package',
        expected: '201',
        actual: '400',
        source: 'contract/api/package-post.md:30',
      },
    ],
  },
  {
    number: 3,
    time: '2026-01-01T00:00:02.000Z',
    duration: 2,
    request: { method: 'PUT', url: '/beta/package', headers: {} },
    response: { status: 405, headers: {} },
    nearest: [{ ...list, difference: "the segment 'package': 'packages' is documented" }],
    unchecked: ['the response body: there is none'],
    fault: 'status 405',
    violations: [
      {
        rule: 'undocumented-operation',
        severity: 'error',
        message: 'no operation is PUT /package',
      },
    ],
  },
]

const item = (name: string, times: number, isDocumented = true) => ({
  name,
  exchanges: times,
  isDocumented,
})

export const sampleReport: Report = {
  contract: {
    hash: 'c0ffee',
    files: ['contract/api/package-list.md', 'contract/api/package-post.md'],
  },
  exchanges,
  coverage: {
    percent: 66.6,
    operations: { covered: 2, total: 3, percent: 66.6 },
    statuses: { covered: 1, total: 2, percent: 50 },
    options: { covered: 1, total: 1, percent: 100 },
    properties: { covered: 1, total: 2, percent: 50 },
    relationships: { covered: 0, total: 1, percent: 0 },
    byOperation: [
      {
        ...list,
        exchanges: 1,
        violations: 1,
        statuses: [item('200', 1)],
        options: [item('$filter', 1), item('$search', 1, false)],
      },
      {
        ...create,
        exchanges: 1,
        violations: 2,
        statuses: [item('201', 0), item('400', 1, false)],
        options: [],
      },
      { ...remove, exchanges: 0, violations: 0, statuses: [item('204', 0)], options: [] },
    ],
    byType: [
      {
        name: 'shop.package',
        source: 'contract/resources/package.md:8',
        properties: [item('title', 1), item('isHidden', 0)],
        relationships: [item('catalog', 0)],
      },
    ],
  },
  permissions: {
    delegated: [
      { permission: 'Package.ReadWrite.All', operations: ['List packages', 'Create package'] },
    ],
    application: [],
    unknown: ['Delete package'],
    unsupported: { delegated: [], application: ['List packages'] },
  },
  replays: [
    {
      file: 'scenarios/two.yaml',
      name: 'two packages',
      target: 'double',
      outcome: 'failed',
      steps: [
        {
          kind: 'step',
          line: 4,
          name: 'make one',
          request: 'POST /packages',
          outcome: 'passed',
          attempts: 2,
          duration: 1500,
          exchange: exchanges[0]!,
          problems: [],
        },
        {
          kind: 'step',
          line: 7,
          request: 'GET /packages',
          outcome: 'failed',
          problems: [
            {
              file: 'scenarios/two.yaml',
              line: 8,
              subject: 'body',
              pointer: '/title',
              expected: '"Sales"',
              found: '"Audit"',
            },
          ],
        },
        {
          kind: 'step',
          line: 9,
          request: 'GET /packages',
          outcome: 'skipped',
          reason: 'what comes before it failed',
          problems: [],
        },
      ],
    },
  ],
  incomplete: ['a.ndjson: a session has no end'],
}
