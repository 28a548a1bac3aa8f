import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from '@jest/globals'
import type { Exchange } from '../journal/index.ts'
import { locateSources } from './locate-sources.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sources-'))
})
afterEach(() => {
  rmSync(folder, { recursive: true })
})

const citing = (...sources: readonly string[]): Exchange => ({
  number: 1,
  time: '2026-01-01T00:00:00.000Z',
  duration: 0,
  request: { method: 'GET', url: '/', headers: {} },
  response: { status: 200, headers: {} },
  violations: sources.map((source) => ({ rule: 'r', severity: 'error', message: 'm', source })),
})

test('a cited line comes with those around it', () => {
  const page = join(folder, 'page.md')
  writeFileSync(page, Array.from({ length: 9 }, (_, index) => `line ${index + 1}`).join('\r\n'))
  const located = locateSources({ exchanges: [citing(`${page}:2`, `${page}:9`)] })
  expect(
    [...located.values()].map(({ excerpt }) => excerpt.map(({ line, text }) => [line, text])),
  ).toEqual([
    [1, 2, 3, 4, 5].map((line) => [line, `line ${line}`]),
    [6, 7, 8, 9].map((line) => [line, `line ${line}`]),
  ])
})

test('files are named from the working directory where they stand in it, and as given elsewhere', () => {
  const own = join(process.cwd(), 'package.json')
  const located = locateSources({ exchanges: [citing(`${own}:1`, `${folder}/none.md:7`, 'x')] })
  expect([...located]).toEqual([
    [`${own}:1`, expect.objectContaining({ file: 'package.json', line: 1 })],
    [`${folder}/none.md:7`, { file: `${folder}/none.md`, line: 7, excerpt: [] }],
  ])
})
