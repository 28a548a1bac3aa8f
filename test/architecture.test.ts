import { readdirSync, readFileSync } from 'node:fs'
import { basename, dirname, join, relative } from 'node:path'
import { describe, expect, test } from '@jest/globals'

/*
 * The rooms of `src/`, in the order in which data goes through them. Each imports rooms above it
 * alone, and of those the ones named here; every room may import `errors.ts`. What a room needs anew
 * is a line in this table, and thereby a decision.
 */
const rooms: Readonly<Record<string, readonly string[]>> = {
  model: [],
  contract: ['model'],
  syntax: [],
  odata: ['model', 'syntax'],
  expression: ['model', 'syntax'],
  schemas: ['model', 'expression'],
  query: ['model', 'syntax', 'expression'],
  plan: ['model', 'syntax', 'query'],
  store: ['model'],
  engine: ['model', 'contract', 'schemas', 'syntax', 'expression', 'query', 'plan', 'store'],
  representation: ['model', 'schemas', 'expression', 'query', 'store', 'engine'],
  behaviors: ['model', 'plan', 'store', 'engine'],
  journal: ['model', 'contract', 'schemas', 'plan'],
  scenarios: ['model', 'contract', 'expression', 'store', 'journal'],
  reports: ['model', 'contract', 'journal', 'scenarios'],
  testing: ['model', 'contract', 'schemas', 'syntax', 'journal'],
  service: [
    'model',
    'contract',
    'schemas',
    'syntax',
    'expression',
    'query',
    'plan',
    'store',
    'engine',
    'representation',
    'behaviors',
    'journal',
    'reports',
  ],
}

/** The files at the top of `src/` and the commands: they may import every room. */
const entries = [
  'bind-expect.ts',
  'chai.ts',
  'cli',
  'cli.ts',
  'double',
  'index.ts',
  'jest.ts',
  'judge-answers.ts',
  'odata.ts',
  'open-services.ts',
  'play-scenario.ts',
  'understudy-options.ts',
  'understudy.ts',
  'use-understudy.ts',
  'vitest.ts',
]

/*
 * Files that other rooms import past the `index.ts`: types alone, or what has to be had without
 * loading the rest of its room (AJV, Express, the compiled parts of expressions).
 */
const sideDoors = [
  'contract/compile-grammatical-number.ts',
  'contract/compile-paths.ts',
  'contract/contract.ts',
  'contract/lint/workflow-command.ts',
  'expression/pattern/index.ts',
  'model/near-name.ts',
  'schemas/instance-type.ts',
  'schemas/member-source.ts',
  'store/file-fault.ts',
]

/** The AST and the parts of the grammar, which the two rooms that speak it name one by one. */
const grammarReaders = ['expression', 'query', 'odata', 'odata.ts']

const roomsThatTouchFiles = ['contract', 'store', 'behaviors', 'service', 'scenarios', ...entries]

const root = join(process.cwd(), 'src')
const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((file) =>
  file.endsWith('.ts'),
)
const sources = files.filter((file) => !file.endsWith('.test.ts'))

interface Import {
  readonly from: string
  readonly to: string
}

const imports: readonly Import[] = sources.flatMap((from) =>
  [...readFileSync(join(root, from), 'utf8').matchAll(/(?:from|import\() ?'([^']+)'/g)].map(
    ([, to = '']) => ({
      from,
      to: to.startsWith('.') ? relative(root, join(root, dirname(from), to)) : to,
    }),
  ),
)

const roomOf = (file: string): string => file.split('/')[0]!

const between = imports.filter(
  ({ from, to }) => to.endsWith('.ts') && to !== 'errors.ts' && roomOf(from) !== roomOf(to),
)

const describeImport = ({ from, to }: Import): string => `${from} imports ${to}`

describe('the house', () => {
  test('every folder of src/ is a room of the table', () => {
    const folders = new Set(sources.filter((file) => file !== 'errors.ts').map(roomOf))
    expect([...folders].sort()).toEqual([...Object.keys(rooms), ...entries].sort())
  })

  test('a room imports rooms above it', () => {
    const order = Object.keys(rooms)
    const upwards = order.flatMap((room) =>
      rooms[room]!.filter((other) => order.indexOf(other) >= order.indexOf(room)),
    )
    expect(upwards).toEqual([])
  })

  test('a room imports those that the table names', () => {
    const strangers = between.filter(
      ({ from, to }) =>
        !entries.includes(roomOf(from)) && !rooms[roomOf(from)]!.includes(roomOf(to)),
    )
    expect(strangers.map(describeImport)).toEqual([])
  })

  test('the table names no room that is not imported', () => {
    const needed = new Set(between.map(({ from, to }) => `${roomOf(from)} imports ${roomOf(to)}`))
    const idle = Object.entries(rooms).flatMap(([room, others]) =>
      others.map((other) => `${room} imports ${other}`).filter((line) => !needed.has(line)),
    )
    expect(idle).toEqual([])
  })

  test('a room is entered by its index.ts', () => {
    const past = between.filter(
      ({ from, to }) =>
        !entries.includes(to) &&
        basename(to) !== 'index.ts' &&
        !sideDoors.includes(to) &&
        !(roomOf(to) === 'syntax' && grammarReaders.includes(roomOf(from))) &&
        !(from === 'cli.ts' && roomOf(to) === 'cli'),
    )
    expect(past.map(describeImport)).toEqual([])
  })

  test('every side door is used', () => {
    const used = new Set(between.map(({ to }) => to))
    expect(sideDoors.filter((file) => !used.has(file))).toEqual([])
  })

  test('files and the network are for contract, store, behaviors, service, scenarios and cli', () => {
    const outside = imports.filter(
      ({ from, to }) =>
        (/^node:(fs|http|net|tls|child_process|worker_threads)/.test(to) ||
          ['express', 'jiti'].includes(to)) &&
        !roomsThatTouchFiles.includes(roomOf(from)),
    )
    expect(outside.map(describeImport)).toEqual([])
  })

  test('each room begins its index.ts with what it is for', () => {
    const silent = Object.keys(rooms).filter(
      (room) => !readFileSync(join(root, room, 'index.ts'), 'utf8').startsWith('/*\n * '),
    )
    expect(silent).toEqual([])
  })

  test('files are kebab-case and named for what they export', () => {
    const misnamed = files.filter(
      (file) =>
        !/^[a-z0-9]+(-[a-z0-9]+)*(\.test)?\.ts$/.test(basename(file)) ||
        /^(utils?|helpers?|common|misc|manager)(\.test)?\.ts$/.test(basename(file)),
    )
    expect(misnamed).toEqual([])
  })
})
