import { spawnSync } from 'node:child_process'
import {
  copyFileSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { decode } from '@jridgewell/sourcemap-codec'
import { expect, jest, test } from '@jest/globals'
import type { startUnderstudy } from '../src/index.ts'

const dist = join(process.cwd(), 'dist')
const load = createRequire(import.meta.url)

/** What a program prints that runs in a process of its own. */
function run(program: string, ...options: string[]): string {
  const { stdout, stderr, status } = spawnSync(process.execPath, [...options, '-e', program], {
    encoding: 'utf8',
    env: process.env,
  })
  expect([status, stderr]).toEqual([0, ''])
  return stdout
}

test('Every chunk that a start loads is taken from the code cache', () => {
  const rejected = run(`
    require('odata-understudy')
    const { chunks } = require(${JSON.stringify(join(dist, 'load-with-code-cache.js'))})
    console.log(chunks.size > 3, [...chunks].filter(([, { script }]) => script.cachedDataRejected !== false))`)
  expect(rejected).toBe('true []\n')
})

test('A stack names chunks by the package, not by the folder that the build was in', () => {
  const frame = run(`
    require('odata-understudy').startUnderstudy({ contract: 'nowhere' })
      .catch(({ stack }) => console.log(stack.match(/^    at .*/gm)[0]))`)
  expect(frame).toMatch(/^    at \w+ \(odata-understudy\/dist\/[\w-]+\.js:\d+:\d+\)\n$/)
})

test('A start whose contract was compiled before loads no reader, and nothing that only some requests need', () => {
  const folder = mkdtempSync(join(tmpdir(), 'started-'))
  const program = `
    process.env.UNDERSTUDY_CACHE = ${JSON.stringify(folder)}
    const { startUnderstudy } = require('odata-understudy')
    const { chunks } = require(${JSON.stringify(join(dist, 'load-with-code-cache.js'))})
    startUnderstudy({ contract: 'fixtures/access-packages' }).then(async (service) => {
      const loaded = [...chunks.keys()].map((name) => name.replace(/-[\\w-]{8}(?=\\.js$)/, ''))
      console.log(loaded.sort().join())
      const { status } = await fetch(service.url + "/accessPackages?$filter=displayName eq 'a'")
      console.log(status, chunks.has('bind.js'))
      await service.close()
    })`
  try {
    const [first] = run(program).split('\n')
    expect(first).toContain('compile-sources.js')
    expect(run(program)).toBe(
      'errors.js,index-entry.js,language.js,rolldown-runtime.js,start.js\n200 true\n',
    )
  } finally {
    rmSync(folder, { recursive: true })
  }
})

test('A process has one library, however it is imported', () => {
  const program = `
    import { createRequire } from 'node:module'
    import { UsageError } from 'odata-understudy'
    const require = createRequire(process.cwd() + '/')
    console.log(UsageError === require('odata-understudy').UsageError)`
  expect(run(program, '--input-type=module')).toBe('true\n')
})

test('In Jest, the library is made of what the test file sees', () => {
  const { UsageError } = load('odata-understudy') as { UsageError: new (text: string) => Error }
  expect(new UsageError('mine')).toBeInstanceOf(Error)
})

test('What is loaded late belongs to the same library, when a test file has reset its modules since', async () => {
  jest.resetModules()
  const library = load('odata-understudy') as { readonly startUnderstudy: typeof startUnderstudy }
  const service = await library.startUnderstudy({ contract: 'fixtures/access-packages' })
  jest.resetModules()
  try {
    const { status } = await fetch(`${service.url}/accessPackages?$filter=nothing eq 1`)
    expect(status).toBe(400)
  } finally {
    await service.close()
  }
})

test('An ES module that the library was bundled into takes no chunk from a file', () => {
  const program = `
    import { createRequire } from 'node:module'
    const require = createRequire(process.cwd() + '/')
    const module = { exports: {} }
    {${readFileSync(join(dist, 'load-with-code-cache.js'), 'utf8')}}
    console.log(module.exports.load('index-entry.js'))`
  expect(run(program, '--input-type=module')).toBe('undefined\n')
})

test('What could not be loaded is tried again', () => {
  const folder = mkdtempSync(join(tmpdir(), 'chunks-'))
  try {
    copyFileSync(join(dist, 'load-with-code-cache.js'), join(folder, 'load.js'))
    writeFileSync(join(folder, 'entry.js'), "exports.late = () => require('./late.js').name")
    const { load: loadChunk } = load(join(folder, 'load.js')) as {
      readonly load: (name: string) => { readonly late: () => string }
    }
    const { late } = loadChunk('entry.js')
    expect(late).toThrow('ENOENT')
    writeFileSync(join(folder, 'late.js'), "exports.name = 'late'")
    expect(late()).toBe('late')
  } finally {
    rmSync(folder, { recursive: true })
  }
})

test('Errors are located in the sources where source maps are asked for', () => {
  const program = `
    try { require('odata-understudy').createUnderstudy({}) }
    catch (error) { console.log(error.stack) }`
  expect(run(program, '--enable-source-maps')).toMatch(/src\/understudy-options\.ts:\d+/)
})

test('Chunks are in ASCII alone', () => {
  const chunks = readdirSync(dist).filter((file) => file.endsWith('.js'))
  const others = chunks.filter((file) => !isAscii(readFileSync(join(dist, file))))
  expect([chunks.length > 10, others]).toEqual([true, []])
})

test('What stands behind an escape is still found in the source', () => {
  const { writeAscii } = load('../build/write-ascii.cjs') as {
    readonly writeAscii: (file: string) => void
  }
  const folder = mkdtempSync(join(tmpdir(), 'ascii-'))
  const file = join(folder, 'chunk.js')
  try {
    writeFileSync(file, "a('…')\nb('é𐐀',c)\n")
    // Of `a`, `b` and `c`, as they stand in the source.
    writeFileSync(`${file}.map`, JSON.stringify({ version: 3, mappings: 'AAAA;AAAA,OAAO' }))
    writeAscii(file)
    expect(readFileSync(file, 'utf8')).toBe("a('\\u2026')\nb('\\u00e9\\ud801\\udc00',c)\n")
    const { mappings } = JSON.parse(readFileSync(`${file}.map`, 'utf8')) as { mappings: string }
    expect(decode(mappings)).toEqual([
      [[0, 0, 0, 0]],
      [
        [0, 0, 0, 0],
        [22, 0, 0, 7],
      ],
    ])
  } finally {
    rmSync(folder, { recursive: true })
  }
})

function isAscii(content: Buffer): boolean {
  return content.every((byte) => byte < 0x80)
}
