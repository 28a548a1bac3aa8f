import { cpSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import { afterEach, beforeEach, expect, jest, test } from '@jest/globals'
import { startUnderstudy, type Understudy, type UnderstudyOptions } from '../src/index.ts'
import { readSources, type Sources } from '../src/double/sources.ts'
import { WatchedSources } from '../src/double/watched-sources.ts'
import { captureOutput, type CapturedOutput } from './capture-output.ts'

/*
 * Contract and fixtures read anew while the service runs; behaviors are in test/behaviors.test.ts.
 */
let folder: string
let service: Understudy
let output: CapturedOutput

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'watch-'))
  cpSync('fixtures/bookshop', folder, { recursive: true })
  output = captureOutput()
})

afterEach(async () => {
  jest.restoreAllMocks()
  await service.close()
  rmSync(folder, { recursive: true })
})

async function start(options: Partial<UnderstudyOptions> = {}): Promise<void> {
  service = await startUnderstudy({ contract: folder, watch: true, ...options })
}

const authors = () => join(folder, 'data/Authors.json')
const metadata = () => join(folder, 'contract/metadata.xml')
const renewed = 'understudy: contract and fixtures: read anew; the state is that of the fixtures\n'
const kept = 'contract and fixtures: the last good ones stay\n'

function change(file: string, from: string, to: string): void {
  writeFileSync(file, readFileSync(file, 'utf8').replace(from, to))
}

/** Waits until standard error ends with a text, for as long as a test may take. */
async function untilSaid(text: string): Promise<void> {
  while (!output.stderr.endsWith(text)) await setImmediate()
}

async function ask(path: string): Promise<string> {
  return (await fetch(new URL(path, service.url))).text()
}

test('changed fixtures are the state, and what reset goes back to', async () => {
  await start()
  await fetch(new URL('/Authors(3)', service.url), { method: 'DELETE' })
  change(authors(), 'Mary Shelley', 'M. Shelley')
  await untilSaid(renewed)
  expect(service.state()['Authors']).toMatchObject([{ Name: 'M. Shelley' }, { ID: 2 }, { ID: 3 }])
  await fetch(new URL('/Authors(1)', service.url), { method: 'DELETE' })
  await service.reset()
  expect(service.state()['Authors']).toMatchObject([{ Name: 'M. Shelley' }, { ID: 2 }, { ID: 3 }])
})

test('fixtures in a new file are found', async () => {
  await start()
  writeFileSync(join(folder, 'data/Orders.json'), '[]')
  await untilSaid(renewed)
  expect(service.state()).toMatchObject({ Orders: [] })
})

test('a changed contract is served, and what comes from then on is held to it', async () => {
  await start()
  expect(await ask('/Authors(1)/Mail')).toContain("'Mail'")
  change(metadata(), 'Name="Born"', 'Name="Mail" Type="Edm.String" /><Property Name="Born"')
  await untilSaid(renewed)
  expect(await ask('/$metadata')).toContain('Name="Mail"')
  expect(await ask('/Authors?$select=ID,Mail&$top=1')).toContain('"Mail":null')
  expect(service.coverage().byType.flatMap(({ properties }) => properties)).toContainEqual(
    expect.objectContaining({ name: 'Mail', isDocumented: true }),
  )
  service.assertContract({ ignore: ['undocumented-operation', 'invalid-address'] })
})

test('another contract begins a session of the journal file, and ends sandboxes', async () => {
  const file = join(folder, 'journal.ndjson')
  await start({ journal: file })
  await ask('/Authors(1)')
  await ask('/~w1/Authors(1)')
  change(metadata(), 'Name="Born"', 'Name="Mail" Type="Edm.String" /><Property Name="Born"')
  await untilSaid(renewed)
  await ask('/~w1/Authors(1)?$select=Mail')
  await service.close()
  const lines = readFileSync(file, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, { exchanges?: number }>)
  const contracts = lines.flatMap(({ contract }) => (contract ? [contract] : []))
  expect([contracts.length, new Set(contracts).size]).toEqual([2, 2])
  expect(lines.flatMap(({ end }) => (end ? [end.exchanges] : []))).toEqual([2, 1])
  expect(JSON.stringify(lines.at(-2))).toContain('"status":200')
})

test.each<[string, () => string, string, string, RegExp]>([
  ['is no JSON', authors, '[', '[[', /Authors\.json:\d+:\d+: .*\n/],
  [
    'does not fit the contract',
    authors,
    '"Name": "Mary Shelley"',
    '"Name": 7',
    /the fixtures do not fit the contract:\n.*Authors\.json: Authors\[0\] .*\/Name: expected Edm\.String, found the number 7\n/,
  ],
  ['is no contract', metadata, '<edmx', '<<edmx', /metadata\.xml:\d+.*\n/],
])('a file that %s is said, and the last good ones stay', async (_, file, from, to, message) => {
  await start()
  const before = service.state()
  change(file(), from, to)
  await untilSaid(kept)
  expect(output.stderr).toMatch(message)
  expect(service.state()).toEqual(before)
  change(file(), to, from)
  change(authors(), 'Mary Shelley', 'M. Shelley')
  await untilSaid(renewed)
  expect(service.state()['Authors']).toMatchObject([{ Name: 'M. Shelley' }, {}, {}])
})

test('a folder that is gone is said', async () => {
  await start()
  rmSync(join(folder, 'data/Authors.json'))
  rmSync(join(folder, 'contract'), { recursive: true })
  await untilSaid(kept)
  expect(await ask('/Authors(1)')).toContain('Mary Shelley')
})

test('a file that is written again with the same content changes nothing', async () => {
  await start()
  const options = { contract: folder }
  const accepted: Sources[] = []
  const watched = new WatchedSources({
    options,
    sources: readSources(options),
    accept: (sources) => accepted.push(sources),
    warn: () => undefined,
  })
  writeFileSync(authors(), readFileSync(authors()))
  utimesSync(metadata(), 0, 0)
  watched.refresh()
  expect(accepted).toEqual([])
  change(authors(), 'Mary Shelley', 'M. Shelley')
  watched.refresh()
  watched.refresh()
  expect(accepted).toHaveLength(1)
})

test('the store keeps the new state', async () => {
  const store = join(folder, 'store.json')
  await start({ store })
  change(authors(), 'Mary Shelley', 'M. Shelley')
  await untilSaid(renewed)
  await service.close()
  expect(readFileSync(store, 'utf8')).toContain('M. Shelley')
})
