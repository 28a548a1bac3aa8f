import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from '@jest/globals'
import { readContract } from './read-contract.ts'
import { writeLargeCsdl } from '../../test/large-csdl.ts'

test('all of a document of a thousand entity types and 3.5 MB is read', () => {
  const folder = mkdtempSync(join(tmpdir(), 'large-'))
  try {
    const file = join(folder, 'metadata.xml')
    const text = writeLargeCsdl(1000)
    expect(text.length).toBeGreaterThan(3_400_000)
    writeFileSync(file, text)
    const { model, diagnostics } = readContract([file])
    expect([model.types.size, model.operations.length, diagnostics]).toEqual([1001, 2000, []])
  } finally {
    rmSync(folder, { recursive: true })
  }
})
