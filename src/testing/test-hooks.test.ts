import { describe, expect, test } from '@jest/globals'
import { findTestHooks } from './test-hooks.ts'

const [one, two, three, four] = [() => 1, () => 2, () => 3, () => 4]
const inJest = { beforeAll: one, beforeEach: two, afterEach: three, afterAll: four }
const inMocha = { before: one, beforeEach: two, afterEach: three, after: four }

describe('the hooks of a framework', () => {
  test.each([
    ["Jest's names", inJest],
    ["Mocha's names", inMocha],
  ])('%s are found among the globals', (_, globals) => {
    expect(findTestHooks(undefined, globals)).toEqual(inJest)
  })

  test("Vitest's are found where a project has no globals", () => {
    expect(findTestHooks(undefined, { __vitest_index__: inJest })).toEqual(inJest)
  })

  test('global ones come before what Vitest keeps for itself', () => {
    expect(findTestHooks(undefined, { ...inMocha, __vitest_index__: {} })).toEqual(inJest)
  })

  test('those that are given come before the global ones', () => {
    const others = { before: four, beforeEach: four, afterEach: four, after: four }
    expect(findTestHooks(inMocha, others)).toEqual(inJest)
  })

  test('where there are none, it is said how to give them', () => {
    expect(() => findTestHooks(undefined, {})).toThrow(
      "useUnderstudy: found no global beforeAll, beforeEach, afterEach, afterAll; in Jest without globals import it from 'odata-understudy/jest'; with node:test give it { hooks: test }, where test is the default import of 'node:test'",
    )
  })

  test('those missing of the given ones are named', () => {
    expect(() => findTestHooks({ before: one, beforeEach: two }, inJest)).toThrow(
      'useUnderstudy: hooks: expected beforeAll (or before), beforeEach, afterEach and afterAll (or after), found no afterEach, afterAll',
    )
  })
})
