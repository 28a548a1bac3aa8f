import { expect, test } from '@jest/globals'
import { writeFindings, type Paint } from './findings.ts'
import { sampleReport } from '../../test/sample-report.ts'

const plain = (text: string): string => text
const colourless: Paint = { bold: plain, dim: plain, red: plain, yellow: plain, green: plain }

test('violations come with what, where, expected, found and the page, then the summary', () => {
  expect(writeFindings(sampleReport, ['operations: 66.6 % covered'], colourless)).toBe(
    `error invalid-request-body: 'titel' is not a property of shop.package; did you mean 'title'?
  #2 POST /beta/packages (400, Create package)
  at: /titel
  expected: a property of shop.package
  found: titel
  page: contract/resources/package.md:12
  curl: curl -X POST 'http://127.0.0.1/beta/packages' -d '{"titel":"<b>"}'

error undocumented-status: Create package does not document the status 400
  #2 POST /beta/packages (400, Create package)
  expected: 201
  found: 400
  page: contract/api/package-post.md:30

error undocumented-operation: no operation is PUT /package
  #3 PUT /beta/package (405)
  nearest: GET /packages (contract/api/package-list.md:9): the segment 'package': 'packages' is documented

warning missing-authorization: the header Authorization is missing
  #1 GET /beta/packages?$filter=title eq 'a|b' (200, List packages)
  expected: Bearer {token}
  page: contract/api/package-list.md:20

failed step scenarios/two.yaml:8: body /title: expected "Sales", found "Audit"

incomplete a.ndjson: a session has no end
coverage too low operations: 66.6 % covered
3 exchanges: 3 violations, 1 warning, 1 request of no operation
coverage: operations 66.6 % (2 of 3), statuses 50 % (1 of 2), options 100 % (1 of 1), properties 50 % (1 of 2), relationships 0 % (0 of 1)
least privilege: delegated Package.ReadWrite.All; application none; not documented for 1 operation
`,
  )
})

test('alike violations are one, and of many only the first are listed', () => {
  const [, exchange] = sampleReport.exchanges
  const [violation] = exchange!.violations
  const exchanges = Array.from({ length: 120 }, (_, index) => ({
    ...exchange!,
    number: index + 1,
    violations: [{ ...violation!, message: `m${index % 60}` }],
  }))
  const text = writeFindings({ exchanges, replays: [], incomplete: [] }, [], colourless)
  expect(text.match(/^error .*$/gm)).toHaveLength(50)
  expect(text).toContain('error invalid-request-body: m0 (2 times)\n  #1 POST')
  expect(text).toContain('and 10 more violations, which the report files list')
})

test('what a request or an answer says cannot steer the terminal', () => {
  const [, exchange] = sampleReport.exchanges
  const [violation] = exchange!.violations
  const violations = [{ ...violation!, message: 'a\u001b[2Jb\u0007', actual: '\u009bx\r' }]
  const exchanges = [{ ...exchange!, violations }]
  expect(writeFindings({ exchanges, replays: [], incomplete: [] }, [], colourless)).not.toMatch(
    // oxlint-disable-next-line no-control-regex
    /[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/,
  )
})
