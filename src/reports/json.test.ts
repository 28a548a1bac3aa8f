import { readFileSync } from 'node:fs'
import { expect, test } from '@jest/globals'
import { Ajv2020 } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import { jsonFormat } from './json.ts'
import { sampleReport } from '../../test/sample-report.ts'

const schema: unknown = JSON.parse(readFileSync('schemas/understudy-report.schema.json', 'utf8'))

function validator(of: unknown) {
  const ajv = new Ajv2020({ allErrors: true, strict: true })
  addFormats.default(ajv)
  return ajv.compile(of as object)
}

/** The schema, refusing what it does not describe: users may find more, its authors may not. */
function close(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(close)
  if (typeof value !== 'object' || value === null) return value
  const closed = Object.fromEntries(Object.entries(value).map(([name, of]) => [name, close(of)]))
  const isObject = closed['type'] === 'object' && 'properties' in closed
  return isObject ? { ...closed, additionalProperties: false } : closed
}

const rendered = jsonFormat.render(sampleReport)

test('a report is what the published schema describes, and nothing else', () => {
  const validate = validator(close(schema))
  validate(JSON.parse(rendered))
  expect(validate.errors).toBeNull()
})

test('a report of nothing is one too', () => {
  const text = jsonFormat.render({ exchanges: [], replays: [], incomplete: [] })
  const validate = validator(close(schema))
  validate(JSON.parse(text))
  expect(validate.errors).toBeNull()
  expect(text).toBe(
    '{"understudyReport":1,"summary":{"exchanges":0,"errors":0,"warnings":0,"unmatched":0,' +
      '"stepsPassed":0,"stepsFailed":0,"stepsSkipped":0},"incomplete":[],"violations":[],' +
      '"replays":[],"exchanges":[]}\n',
  )
})

test('the schema refuses another format, and a report without its exchanges', () => {
  const validate = validator(schema)
  const document = JSON.parse(rendered) as Record<string, unknown>
  expect(validate({ ...document, understudyReport: 2 })).toBe(false)
  expect(validate({ ...document, exchanges: undefined })).toBe(false)
  expect(validate({ ...document, added: true })).toBe(true)
})

test('violations stand by themselves, with the numbers of their exchanges', () => {
  const { summary, violations } = JSON.parse(rendered) as {
    readonly summary: unknown
    readonly violations: readonly { readonly exchange: number; readonly rule: string }[]
  }
  expect(violations.map(({ exchange, rule }) => [exchange, rule])).toEqual([
    [1, 'missing-authorization'],
    [2, 'invalid-request-body'],
    [2, 'undocumented-status'],
    [3, 'undocumented-operation'],
  ])
  expect(summary).toEqual({
    exchanges: 3,
    errors: 3,
    warnings: 1,
    unmatched: 1,
    stepsPassed: 1,
    stepsFailed: 1,
    stepsSkipped: 1,
  })
})
