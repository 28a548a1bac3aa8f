import { expect, test } from '@jest/globals'
import { expectElement, matchElements } from './match-elements.ts'
import { parseLocated } from './parse-located.ts'
import { readExpectation } from './read-expectation.ts'

async function matchSame(count: number, mostTries: number) {
  const items = Array.from({ length: count }, (_, n) => `{ $contains: ${n} }`)
  const list = await parseLocated('x.yaml', `[${items.join()}]`)
  if (list.kind !== 'array') throw new Error('no list')
  const expectations = list.items.map((item) => {
    const match = readExpectation(item, () => undefined)
    return expectElement(item, match)
  })
  const elements = items.map((_, n) => [n]).toReversed()
  return matchElements(expectations, elements, { pointer: '', variables: new Map(), mostTries })
}

test('elements that only comparisons tell apart are compared so often at most', async () => {
  expect(await matchSame(4, 10)).toEqual([])
  expect(await matchSame(5, 10)).toEqual([
    {
      line: 1,
      pointer: '',
      expected: 'elements that values tell apart, so that 10 comparisons find them',
      found: 'that more are needed',
    },
  ])
})
