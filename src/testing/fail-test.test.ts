import { describe, expect, test } from '@jest/globals'
import { failTest } from './fail-test.ts'

const violation = new Error('1 violation\n\n#1 PUT /x')

describe('a test that fails for what is found after it', () => {
  test('the error is thrown, for Jest and Vitest to add to that of the test', () => {
    expect(() => failTest(violation, { suite: {}, context: undefined })).toThrow(violation)
  })

  test("in Mocha the test is told, since a hook's error would end the suite", () => {
    const told: unknown[] = []
    const suite = { test: { error: (error: unknown) => told.push(error) } }
    failTest(violation, { suite, context: undefined })
    expect(told).toEqual([violation])
  })

  test('in node:test a test that has failed already prints it too', () => {
    const printed: unknown[] = []
    const diagnostic = (text: unknown) => printed.push(text)
    const fail = (passed: boolean) =>
      failTest(violation, { suite: undefined, context: { passed, diagnostic } })
    expect(() => fail(true)).toThrow(violation)
    expect(printed).toEqual([])
    expect(() => fail(false)).toThrow(violation)
    expect(printed).toEqual(['1 violation', '', '#1 PUT /x'])
  })
})
