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

test('What the examples come to is found too', () => {
  const contract = ['shop.md', 'shops-list.md'].map((name) => join(folder, name))
  const answer = JSON.stringify(
    {
      value: [
        { id: 's1', size: 'large' },
        { id: 's2', size: 5 },
      ],
    },
    null,
    2,
  )
  writeFileSync(
    contract[0]!,
    '# shop resource type\n\n## Properties\n|Property|Type|Description|\n|:--|:--|:--|\n|id|String|Key.|\n|size|Int32|Size.|\n',
  )
  writeFileSync(
    contract[1]!,
    `# List shops\n\n## HTTP request\n\`\`\`http\nGET /shops\n\`\`\`\n\n## Response\nIf successful, this method returns a \`200 OK\` response code and a collection of [shop](shop.md) objects in the response body.\n\n## Example\n\n### Request\n\`\`\`http\nGET https://graph.microsoft.com/beta/shops\n\`\`\`\n\n### Response\n\`\`\`http\nHTTP/1.1 200 OK\n\n${answer}\n\`\`\`\n`,
  )
  const cache = join(folder, 'cache')
  const program = `
    const { createUnderstudy } = require('odata-understudy')
    const options = { contract: ${JSON.stringify(contract)}, seedExamples: true }
    console.log(JSON.stringify(createUnderstudy(options).state()))`
  const stateOf = () =>
    spawnSync(process.execPath, ['-e', program], {
      env: { ...process.env, UNDERSTUDY_CACHE: cache },
      encoding: 'utf8',
    })
  const first = stateOf()
  expect(first.stderr).toBe('')
  expect(JSON.parse(first.stdout)).toEqual({
    shops: [
      { id: 's1', size: null },
      { id: 's2', size: 5 },
    ],
  })
  const kept = keptFiles()
  expect(kept.filter((file) => file.includes('/examples-'))).toHaveLength(1)
  const second = stateOf()
  expect([second.stdout, second.stderr]).toEqual([first.stdout, first.stderr])
  expect(keptFiles()).toEqual(kept)
})
