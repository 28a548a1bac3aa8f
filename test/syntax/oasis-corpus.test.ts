import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from '@jest/globals'
import { ODataSyntaxError, parse, type Constraints } from '../../src/odata.ts'

/* The official test cases of both OASIS grammars, with the names that they take for a contract. */

const file = join(process.cwd(), '../shared/odata-abnf/testcases.json')

interface TestCase {
  readonly Name: string
  readonly Rule: string
  readonly Input: string
  /** How far the official tool could read. */
  readonly FailAt?: number
}

type Corpus = Readonly<
  Record<string, { readonly Constraints: Constraints; readonly TestCases: readonly TestCase[] }>
>

function positionOfError(rule: string, input: string, names: Constraints): number | undefined {
  try {
    parse(rule, input, { names })
    return undefined
  } catch (error) {
    if (error instanceof ODataSyntaxError) return error.position
    throw error
  }
}

/** Where the official tool could read less or more, as it tries other alternatives. */
const otherPositions: ReadonlyMap<string, number> = new Map([
  ['Categories(1)/Products(2)/$ref/$count', 31],
  ['all(lambda:true)', 10],
  ['Products/all()', 13],
  ['$apply=aggregate(Sales/Amount sub Sales/Cost with sum as TotalAmount)', 29],
])

function describeCorpus(): void {
  const corpus = JSON.parse(readFileSync(file, 'utf8')) as Corpus
  describe.each(Object.entries(corpus))('%s', (_grammar, { Constraints: names, TestCases }) => {
    const accepted = TestCases.filter(({ FailAt }) => FailAt === undefined)
    const refused = TestCases.filter(({ FailAt }) => FailAt !== undefined)

    test.each(accepted)('$Rule accepts $Input', ({ Rule, Input }) => {
      expect(positionOfError(Rule, Input, names)).toBeUndefined()
    })

    test.each(refused)('$Rule refuses $Input', ({ Rule, Input, FailAt }) => {
      expect(positionOfError(Rule, Input, names)).toBe(otherPositions.get(Input) ?? FailAt)
    })

    test('cases of both kinds were read', () => {
      expect(accepted.length).toBeGreaterThan(0)
      expect(refused.length).toBeGreaterThan(0)
    })
  })
}

if (existsSync(file)) {
  describe('official cases of the OASIS ABNF', () => {
    describeCorpus()
  })
} else {
  test('official cases of the OASIS ABNF, skipped: no corpus', () => {
    expect(existsSync(file)).toBe(false)
  })
}
