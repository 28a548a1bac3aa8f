/*
 * The parser of $filter against odata-v4-parser, in this process: 20 usual queries, then long ones.
 * Ratios are what counts; absolute figures are those of one machine in one hour.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { filter as parseByPeer } from 'odata-v4-parser'
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

/** The sources in one file, so that no build is needed first. */
async function importParser() {
  const folder = mkdtempSync(join(tmpdir(), 'parser-'))
  const file = join(folder, 'syntax.mjs')
  const bundle = await rolldown({
    input: new URL('../src/syntax/index.ts', import.meta.url).pathname,
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

/** What takes the peer seconds or its stack is measured once, or said to be refused. */
const peerBudget = 30_000

const { parseFilter } = await importParser()
const rows = [...usual.map((text) => [text, text]), ...long].map(([name, text]) => {
  const own = measure(parseFilter, text)
  const isLong = text.length > 1000
  const peer =
    text.length > peerBudget
      ? undefined
      : measure(parseByPeer, text, isLong ? 0 : 20, isLong ? 1 : 5)
  return { name, own, peer }
})

for (const { name, own, peer } of rows) {
  const ratio = own && peer ? `${(peer / own).toFixed(0)} x` : ''
  const other = peer === undefined ? 'not run' : format(peer)
  console.log(
    name.slice(0, 60).padEnd(62),
    format(own).padStart(12),
    other.padStart(12),
    ratio.padStart(8),
  )
}
const mean = rows.slice(0, usual.length).reduce((sum, { own }) => sum + own, 0) / usual.length
console.log(
  `mean of the ${usual.length} usual queries: ${format(mean)}, ${Math.round(1e6 / mean)} a second`,
)
