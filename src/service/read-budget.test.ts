import { expect, test } from '@jest/globals'
import { ODataError } from '../errors.ts'
import { newReadBudget } from './read-budget.ts'

/** Of ten million places, none of which takes memory. */
const many: readonly unknown[] = Array.from({ length: 0 })
Object.defineProperty(many, 'length', { value: 10_000_000 })

test('a request may look at twenty million related entities, the next one again', () => {
  const { count, renew } = newReadBudget()
  expect(count(many)).toBe(many)
  count(many)
  expect(() => count([1])).toThrow(
    new ODataError(
      400,
      'BadRequest',
      'the request would look at more than 20000000 related entities; select fewer before following them',
    ),
  )
  renew()
  expect(count([1])).toEqual([1])
})

test('the requests of a batch may look at as many together', () => {
  const { count, renew, share } = newReadBudget()
  const run = () => {
    for (let request = 0; request < 3; request++) {
      renew()
      count(many)
    }
  }
  expect(() => share(run)).toThrow(/^the request would look at more than 20000000 related entities/)
  expect(run).not.toThrow()
})
