import { expect, test } from '@jest/globals'
import { githubFormat } from './github.ts'
import type { Report } from './report.ts'
import { sampleReport } from '../../test/sample-report.ts'

test('annotations stand at the pages and scenarios, errors first', () => {
  const sources = new Map([
    [
      'contract/api/package-post.md:30',
      { file: 'there/contract/api/package-post.md', line: 30, excerpt: [] },
    ],
  ])
  expect(githubFormat.render({ ...sampleReport, sources })).toBe(
    [
      '::error title=incomplete journal::a.ndjson: a session has no end',
      `::error file=contract/resources/package.md,line=12,title=invalid-request-body::'titel' is not a property of shop.package; did you mean 'title'?%0APOST /beta/packages (400)%0Aat: /titel%0Aexpected: a property of shop.package%0Afound: titel%0Apage: contract/resources/package.md:12%0Acurl: curl -X POST 'http://127.0.0.1/beta/packages' -d '{"titel":"<b>"}'`,
      '::error file=there/contract/api/package-post.md,line=30,title=undocumented-status::Create package does not document the status 400%0APOST /beta/packages (400)%0Aexpected: 201%0Afound: 400%0Apage: contract/api/package-post.md:30',
      '::error title=undocumented-operation::no operation is PUT /package%0APUT /beta/package (405)',
      '::error file=scenarios/two.yaml,line=8,title=body /title::expected "Sales", found "Audit"',
      "::warning file=contract/api/package-list.md,line=20,title=missing-authorization::the header Authorization is missing%0AGET /beta/packages?$filter=title eq 'a|b' (200)%0Aexpected: Bearer {token}%0Apage: contract/api/package-list.md:20",
      '',
    ].join('\n'),
  )
})

function withMessages(messages: readonly string[]): Report {
  const [, exchange] = sampleReport.exchanges
  const [violation] = exchange!.violations
  return {
    replays: [],
    incomplete: [],
    exchanges: messages.map((message, index) => ({
      ...exchange!,
      number: index + 1,
      violations: [{ ...violation!, message }],
    })),
  }
}

test('GitHub shows ten of a kind: how many more there are is a notice', () => {
  const lines = githubFormat
    .render(withMessages('abcdefghijkl'.split('')))
    .trimEnd()
    .split('\n')
  expect(lines).toHaveLength(11)
  expect(lines.at(-1)).toBe('::notice title=not shown::2 more errors; see the report')
})

test('what a request brought does not steer the log', () => {
  const [line = ''] = githubFormat
    .render(withMessages(['\u001b[31mred\u202e%,::\n\u0000']))
    .split('\n')
  expect(line).toContain('::\\u001b[31mred\\u202e%25,::%0A\\u0000%0A')
})

test('what is alike is annotated once', () => {
  const lines = githubFormat
    .render(withMessages(['a', 'b', 'a']))
    .trimEnd()
    .split('\n')
  expect(lines.map((line) => line.split('::')[2]!.split('%0A')[0])).toEqual(['a (2 times)', 'b'])
})

test('a report of nothing annotates nothing', () => {
  expect(githubFormat.render(withMessages([]))).toBe('')
})
