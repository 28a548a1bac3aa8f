import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { expect, test } from '@jest/globals'
import { readFencedBlocks } from './markdown-blocks.ts'

const folder = join('test', 'clients')
const recipes = readdirSync(folder)
  .map((name) => join(folder, name, 'recipe.test.mjs'))
  .filter((file) => existsSync(file))

test('docs/clients.md gives each recipe as it is run against the packed product', () => {
  const page = readFileSync('docs/clients.md', 'utf8')
  const blocks = readFencedBlocks(page).map(({ text }) => text.trim())
  expect([...blocks].sort()).toEqual(
    recipes.map((file) => readFileSync(file, 'utf8').trim()).sort(),
  )
})

test('every client has one', () => {
  expect(new Set(recipes.map((file) => basename(dirname(file))))).toEqual(
    new Set([
      'microsoft-graph-client',
      'o.js',
      'odata-client',
      'odata-query',
      'odata2ts',
      'openui5',
      'sap-cloud-sdk',
    ]),
  )
})
