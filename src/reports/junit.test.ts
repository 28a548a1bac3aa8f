import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { XMLParser, XMLValidator } from 'fast-xml-parser'
import { junitFormat } from './junit.ts'
import { sampleReport } from '../../test/sample-report.ts'

const rendered = junitFormat.render(sampleReport)

test('an operation is a case, and so is each step of a scenario', () => {
  expect(rendered).toBe(`<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="odata-understudy" tests="8" failures="3" errors="1" time="1.511">
  <testsuite name="contract" tests="5" failures="2" errors="1" time="0.011" skipped="1" timestamp="2026-01-01T00:00:00">
    <properties>
      <property name="contract" value="c0ffee"/>
      <property name="exchanges" value="3"/>
      <property name="coverage.operations" value="66.6"/>
      <property name="coverage.statuses" value="50"/>
      <property name="coverage.options" value="100"/>
      <property name="coverage.properties" value="50"/>
      <property name="coverage.relationships" value="0"/>
    </properties>
    <testcase name="GET /packages" classname="package-list" file="contract/api/package-list.md" line="9" time="0.003">
      <system-out>#1 GET /beta/packages?$filter=title eq &apos;a|b&apos; (200)
warning missing-authorization: the header Authorization is missing
  expected: Bearer {token}
  page: contract/api/package-list.md:20</system-out>
    </testcase>
    <testcase name="POST /packages" classname="package-post" file="contract/api/package-post.md" line="9" time="0.006">
      <failure type="invalid-request-body" message="2 violations: &apos;titel&apos; is not a property of shop.package; did you mean &apos;title&apos;?">#2 POST /beta/packages (400)
error invalid-request-body: &apos;titel&apos; is not a property of shop.package; did you mean &apos;title&apos;?
  at: /titel
  expected: a property of shop.package
  found: titel
  page: contract/resources/package.md:12
  curl: curl -X POST &apos;http://127.0.0.1/beta/packages&apos; -d &apos;{&quot;titel&quot;:&quot;&lt;b&gt;&quot;}&apos;

#2 POST /beta/packages (400)
error undocumented-status: Create package does not document the status 400
  expected: 201
  found: 400
  page: contract/api/package-post.md:30</failure>
    </testcase>
    <testcase name="DELETE /packages/{id}" classname="package-delete" file="contract/api/package-delete.md" line="9" time="0.000">
      <skipped message="Delete package is not covered"/>
    </testcase>
    <testcase name="PUT /beta/package" classname="unmatched" time="0.002">
      <failure type="undocumented-operation" message="no operation is PUT /package">#3 PUT /beta/package (405)
error undocumented-operation: no operation is PUT /package</failure>
    </testcase>
    <testcase name="the journal is complete" classname="journal" time="0.000">
      <error type="incomplete-journal" message="a.ndjson: a session has no end">a.ndjson: a session has no end</error>
    </testcase>
  </testsuite>
  <testsuite name="two packages (double)" tests="3" failures="1" errors="0" time="1.500" skipped="1" file="scenarios/two.yaml">
    <testcase name="1. make one (POST /packages)" classname="two (double)" file="scenarios/two.yaml" line="4" time="1.500"/>
    <testcase name="2. GET /packages" classname="two (double)" file="scenarios/two.yaml" line="7" time="0.000">
      <failure type="body" message="scenarios/two.yaml:8: body /title: expected &quot;Sales&quot;, found &quot;Audit&quot;">scenarios/two.yaml:8: body /title: expected &quot;Sales&quot;, found &quot;Audit&quot;</failure>
    </testcase>
    <testcase name="3. GET /packages" classname="two (double)" file="scenarios/two.yaml" line="9" time="0.000">
      <skipped message="what comes before it failed"/>
    </testcase>
  </testsuite>
</testsuites>
`)
})

test('a report of nothing has no suite', () => {
  expect(junitFormat.render({ exchanges: [], replays: [], incomplete: [] })).toBe(
    `<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="odata-understudy" tests="0" failures="0" errors="0" time="0.000"/>
`,
  )
})

/*
 * The schema of Jenkins' xUnit plug-in, "junit-10.xsd", and `file` and `line` of a case, which most
 * readers take: what may stand in each element, in any order but for the properties, which come first.
 */
const grammar: Readonly<Record<string, { attributes: string; children: string }>> = {
  testsuites: { attributes: 'name time tests failures errors', children: 'testsuite' },
  testsuite: {
    attributes:
      'name tests failures errors group time skipped timestamp hostname id package file log url',
    children: 'testsuite properties testcase system-out system-err',
  },
  properties: { attributes: '', children: 'property' },
  property: { attributes: 'name value', children: '' },
  testcase: {
    attributes: 'name time classname group file line',
    children: 'skipped error failure system-out system-err',
  },
  skipped: { attributes: 'type message', children: '#text' },
  error: { attributes: 'type message', children: '#text' },
  failure: { attributes: 'type message', children: '#text' },
  'system-out': { attributes: '', children: '#text' },
}

type OrderedNode = Readonly<Record<string, unknown>>

function findStrangers(nodes: readonly OrderedNode[], parent?: string): readonly string[] {
  return nodes.flatMap((node) => {
    const name = Object.keys(node).find((key) => key !== ':@')!
    if (parent !== undefined && !grammar[parent]!.children.split(' ').includes(name)) {
      return [`${name} in ${parent}`]
    }
    if (name === '#text') return []
    const attributes = Object.keys((node[':@'] ?? {}) as object)
    const strange = attributes.filter((key) => !grammar[name]!.attributes.split(' ').includes(key))
    return [
      ...strange.map((key) => `${key} of ${name}`),
      ...findStrangers(node[name] as readonly OrderedNode[], name),
    ]
  })
}

const parser = new XMLParser({
  preserveOrder: true,
  ignoreAttributes: false,
  attributeNamePrefix: '',
  ignoreDeclaration: true,
})

test('elements and attributes are those that readers of JUnit know', () => {
  expect(findStrangers(parser.parse(rendered) as OrderedNode[])).toEqual([])
})

describe('whatever stands in an exchange', () => {
  test('the document is well-formed, and has no character that XML forbids', () => {
    const hostile = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom(
        ']]>',
        '<failure>',
        '&#0;',
        '\u0000',
        '\uD800',
        '\u001b[31m',
        '\uFFFF',
        '-->',
      ),
    )
    fc.assert(
      fc.property(hostile, hostile, (message, url) => {
        const [, exchange] = sampleReport.exchanges
        const violations = [{ ...exchange!.violations[0]!, message }]
        const request = { ...exchange!.request, url }
        const xml = junitFormat.render({
          ...sampleReport,
          exchanges: [{ ...exchange!, request, violations }],
        })
        expect(XMLValidator.validate(xml)).toBe(true)
        expect(xml).toMatch(/^[\t\n\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]*$/u)
      }),
    )
  })
})
