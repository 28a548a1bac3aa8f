import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import MarkdownIt from 'markdown-it'
import { markdownFormat } from './markdown.ts'
import { sampleReport } from '../../test/sample-report.ts'
import type { Report } from './report.ts'

const rendered = markdownFormat.render(sampleReport)

test('it begins with the verdict, then coverage and violations', () => {
  expect(rendered.split('<details>')[0]).toBe(`## ❌ Contract

3 exchanges, 3 violations, 1 warning, 1 request of no operation, 1 scenario: 1 passed, 1 failed, 1 skipped

> ⚠️ Incomplete: a.ndjson: a session has no end

| coverage | | |
| :--- | ---: | ---: |
| operations | 2 of 3 | 66.6 % |
| statuses | 1 of 2 | 50 % |
| options | 1 of 1 | 100 % |
| properties | 1 of 2 | 50 % |
| relationships | 0 of 1 | 0 % |

### Violations

`)
  expect(rendered.match(/<summary>.*<\/summary>/g)).toEqual([
    "<summary>❌ <code>invalid-request-body</code>: 'titel' is not a property of shop.package; did you mean 'title'?</summary>",
    '<summary>❌ <code>undocumented-status</code>: Create package does not document the status 400</summary>',
    '<summary>❌ <code>undocumented-operation</code>: no operation is PUT /package</summary>',
    '<summary>⚠️ <code>missing-authorization</code>: the header Authorization is missing</summary>',
    '<summary>❌ two packages (<code>scenarios/two.yaml</code> on <code>double</code>)</summary>',
    '<summary>Operations: 2 of 3</summary>',
    '<summary>Properties and relationships not exercised</summary>',
    '<summary>Least privilege</summary>',
  ])
})

test('a failed step is told with file and line, as they are', () => {
  expect(rendered).toContain(
    '| `scenarios/two.yaml:8`: body /title: expected "Sales", found "Audit" |',
  )
})

test('a pipe in a URL is no column', () => {
  expect(rendered).toContain("| request | `#1 GET /beta/packages?$filter=title eq 'a\\|b' (200)` |")
})

test('without violations it says so', () => {
  expect(markdownFormat.render({ exchanges: [], replays: [], incomplete: [] })).toBe(
    '## ✅ Contract\n\n0 exchanges, 0 violations, 0 warnings\n',
  )
})

function withMessage(message: string, times = 1): Report {
  const [, exchange] = sampleReport.exchanges
  const [violation] = exchange!.violations
  return {
    replays: [],
    incomplete: [],
    exchanges: Array.from({ length: times }, (_, index) => ({
      ...exchange!,
      number: index + 1,
      violations: [{ ...violation!, message: `${message}${times === 1 ? '' : index}` }],
    })),
  }
}

test.each([
  ['a|b', 'a|b'],
  ['a\\|b', 'a\\|b'],
  ['`', '`'],
  ['a``b`c', 'a``b`c'],
  ['<b> **x** @y #1 https://z.example', '&lt;b&gt; **x** @y #1 https://z.example'],
  ['a\nb', 'a b'],
  ['\u001b[31m\u202e', '\\u001b[31m\\u202e'],
])('what was found is shown as it is: %j', (expected, shown) => {
  const [exchange] = withMessage('m').exchanges
  const violations = [{ ...exchange!.violations[0]!, expected }]
  const report = { exchanges: [{ ...exchange!, violations }], replays: [], incomplete: [] }
  expect(new MarkdownIt({ linkify: true }).render(markdownFormat.render(report))).toContain(
    `>expected</td>\n<td style="text-align:left"><code>${shown}</code></td>`,
  )
})

describe('whatever a message says', () => {
  const parser = new MarkdownIt({ html: true, linkify: true })
  const tagsOf = (markdown: string): readonly string[] =>
    parser.render(markdown).match(/<[^>]*>/g) ?? []
  const plainTags = tagsOf(markdownFormat.render(withMessage('plain')))

  test('it is text, on one line', () => {
    const hostile = fc.oneof(
      fc.string({ unit: 'binary', minLength: 1 }),
      fc.constantFrom(
        '</summary><script>alert(1)</script>',
        '| a | b |\n| - | - |',
        '`code` **bold** _em_ ~~no~~ ![x](y) [x](y) <b>',
        'https://example.com www.example.com @someone #1',
        '\n\n# head',
        '- item\n\n```',
      ),
    )
    fc.assert(
      fc.property(hostile, (message) => {
        expect(tagsOf(markdownFormat.render(withMessage(`x${message}`)))).toEqual(plainTags)
      }),
    )
  })
})

test('a summary has at most 1 MB, and says what was left out', () => {
  const text = markdownFormat.render(withMessage('m'.repeat(500), 2000))
  expect(Buffer.byteLength(text)).toBeLessThan(1_000_000)
  expect(text).toMatch(/\n\d+ more violations left out: the summary would be longer than 1 MB\.\n$/)
})
