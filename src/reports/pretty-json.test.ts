import { expect, test } from '@jest/globals'
import fc from 'fast-check'
import { parseJson } from '../model/index.ts'
import { prettyJson } from './pretty-json.ts'

test('it is the text of JSON.stringify', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      expect(prettyJson(value)).toBe(JSON.stringify(value, null, 2))
    }),
  )
})

test('numbers have the digits that they came with', () => {
  expect(prettyJson(parseJson('{"a":[12345678901234567890.10]}'))).toBe(
    '{\n  "a": [\n    12345678901234567890.10\n  ]\n}',
  )
})
