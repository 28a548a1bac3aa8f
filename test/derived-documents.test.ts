import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from '@jest/globals'
import addFormats from 'ajv-formats'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { XMLParser, XMLValidator } from 'fast-xml-parser'
import { readContract } from '../src/contract/index.ts'
import type { Model } from '../src/model/index.ts'
import { writeMetadataXml } from '../src/representation/metadata/index.ts'
import { schemaFiles } from '../src/schemas/index.ts'

/** What is derived from a contract has to be of use to tools that were not written for it. */
function expectUsableDocuments(model: Model): void {
  const ajv = new Ajv2020({ strictTypes: false })
  addFormats.default(ajv)
  const schemas = schemaFiles(model)
  for (const schema of schemas.values()) ajv.addSchema(schema)
  for (const file of schemas.keys()) expect(ajv.getSchema(file)).toBeInstanceOf(Function)

  const xml = writeMetadataXml(model)
  expect(XMLValidator.validate(xml)).toBe(true)
  const document: unknown = new XMLParser({ ignoreAttributes: false }).parse(xml)
  const names = new Set(attributesNamed(document, /^@_(Type|BaseType|EntityType)$/))
  const unknown = [...names]
    .map((name) => name.replace(/^Collection\((.*)\)$/, '$1'))
    .filter((name) => !name.startsWith('Edm.') && !model.types.has(name))
  expect(unknown).toEqual([])
}

function attributesNamed(value: unknown, pattern: RegExp): string[] {
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([name, inner]) =>
    pattern.test(name) ? [String(inner)] : attributesNamed(inner, pattern),
  )
}

describe('JSON Schemas compile with a strict AJV and $metadata resolves', () => {
  test('for the sample', () => {
    expectUsableDocuments(readContract([join(process.cwd(), 'fixtures/access-packages')]).model)
  })

  for (const folder of ['seeds', 'graph-docs/v1.0']) {
    const path = join(process.cwd(), '../shared', folder)
    if (existsSync(path)) {
      test(`for ${folder}`, () => {
        expectUsableDocuments(readContract([path]).model)
      })
    } else {
      test(`for ${folder} (skipped: no corpus)`, () => {
        expect(existsSync(path)).toBe(false)
      })
    }
  }
})
