import { expect, test } from '@jest/globals'
import addFormats from 'ajv-formats'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { readContract } from '../src/contract/index.ts'
import { schemaFiles } from '../src/schemas/index.ts'

test.each(['everything', 'trippin', 'northwind', 'stock'])(
  'the JSON Schemas of %s compile anywhere, and refer to each other alone',
  (name) => {
    const { model } = readContract([`test/contracts/${name}.xml`])
    const files = schemaFiles(model)
    const strictAjv = new Ajv2020({ allErrors: true, strictTypes: false })
    addFormats.default(strictAjv)
    for (const schema of files.values()) strictAjv.addSchema(schema)
    for (const file of files.keys()) expect(strictAjv.getSchema(file)).toEqual(expect.any(Function))
    expect(files.size).toBe(model.types.size)
  },
)
