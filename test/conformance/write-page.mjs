/*
 * Writes docs/conformance.md from what Jest says of test/conformance, or compares the two:
 *
 *   npm run conformance                      runs those tests and writes the page
 *   node test/conformance/write-page.mjs --check RESULTS.json
 *
 * The page claims what a test of that number shows and nothing else. What stands below "Left out" is
 * written by hand and kept; test/conformance.test.ts sends its requests.
 */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import * as prettier from 'prettier'

const root = fileURLToPath(new URL('../..', import.meta.url))
const page = join(root, 'docs/conformance.md')
const isCheck = process.argv[2] === '--check'

/** The chapter's sections, with how many requirements each counts (items below items aside). */
const sections = [
  { number: '13.1.1', title: 'OData 4.0 Minimal Conformance Level', count: 33 },
  { number: '13.1.2', title: 'OData 4.0 Intermediate Conformance Level', count: 17 },
  { number: '13.1.3', title: 'OData 4.0 Advanced Conformance Level', count: 16 },
  { number: '13.2.1', title: 'OData 4.01 Minimal Conformance Level', count: 27 },
  { number: '13.2.2', title: 'OData 4.01 Intermediate Conformance Level', count: 11 },
  { number: '13.2.3', title: 'OData 4.01 Advanced Conformance Level', count: 10 },
]

/** Requirements that say no more than that another section's hold. */
const inherited = new Map([
  ['13.1.2 (1)', '13.1.1'],
  ['13.1.3 (1)', '13.1.2'],
  ['13.2.1 (1)', '13.1.1'],
  ['13.2.1 (18)', '13.1.1'],
  ['13.2.2 (1)', '13.2.1'],
  ['13.2.2 (2)', '13.1.2'],
  ['13.2.3 (1)', '13.2.2'],
  ['13.2.3 (2)', '13.1.3'],
])

/** Requirements that no test shows, and why. */
const notClaimed = new Map([
  ['13.1.2 (10)', 'SHOULD consider basic authentication: only bearer tokens are looked into'],
  ['13.2.1 (11)', 'SHOULD NOT have identifiers that differ by case alone: up to the contract'],
  ['13.2.1 (17)', 'MAY give 4.01 content to clients that ask for no version: they get 4.0'],
  ['13.2.3 (10)', 'MAY compare identifiers in any case: they are compared exactly'],
])

const results = isCheck ? JSON.parse(readFileSync(process.argv[3], 'utf8')) : runTests()
const shown = readResults(results)
const current = readFileSync(page, 'utf8')
const left = current.slice(current.indexOf('## Left out'))
const text = await format(`${writeSections()}\n${left}`)

if (!isCheck) {
  writeFileSync(page, text)
} else if (text !== current) {
  console.error(
    'docs/conformance.md is not what the tests show; `npm run conformance` writes it anew',
  )
  process.exitCode = 1
}

function runTests() {
  const folder = mkdtempSync(join(tmpdir(), 'understudy-conformance-'))
  const file = join(folder, 'results.json')
  try {
    const jest = join(root, 'node_modules/jest/bin/jest.js')
    const args = [jest, '--json', `--outputFile=${file}`, 'test/conformance/']
    spawnSync(process.execPath, args, { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] })
    return JSON.parse(readFileSync(file, 'utf8'))
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Rows by `section (number)`. */
function readResults({ testResults }) {
  const rows = new Map()
  for (const { name, assertionResults } of testResults) {
    for (const { title, status } of assertionResults) {
      const [, key, text] = /^(13\.\d\.\d \([\d.]+\)) (.+)$/.exec(title) ?? []
      if (key === undefined) continue
      rows.set(key, { text, file: relative(root, name), passes: status === 'passed' })
    }
  }
  return rows
}

function writeSections() {
  const written = sections.map(writeSection)
  return `# Conformance

What the chapter "Conformance" of OData 4.01 Protocol asks of services, number by number, in our words. This page is written by \`npm run conformance\` from the results of the tests it names: nothing is claimed that no test shows.
The language (URL Conventions, the ABNF, Data Aggregation, CSDL) has its own page: [language.md](language.md).

${written.join('\n')}`
}

function writeSection({ number, title, count }) {
  const rows = []
  for (let item = 1; item <= count; item++) {
    const key = `${number} (${item})`
    const below = [...shown.keys()].filter((other) => other.startsWith(`${number} (${item}.`))
    rows.push(...[key, ...below].flatMap(writeRow))
  }
  return `## ${number} ${title}

| no. | requirement | shown by | result |
| --- | --- | --- | --- |
${rows.join('\n')}
`
}

function writeRow(key) {
  const number = key.replace(/^.*\(|\)$/g, '')
  const row = shown.get(key)
  if (row) {
    return [
      `| ${number} | ${row.text} | \`${row.file}\` | ${row.passes ? 'passes' : '**fails**'} |`,
    ]
  }
  const section = inherited.get(key)
  if (section !== undefined) {
    const isMet = [...shown].every(([other, { passes }]) => !other.startsWith(section) || passes)
    return [
      `| ${number} | MUST conform to ${section} | there | ${isMet ? 'passes' : '**fails**'} |`,
    ]
  }
  const reason = notClaimed.get(key)
  if (reason !== undefined) return [`| ${number} | ${reason} | | not claimed |`]
  const hasItems = [...shown.keys()].some((other) => other.startsWith(key.replace(')', '.')))
  if (hasItems) return []
  throw new Error(`no test in test/conformance is called '${key} …'`)
}

async function format(markdown) {
  const options = await prettier.resolveConfig(page)
  return prettier.format(markdown, { ...options, parser: 'markdown' })
}
