import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from '@jest/globals'
import { ODataSyntaxError, parse, print, ruleNames, type Constraints } from '../../src/odata.ts'
import { readGrammar } from './abnf-grammar.ts'
import { atZero } from './nodes.ts'

/*
 * Against the published grammars themselves: text is made by each rule at random, with the names that the official cases
 * have for a contract, and changed in one place; an interpreter of the ABNF judges it, and `parse` has to agree.
 */

const folder = join(process.cwd(), '../shared/odata-abnf')

type Corpus = Readonly<Record<string, { readonly Constraints: Constraints }>>

/** A generator whose choices are the same in every run. */
function chooser(): (limit: number) => number {
  let state = 1
  return (limit) => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648
    return Math.floor(state / 65_536) % limit
  }
}

const insertions =
  `' ( ) , / = & ; %20 $ @ - . %27 * 1 a [ ] { } " + : # ? Name %FF any $count`.split(' ')

/** The text with one character or word left out, added, replaced, or in another order. */
function changed(text: string, choose: (limit: number) => number): string {
  const at = choose(text.length + 1)
  const before = text.slice(0, at)
  const insertion = choose(9) === 0 ? ' ' : insertions[choose(insertions.length)]!
  switch (choose(4)) {
    case 0:
      return before + text.slice(at + 1)
    case 1:
      return before + insertion + text.slice(at)
    case 2:
      return before + insertion + text.slice(at + 1)
  }
  return (
    before +
    text
      .slice(at, at + 2)
      .split('')
      .toReversed()
      .join('') +
    text.slice(at + 2)
  )
}

/** @returns where the error is, `undefined` without one */
function positionOfError(rule: string, text: string, names: Constraints): number | undefined {
  try {
    parse(rule, text, { names })
    return undefined
  } catch (error) {
    if (error instanceof ODataSyntaxError) return error.position
    throw error
  }
}

/** The tree without what is the text's own: positions, and tokens as they are spelled. */
function meaning(tree: object): object {
  return atZero(structuredClone(tree))
}

/** Where `parse` means to differ from the letter of the grammar. */
const judged: readonly (readonly [reason: string, rule: RegExp, text: RegExp])[] = [
  ['media types hold "&" by the letter; here it ends the option', /./, /format=[^&]*\/[^&]*&/i],
  [
    'the rules assume URIs whose unreserved characters are not encoded; here they may be',
    /./,
    /%(?:2[DEF]|[3-7])/i,
  ],
  [
    'words hold encoded quotes and parentheses, which the comment of the rule excludes',
    /search/i,
    /./,
  ],
  ['the same, nested', /./, /search/i],
  [
    'an option without $ that is misspelled is no custom one',
    /./,
    /(?:^|[&(])(?:expand|select|orderby|format)=/,
  ],
]

function isJudged(rule: string, text: string): boolean {
  return judged.some(([, ofRule, ofText]) => ofRule.test(rule) && ofText.test(text))
}

if (existsSync(folder)) {
  const read = (name: string) => readFileSync(join(folder, name), 'utf8')
  const grammar = readGrammar(
    read('odata-abnf-construction-rules.txt'),
    read('odata-aggregation-abnf.txt'),
  )
  const corpus = JSON.parse(read('testcases.json')) as Corpus

  test('every rule of both grammars is an entry', () => {
    const known = new Set(ruleNames.map((rule) => rule.toLowerCase()))
    expect(grammar.ruleNames.filter((rule) => !known.has(rule.toLowerCase()))).toEqual([])
  })

  describe.each(Object.entries(corpus))('with the names of %s', (_name, { Constraints: names }) => {
    const known = Object.entries(names).filter(([, listed]) => (listed?.length ?? 0) > 0)
    const constraints = names as Record<string, readonly string[]>
    const positions = { all: 0, equal: 0 }

    test.each(grammar.ruleNames)('%s is judged alike', (rule) => {
      const choose = chooser()
      const differences: string[] = []
      for (let count = 0; count < 4; count++) {
        const making = { choose, constraints: Object.fromEntries(known), depth: 0 } as Parameters<
          typeof grammar.make
        >[1]
        const made = grammar.make(rule, making)
        if (made.length > 300) continue
        for (const text of [made, changed(made, choose), changed(made, choose)]) {
          const failure = grammar.findFailure(rule, text, constraints)
          const position = positionOfError(rule, text, names)
          if (failure !== undefined && position !== undefined) {
            positions.all++
            if (failure === position) positions.equal++
          }
          const isAlike = (failure === undefined) === (position === undefined)
          if (isAlike || isJudged(rule, text)) continue
          // Where alternatives stand in a wrong order, the tool refuses what the grammar allows.
          const isAllowed = failure === undefined || grammar.allows(rule, text, constraints)
          if (isAllowed !== (position === undefined) && !(failure !== undefined && isAllowed)) {
            differences.push(text)
          }
        }
      }
      expect(differences).toEqual([])
    })

    test.each(grammar.ruleNames)('what %s reads is printed to be read again', (rule) => {
      const choose = chooser()
      for (let count = 0; count < 4; count++) {
        const making = { choose, constraints: Object.fromEntries(known), depth: 0 } as Parameters<
          typeof grammar.make
        >[1]
        const text = grammar.make(rule, making)
        if (positionOfError(rule, text, names) !== undefined) continue
        const tree = parse(rule, text, { names })
        const printed = print(tree)
        expect([printed, meaning(parse(rule, printed, { names }))]).toEqual([
          printed,
          meaning(tree),
        ])
      }
    })

    test('four of five errors are where the official tool has them', () => {
      expect(positions.equal / positions.all).toBeGreaterThan(0.8)
    })
  })
} else {
  test('text made by the OASIS ABNF, skipped: no corpus', () => {
    expect(existsSync(folder)).toBe(false)
  })
}
