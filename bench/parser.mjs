/*
 * The parsers against odata-v4-parser, in this process: $filter with 20 usual queries, then long ones; then whole query
 * options through the published entry, `parse`, encoded as in a URL, without names and with those of a contract.
 * Ratios are what counts; absolute figures are those of one machine in one hour.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { filter as parseByPeer, query as parseQueryByPeer } from 'odata-v4-parser'
import { rolldown } from 'rolldown'

const usual = [
  "displayName eq 'Sales'",
  'isHidden eq false',
  "catalogId eq '662d99e7-6ceb-4c21-9cb4-9b0bbfdefccc'",
  "contains(displayName,'x') and isHidden eq false",
  "startswith(displayName,'A') or startswith(displayName,'B')",
  "not contains(description,'test')",
  'createdDateTime ge 2020-01-01T00:00:00Z and createdDateTime lt 2021-01-01T00:00:00Z',
  "tolower(mail) eq 'a@contoso.com'",
  'price gt 20 and price le 100',
  '(price add 5) mul 2 gt 100',
  "address/city eq 'Berlin' and address/country ne null",
  "tags/any(t:t eq 'urgent')",
  'items/any(i:i/price gt 30 and i/quantity ge 2)',
  "members/all(m:endswith(m/mail,'.org'))",
  'items/$count gt 2',
  'year(birthDate) eq 1990 and month(birthDate) lt 6',
  "status has Shop.Status'Active'",
  'length(trim(displayName)) gt 3',
  'id eq 01234567-89ab-cdef-0123-456789abcdef',
  "(a eq 1 or b eq 2) and (c eq 'x' or d eq 'y') and e ne null",
]

const long = [
  ['or chain of 200', Array.from({ length: 200 }, (_, n) => `a eq ${n}`).join(' or ')],
  ['or chain of 2,000', Array.from({ length: 2000 }, (_, n) => `a eq ${n}`).join(' or ')],
  ['or chain of 20,000', Array.from({ length: 20_000 }, (_, n) => `a eq ${n}`).join(' or ')],
  ['in of 5,000', `a in (${Array.from({ length: 5000 }, (_, n) => `'value ${n}'`).join(',')})`],
  ['in of 50,000', `a in (${Array.from({ length: 50_000 }, (_, n) => `'value ${n}'`).join(',')})`],
  ['200 parentheses', `${'('.repeat(200)}a eq 1${')'.repeat(200)}`],
]

const chain = (length, separator, item) => Array.from({ length }, (_, n) => item(n)).join(separator)
const nested = (depth) => `${'Items($expand='.repeat(depth)}Items${')'.repeat(depth)}`

/** Query options by what they are about. */
const options = [
  ['$filter, 20 usual queries', `$filter=${usual.join(' and ')}`],
  ['$filter, or chain of 200', `$filter=${chain(200, ' or ', (n) => `a eq ${n}`)}`],
  ['$filter, or chain of 2,000', `$filter=${chain(2000, ' or ', (n) => `a eq ${n}`)}`],
  ['$filter, or chain of 20,000', `$filter=${chain(20_000, ' or ', (n) => `a eq ${n}`)}`],
  ['$filter, in of 5,000', `$filter=a in (${chain(5000, ',', (n) => `'value ${n}'`)})`],
  ['$select, 5 properties', '$select=a,b,c,price,displayName'],
  ['$select, 1,000 properties', `$select=${chain(1000, ',', () => 'a')}`],
  ['$orderby, 3 items', '$orderby=a desc,price mul 2,length(displayName) asc'],
  ['$orderby, 1,000 items', `$orderby=${chain(1000, ',', () => 'a desc')}`],
  [
    '$expand, with options',
    '$expand=Items($filter=price gt 30;$select=a,b;$orderby=price desc;$top=5)',
  ],
  ['$expand, 20 levels', `$expand=${nested(20)}`],
  ['$expand, 1,000 items', `$expand=${chain(1000, ',', () => 'Items($top=1)')}`],
  ['$compute, 100 items', `$compute=${chain(100, ',', (n) => `price mul ${n} as more${n}`)}`],
  ['$search, 1,000 words', `$search=${chain(1000, ' OR ', (n) => `word${n}`)}`],
  [
    '$apply, filter and groupby',
    '$apply=filter(a eq 1)/groupby((a,b),aggregate(price with sum as total,$count as many))',
  ],
  ['$apply, 100 transformations', `$apply=${chain(100, '/', () => 'filter(a eq 1)')}`],
  [
    '$apply, aggregate of 1,000',
    `$apply=aggregate(${chain(1000, ',', (n) => `price with sum as total${n}`)})`,
  ],
  [
    '$apply, concat of 200',
    `$apply=concat(${chain(200, ',', () => 'groupby((a),topcount(2,price))')})`,
  ],
]

const words = [...new Set([...usual, 'Items'].join(' ').match(/[A-Za-z_]\w*/g))]
const names = {
  primitiveNonKeyProperty: words,
  primitiveKeyProperty: ['id'],
  entityColNavigationProperty: ['Items', 'items', 'members'],
  entityNavigationProperty: [],
  complexProperty: ['address'],
  complexColProperty: [],
  primitiveColProperty: ['tags'],
  streamProperty: [],
  customAggregate: [],
}

/** A source and what it imports in one file, so that no build is needed first. */
async function importSource(source) {
  const folder = mkdtempSync(join(tmpdir(), 'parser-'))
  const file = join(folder, 'source.mjs')
  const bundle = await rolldown({
    input: new URL(`../src/${source}`, import.meta.url).pathname,
    platform: 'node',
  })
  await bundle.write({ file, format: 'esm' })
  try {
    return await import(pathToFileURL(file).href)
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/** Median microseconds a call, over rounds that each last `milliseconds` or one call; null when it throws. */
function measure(parse, text, milliseconds = 20, rounds = 5) {
  try {
    parse(text)
  } catch {
    return null
  }
  const times = Array.from({ length: rounds }, () => {
    const start = performance.now()
    let calls = 0
    do {
      parse(text)
      calls++
    } while (performance.now() - start < milliseconds)
    return ((performance.now() - start) * 1000) / calls
  })
  return times.toSorted((a, b) => a - b)[rounds >> 1]
}

function format(microseconds) {
  return microseconds === null ? 'refused' : `${microseconds.toPrecision(3)} µs`
}

/** What takes the peer seconds or its stack is measured once, or said to be not run. */
const peerBudget = 30_000

function measurePeer(parse, text) {
  if (text.length > peerBudget) return undefined
  return text.length > 1000 ? measure(parse, text, 0, 1) : measure(parse, text)
}

function cell(microseconds) {
  return (microseconds === undefined ? 'not run' : format(microseconds)).padStart(12)
}

function printRow(name, own, peer) {
  const ratio = own[0] && peer ? `${(peer / own[0]).toFixed(0)} x` : ''
  console.log(name.slice(0, 60).padEnd(62), ...own.map(cell), cell(peer), ratio.padStart(8))
}

const { parseFilter } = await importSource('syntax/index.ts')
const { parse } = await importSource('odata.ts')

console.log(`${'parseFilter, decoded'.padEnd(62)} ${'own'.padStart(12)} ${'peer'.padStart(12)}`)
const rows = [...usual.map((text) => [text, text]), ...long].map(([name, text]) => {
  const row = { own: measure(parseFilter, text), peer: measurePeer(parseByPeer, text) }
  printRow(name, [row.own], row.peer)
  return row
})
const mean = rows.slice(0, usual.length).reduce((sum, { own }) => sum + own, 0) / usual.length
console.log(
  `mean of the ${usual.length} usual queries: ${format(mean)}, ${Math.round(1e6 / mean)} a second\n`,
)

const heads = ['as it is', 'encoded', 'with names', 'peer'].map((head) => head.padStart(12))
console.log("parse('queryOptions', …)".padEnd(62), ...heads)
for (const [name, text] of options) {
  const encoded = text.replaceAll(' ', '%20')
  const everything = encodeURIComponent(text).replaceAll(/%(?:24|3D)/g, decodeURIComponent)
  const own = [
    measure((option) => parse('queryOptions', option), encoded),
    measure((option) => parse('queryOptions', option), everything),
    measure((option) => parse('queryOptions', option, { names }), encoded),
  ]
  printRow(name, own, measurePeer(parseQueryByPeer, encoded))
}
