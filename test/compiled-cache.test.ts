import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from '@jest/globals'

let folder: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'compiled-'))
})

afterEach(() => {
  rmSync(folder, { recursive: true })
})

/** What a process of its own makes of the sample's contract with a cache folder. */
function describeContract(cache: string): unknown {
  const program = `
    const { createUnderstudy } = require('odata-understudy')
    const { contract } = createUnderstudy({ contract: 'fixtures/access-packages' })
    const { hash, declaration, operations, basePath } = contract
    console.log(JSON.stringify({ hash, declaration, operations, basePath, pages: contract.pages.length }))`
  const { stdout, stderr, status } = spawnSync(process.execPath, ['-e', program], {
    env: { ...process.env, UNDERSTUDY_CACHE: cache },
    encoding: 'utf8',
  })
  expect([status, stderr]).toEqual([0, ''])
  return JSON.parse(stdout)
}

function keptFiles(): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.json'))
    .sort()
}

test('A second process finds the contract compiled, and it is the same contract', () => {
  const first = describeContract(folder)
  const kept = keptFiles()
  expect(kept.length).toBeGreaterThan(0)
  expect(describeContract(folder)).toEqual(first)
  expect(keptFiles()).toEqual(kept)
  expect(describeContract('off')).toEqual(first)
})

test('What is kept answers instead of the pages, and a file that is not whole does not', () => {
  const first = describeContract(folder)
  const [file] = keptFiles().map((name) => join(folder, name))
  const text = readFileSync(file!, 'utf8')
  writeFileSync(file!, text.replace('"basePath":"/beta"', '"basePath":"/kept"'))
  expect(describeContract(folder)).toEqual({ ...(first as object), basePath: '/kept' })
  writeFileSync(file!, text.slice(0, 100))
  expect(describeContract(folder)).toEqual(first)
  expect(readFileSync(file!, 'utf8')).toBe(text)
})

test('A cache folder that cannot be written is done without', () => {
  writeFileSync(join(folder, 'file'), '')
  expect(describeContract(join(folder, 'file'))).toEqual(describeContract('off'))
})

test('Only what a start finds out is kept, not what a running service is given', () => {
  describeContract(folder)
  const kept = keptFiles()
  expect(kept.map((file) => file.replace(/^.*\/(\w+)-.*$/, '$1'))).toEqual(['contract', 'fixtures'])
  const program = `
    const { createUnderstudy } = require('odata-understudy')
    const service = createUnderstudy({ contract: 'fixtures/access-packages' })
    service.seed('groups', [{ id: 'new' }]).then(() => console.log(service.state().groups.length))`
  const { stdout } = spawnSync(process.execPath, ['-e', program], {
    env: { ...process.env, UNDERSTUDY_CACHE: folder },
    encoding: 'utf8',
  })
  expect(stdout).toBe('9\n')
  expect(keptFiles()).toEqual(kept)
})
