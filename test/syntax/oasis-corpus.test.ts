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

/** The official tool stops before the word that is wrong, or after what it could read of it. */
function endOfToken(input: string, position: number): number {
  return position + /^[/(]?[^/()\s,;&=]*/.exec(input.slice(position))![0].length
}

/** Where the end of what is missing is told instead: lambdas need a path before them. */
const laterThanToken = new Set(['all(lambda:true)'])

function describeCorpus(): void {
  const corpus = JSON.parse(readFileSync(file, 'utf8')) as Corpus
  describe.each(Object.entries(corpus))('%s', (_grammar, { Constraints: names, TestCases }) => {
    const accepted = TestCases.filter(({ FailAt }) => FailAt === undefined)
    const refused = TestCases.filter(({ FailAt }) => FailAt !== undefined)

    test.each(accepted)('$Rule accepts $Input', ({ Rule, Input }) => {
      expect(positionOfError(Rule, Input, names)).toBeUndefined()
    })

    test.each(refused)('$Rule refuses $Input', ({ Rule, Input, FailAt }) => {
      const position = positionOfError(Rule, Input, names)
      expect(position).toBeGreaterThanOrEqual(0)
      if (laterThanToken.has(Input)) return
      expect(position).toBeLessThanOrEqual(endOfToken(Input, FailAt!))
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
