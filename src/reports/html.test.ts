import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import type { Exchange } from '../journal/index.ts'
import { htmlFormat } from './html.ts'
import type { Report } from './report.ts'
import { sampleReport } from '../../test/sample-report.ts'

const excerpt = [11, 12, 13].map((line) => ({ line, text: `|line ${line}|<b>|` }))
const source = { file: 'contract/resources/package.md', line: 12, excerpt }
const report: Report = {
  ...sampleReport,
  sources: new Map([['contract/resources/package.md:12', source]]),
}
const page = htmlFormat.render(report)
const shown = page.replace(/\s+/g, ' ')

const tagsOf = (html: string): readonly string[] => html.match(/<[^>]*>/g) ?? []

test('the page has a part for everything that there is to tell', () => {
  expect(page.match(/<h2 id="[^"]*">[^<]*<\/h2>/g)).toEqual([
    '<h2 id="violations-title">Violations</h2>',
    '<h2 id="coverage-title">Coverage</h2>',
    '<h2 id="scenarios-title">Scenarios</h2>',
    '<h2 id="permissions-title">Least privilege</h2>',
    '<h2 id="exchanges-title">Timeline</h2>',
  ])
  expect(page).toContain('<title>Contract report: 3 violations, 1 warning, 1 step failed</title>')
})

test('a violation comes with what was expected and found, the page around its line and a command', () => {
  expect(shown).toContain('<dt>expected</dt> <dd><code>a property of shop.package</code></dd>')
  expect(shown).toContain('<dt>found</dt> <dd><code>titel</code></dd>')
  expect(page).toContain(
    '<mark><span class="line-number">12</span> |line 12|&lt;b&gt;|</mark>\n<span class="line-number">13</span>',
  )
  expect(page).toContain(
    '<pre>curl -X POST &#39;http://127.0.0.1/beta/packages&#39; -d &#39;{&quot;titel&quot;:&quot;&lt;b&gt;&quot;}&#39;</pre>',
  )
  expect(shown).toContain('<strong>Incomplete:</strong> a.ndjson: a session has no end')
})

test('the matrix tells exercised, missing and undocumented apart by more than colour', () => {
  const row = /<th scope="row" title="contract\/api\/package-post.md:9">.*?<\/tr>/.exec(shown)![0]
  expect(tagsOf(row).filter((tag) => tag.startsWith('<span class="cell'))).toEqual([
    '<span class="cell uncovered" title="not exercised">',
    '<span class="cell undocumented" title="not documented">',
  ])
})

test('it needs nothing from elsewhere, and no script', () => {
  const withoutText = tagsOf(page).join('')
  expect(withoutText).not.toMatch(/<script|<link|<img|<iframe|\son\w+=|src=|href="[^#]/)
  expect(/<style>(.*?)<\/style>/s.exec(page)![1]).not.toMatch(/url\(|@import/)
})

test('every table has a caption, every link leads somewhere, every id is one', () => {
  expect(page.match(/<table/g)).toHaveLength(page.match(/<caption>/g)!.length)
  const ids = [...page.matchAll(/\sid="([^"]*)"/g)].map(([, id]) => id)
  expect(new Set(ids).size).toBe(ids.length)
  const targets = [...page.matchAll(/href="#([^"]*)"/g)].map(([, id]) => id)
  expect(targets.filter((id) => !ids.includes(id))).toEqual([])
})

describe('whatever stands in an exchange', () => {
  test('it is text', () => {
    const hostile = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom(
        '<script>alert(1)</script>',
        '" onmouseover="alert(1)',
        "' onfocus='alert(1)",
        '</pre></details></style><b>',
        '<!--',
        '&lt;b&gt;',
      ),
    )
    const [, exchange] = sampleReport.exchanges
    const render = (text: string): readonly string[] =>
      tagsOf(
        htmlFormat.render({
          ...report,
          sources: new Map([
            ['contract/resources/package.md:12', { ...source, excerpt: [{ line: 12, text }] }],
          ]),
          exchanges: [
            {
              ...exchange!,
              fault: `x${text}`,
              request: { method: `x${text}`, url: text, headers: { a: text }, body: text },
              response: { status: 200, headers: {}, body: { [text]: [text] } },
              violations: [{ ...exchange!.violations[0]!, message: text, actual: `x${text}` }],
            },
          ],
        }),
      )
    const plainTags = render('plain')
    fc.assert(
      fc.property(hostile, (text) => {
        expect(render(text)).toEqual(plainTags)
      }),
      { numRuns: 50 },
    )
  })
})

describe('a long journal', () => {
  const [ok, bad] = sampleReport.exchanges
  const many = Array.from({ length: 10_000 }, (_, index): Exchange => {
    const of = index % 100 === 99 ? bad! : { ...ok!, violations: [] }
    return { ...of, number: index + 1, response: { ...of.response, body: 'x'.repeat(10_000) } }
  })
  const long = htmlFormat.render({ ...sampleReport, exchanges: many })

  test('is bounded, says so, and keeps what violates the contract', () => {
    expect(long.match(/<details class="exchange"/g)).toHaveLength(1000)
    expect(long.replace(/\s+/g, ' ')).toContain(
      '1000 of 10000 exchanges, those with violations first; the JSON report has all.',
    )
    expect(long).toContain('id="exchange-9900"')
    expect(long).toContain('(6000 more characters)')
    expect(long.length).toBeLessThan(8_000_000)
  })

  test('has no link to what is left out', () => {
    const all = many.map((exchange) => ({ ...exchange, violations: bad!.violations }))
    const page = htmlFormat.render({ ...sampleReport, exchanges: all })
    const ids = new Set([...page.matchAll(/\sid="([^"]*)"/g)].map(([, id]) => id))
    const targets = [...page.matchAll(/href="#([^"]*)"/g)].map(([, id]) => id)
    expect(targets.filter((id) => !ids.has(id))).toEqual([])
  })
})
