import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { createUnderstudy } from '../../src/index.ts'
import { readAnswer, sendTo } from './answer.ts'
import { sample } from './contracts.ts'

let folder = ''
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'mixed-'))
  const csdl = {
    $Version: '4.01',
    $EntityContainer: 'microsoft.graph.graphService',
    'microsoft.graph': {
      note: { $Kind: 'EntityType', $Key: ['id'], id: {}, text: { $Nullable: true } },
      graphService: {
        $Kind: 'EntityContainer',
        notes: { $Collection: true, $Type: 'microsoft.graph.note' },
      },
    },
  }
  writeFileSync(join(folder, 'metadata.json'), JSON.stringify(csdl))
})
afterAll(() => rmSync(folder, { recursive: true }))

test('beside pages, what CSDL alone declares may be written, and what pages document as they say', async () => {
  const { app } = createUnderstudy({
    contract: [...sample.contract, join(folder, 'metadata.json')],
    fixtures: {},
    basePath: '/beta',
  })
  const body = { id: 'a', text: 'b' }
  const created = readAnswer(await sendTo(app, 'POST /beta/notes', { body }))
  expect([created.status, (created.body as { text: string }).text]).toEqual([201, 'b'])
  const refused = await sendTo(app, 'PUT /beta/accessPackages/x', { body: {} })
  expect([refused.status, refused.headers['allow']]).toEqual([
    405,
    'GET, HEAD, OPTIONS, PATCH, DELETE',
  ])
})
