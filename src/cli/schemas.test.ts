import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, jest, test } from '@jest/globals'
import { directory } from '../../test/directory-model.ts'
import { buildModel } from '../model/index.ts'
import { runSchemas, writeSchemas } from './schemas.ts'

let folder: string
let output: string[]

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'schemas-'))
  output = []
  const keep = (text: string): void => void output.push(text.replaceAll(folder, 'DIR'))
  jest.spyOn(console, 'log').mockImplementation(keep)
})

afterEach(() => {
  jest.restoreAllMocks()
  rmSync(folder, { recursive: true })
})

const page = `---
title: "book resource type"
doc_type: resourcePageType
---

# book resource type

Namespace: library

A thing to read.

## Properties

|Property|Type|Description|
|:---|:---|:---|
|id|String|Identifies the book.|
|title|String|What is on the cover.|
`

test('writes a file for each type of the contract and says how many', () => {
  writeFileSync(join(folder, 'book.md'), page)
  const out = join(folder, 'a', 'b')
  expect(runSchemas([join(folder, 'book.md')], { out })).toBe(0)
  expect(readdirSync(out)).toContain('library.book.schema.json')
  expect(output).toEqual([`wrote ${readdirSync(out).length} schema to DIR/a/b`])
  const schema: unknown = JSON.parse(readFileSync(join(out, 'library.book.schema.json'), 'utf8'))
  expect(schema).toMatchObject({
    $id: 'library.book.schema.json',
    properties: { title: { description: 'What is on the cover.', type: ['string', 'null'] } },
  })
})

test("a contract that does not exist is the user's mistake", () => {
  const contract = join(folder, 'none')
  expect(() => runSchemas([contract], { out: folder })).toThrow(
    `${contract}: no such file or folder`,
  )
})

test('files are indented and end with a line break', () => {
  const files = writeSchemas(buildModel(directory), folder)
  expect(readdirSync(folder)).toEqual(files)
  expect(readFileSync(join(folder, 'sample.status.schema.json'), 'utf8')).toBe(`{
  "$schema": "https://json-schema.org/draft/2020-12/schema",
  "$id": "sample.status.schema.json",
  "title": "status",
  "type": "string",
  "enum": [
    "active",
    "blocked"
  ]
}
`)
})

test("a folder that cannot be made is the user's mistake", () => {
  const file = join(folder, 'taken')
  writeFileSync(file, '')
  expect(() => writeSchemas(buildModel(directory), file)).toThrow(`cannot write schemas to ${file}`)
})
