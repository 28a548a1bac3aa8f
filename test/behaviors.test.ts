import { afterAll, describe, expect, test } from '@jest/globals'
import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { createUnderstudy, type UnderstudyOptions } from '../src/index.ts'
import { readAnswer, sendTo } from './requests/answer.ts'

/*
 * Behaviours as files: in each module format, read anew while the service runs, and refused where they do
 * not fit. What hooks may do is in test/requests/behaviors.test.ts.
 */
const contract = 'test/contracts/operations.xml'
const folders: string[] = []
let changes = 0

afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true })
})

type Files = Readonly<Record<string, string>>

function folderOf(files: Files): string {
  const folder = mkdtempSync(join(tmpdir(), 'behaviors-'))
  folders.push(folder)
  for (const [name, text] of Object.entries(files)) write(join(folder, name), text)
  return folder
}

/** With a time of its own, so that a change within the clock's smallest step is one too. */
function write(file: string, text: string): void {
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, text)
  const time = new Date(Date.UTC(2026, 0, 1) + ++changes * 1000)
  utimesSync(file, time, time)
}

function open(behaviors: string, options: Partial<UnderstudyOptions> = {}) {
  return createUnderstudy({ contract, behaviors, ...options })
}

async function sum(service: ReturnType<typeof open>) {
  return readAnswer(await sendTo(service.app, 'GET /Add(a=2,b=3)'))
}

const answers = (value: unknown) => ({
  status: 200,
  body: { '@odata.context': 'http://service.test/$metadata#Edm.Int32', value },
})

describe('a module is read', () => {
  const esm = 'export default { operations: { Add: (context, { a, b }) => a * 10 + b } }'
  const cjs = 'module.exports = { operations: { Add: (context, { a, b }) => a * 10 + b } }'
  const typed = `import type { Behavior } from 'odata-understudy'
    export default {
      operations: { Add: (context, { a, b }: { a: number; b: number }): number => a * 10 + b },
    } satisfies Behavior`
  test.each<[string, Files]>([
    ['from an ES module', { 'service.mjs': esm }],
    ['from CommonJS', { 'service.cjs': cjs }],
    ['from JavaScript of a package of ES modules', { 'service.js': esm }],
    ['from JavaScript in CommonJS', { 'service.js': cjs }],
    ['from TypeScript', { 'service.ts': typed }],
    ['from TypeScript of .mts', { 'service.mts': typed }],
    [
      'with defineBehavior of the package',
      {
        'service.ts': `import { defineBehavior } from 'odata-understudy'
          ${esm.replace('{', 'defineBehavior({').replace(/}$/, '})')}`,
      },
    ],
    [
      'with a helper beside it',
      {
        'service.ts': `import { ten } from './_numbers.ts'
          export default { operations: { Add: (context, { a, b }) => a * ten + b } }`,
        '_numbers.ts': 'export const ten: number = 10',
      },
    ],
    ['by the name of the container', { 'Container.js': esm }],
    [
      'beside declarations and tests, which are none',
      { 'service.mjs': esm, 'x.d.ts': 'export {}' },
    ],
  ])('%s', async (_, files) => {
    expect(await sum(open(folderOf(files)))).toEqual(answers(23))
  })
})

describe('--watch', () => {
  const adding = (factor: number) =>
    `export default { operations: { Add: (context, { a, b }) => a * ${factor} + b } }`

  test('a changed file is read anew, and the state stays', async () => {
    const folder = folderOf({ 'service.ts': adding(10) })
    const service = open(folder, { watch: true, fixtures: { People: [] } })
    await sendTo(service.app, 'POST /People', { body: { ID: 1 } })
    write(join(folder, 'service.ts'), adding(100))
    expect(await sum(service)).toEqual(answers(203))
    expect(service.state()).toEqual({
      People: [{ ID: 1, Name: null, Home: null, Tags: [] }],
    })
  })

  test('a changed helper counts as a change', async () => {
    const folder = folderOf({
      'service.mjs': `import { ten } from './_ten.mjs'
        export default { operations: { Add: (context, { a, b }) => a * ten + b } }`,
      '_ten.mjs': 'export const ten = 10',
    })
    const service = open(folder, { watch: true })
    expect(await sum(service)).toEqual(answers(23))
    write(join(folder, '_ten.mjs'), 'export const ten = 20')
    expect(await sum(service)).toEqual(answers(43))
  })

  test.each<[string, string]>([
    ['is broken', 'export default { operations'],
    ['does not fit', 'export default { operations: { Ad: () => 1 } }'],
    ['throws', 'throw new Error("not today")'],
  ])('a file that %s keeps the last good one', async (_, text) => {
    const folder = folderOf({ 'service.mjs': adding(10) })
    const service = open(folder, { watch: true })
    write(join(folder, 'service.mjs'), text)
    expect(await sum(service)).toEqual(answers(23))
    write(join(folder, 'service.mjs'), adding(5))
    expect(await sum(service)).toEqual(answers(13))
  })

  test('without it a change waits for the next start', async () => {
    const folder = folderOf({ 'service.mjs': adding(10) })
    const service = open(folder)
    write(join(folder, 'service.mjs'), adding(100))
    expect(await sum(service)).toEqual(answers(23))
  })
})

describe('what does not fit is refused at the start', () => {
  test.each<[string, Files, string]>([
    [
      'a file that names no resource',
      { 'Peple.ts': 'export default {}' },
      "Peple.ts: 'Peple' is no entity set or singleton of the contract; did you mean 'People'?; a module is named for one, or 'service' for unbound operations",
    ],
    [
      'a folder that is no navigation property',
      { 'People/Note.ts': 'export default {}' },
      "People/Note.ts: 'Note' is no navigation property of Ops.Person; did you mean 'Notes'?",
    ],
    [
      'an unknown hook',
      { 'People.ts': 'export default { beforeCreat() {} }' },
      "People.ts: 'beforeCreat' is no hook; did you mean 'beforeCreate'?; there are beforeRead, afterRead, beforeCreate, afterCreate, beforeUpdate, afterUpdate, beforeDelete, afterDelete, operations",
    ],
    [
      'a hook that is no function',
      { 'People.ts': 'export default { beforeRead: true }' },
      'People.ts: expected a function as beforeRead, found a boolean',
    ],
    [
      'an unknown operation',
      { 'People.ts': 'export default { operations: { Rnak() {} } }' },
      "People.ts: 'Rnak' is no operation of the contract; did you mean 'Rank'?",
    ],
    [
      'a bound operation in the module of the service',
      { 'service.ts': 'export default { operations: { Rank() {} } }' },
      "service.ts: 'Rank' is no unbound operation of the contract",
    ],
    [
      'a hook of the service',
      { 'service.ts': 'export default { beforeRead() {} }' },
      "service.ts: 'beforeRead' is no hook; there are operations",
    ],
    [
      'an empty file',
      { 'People.ts': '' },
      'People.ts: expected an object of hooks as the default export, found none',
    ],
    [
      'a module without a default export',
      { 'People.cjs': 'module.exports = 5' },
      'People.cjs: expected an object of hooks as the default export, found a number',
    ],
    [
      'two modules for one resource',
      { 'service.ts': 'export default {}', 'Container.ts': 'export default {}' },
      'service.ts: FOLDER/Container.ts is for the same resource',
    ],
  ])('%s', (_, files, message) => {
    const folder = folderOf(files)
    const expected = `${folder}/${message}`.replace('FOLDER', folder)
    expect(() => open(folder)).toThrow(
      expect.objectContaining({ name: 'UsageError', message: expected }),
    )
  })

  test('a folder that is not there', () => {
    expect(() => open('test/contracts/none')).toThrow(
      /^behaviors: 'test\/contracts\/none' is no folder that can be read/,
    )
  })

  test('a module that cannot be parsed, named by its file', () => {
    const folder = folderOf({ 'People.ts': 'export default {' })
    expect(() => open(folder)).toThrow(new RegExp(`^${folder}/People.ts: .*Unexpected token`))
  })
})
