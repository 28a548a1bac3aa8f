import { at, pairMembers, pairTypes, placeOf, writeType } from './contract-sides.ts'
import type { LintRule } from './lint-rule.ts'

/** A property whose type, collection or nullability is another on its page than in CSDL. */
export const pageCsdlValue: LintRule = {
  name: 'page-csdl-value',
  severity: 'error',
  *check({ sides }) {
    if (!sides) return
    for (const pair of pairTypes(sides)) {
      for (const { csdl, page } of pairMembers(pair, ({ properties }) => properties)) {
        const source = placeOf(page, pair.page)
        if (!source) continue
        const expected = writeType(csdl)
        const found = writeType(page)
        if (expected !== found && page.isInferred !== true) {
          yield {
            message: `expected '${page.name}' of ${pair.name} to be ${expected}${at(csdl.source)}, found ${found}`,
            source,
          }
        }
        const isNullable = saysNullable(page.description)
        if (isNullable !== undefined && isNullable !== csdl.nullable) {
          const wanted = csdl.nullable ? 'nullable' : 'not nullable'
          const said = isNullable ? 'nullable' : 'not nullable'
          yield {
            message: `expected '${page.name}' of ${pair.name} to be ${wanted}${at(csdl.source)}, found ${said}`,
            source,
          }
        }
      }
    }
  },
}

/** What a description says in so many words; most say nothing. */
function saysNullable(description: string | undefined): boolean | undefined {
  if (description === undefined) return undefined
  if (/\b(?:not|non)[- ]?nullable\b/i.test(description)) return false
  return /\bnullable\b/i.test(description) ? true : undefined
}
