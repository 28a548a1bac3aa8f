import { expect, test } from '@jest/globals'
import { fuzz } from './fuzz.ts'

const operators =
  'and or not eq ne lt le gt ge has in add sub mul div divby mod negate any all $count $filter'

/** URL Conventions, "Canonical Functions", but for those of geographic values, whose results are not exact. */
const functions = `concat contains endswith indexof length startswith substring
  hassubset hassubsequence matchespattern tolower toupper trim
  date day fractionalseconds hour maxdatetime mindatetime minute month
  now second time totaloffsetminutes totalseconds year
  ceiling floor round cast isof case`

const { problems, outcomes, seen } = fuzz(10_000, 20_240_229)

test('10,000 expressions have the values that a naive evaluator gives, and none crashes', () => {
  expect(problems).toEqual([])
  expect(outcomes.agrees).toBeGreaterThan(7000)
})

test.each([...operators.split(' '), ...functions.split(/\s+/)])('%s is among them', (name) => {
  expect(seen[name]).toBeGreaterThan(0)
})
