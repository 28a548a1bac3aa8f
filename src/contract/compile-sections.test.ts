import { expect, test } from '@jest/globals'
import { saysRequired } from './compile-sections.ts'

test.each([
  ['Bearer {token}. Required.', true],
  ['The name is mandatory.', true],
  ['Optional.', false],
  ['Not required.', false],
  ['eventual. Required with $search.', false],
  ['eventual. This header and $count are required when $search is used.', false],
  ['Required if the room has a door, otherwise not used.', false],
  ['A value. Required. The unit is required only if there are two.', true],
])('whether a value must be given: %j is %j', (text, isRequired) => {
  expect(saysRequired(text)).toBe(isRequired)
})
