import type { OutcomeOf } from '../engine/index.ts'
import { canonicalPath, type Entity } from '../store/index.ts'
import { controlName } from './control-name.ts'
import { newBudget } from './entity-place.ts'
import { writeReference } from './write-control-information.ts'
import { writeEntityMembers } from './write-entity.ts'
import type { WriteOptions } from './write-options.ts'

/**
 * The combinations of a cross join, each with its entities: expanded, or by their links.
 * @see URL Conventions, "Addressing the Cross Join of Entity Sets"
 */
export function writeCombinations(
  { entitySets, items, query }: OutcomeOf<'crossjoin'>,
  options: WriteOptions,
): string[] {
  const budget = newBudget()
  const expansions = new Map(query.$expand?.items.map((item) => [item.name, item]))
  const selected = query.$select && !query.$select.all ? query.$select.navigations : undefined
  return items.map(({ related }) => {
    const members = entitySets.flatMap(({ name, entityType: declaredType }) => {
      const entity = related?.get(name) as Entity
      const expansion = expansions.get(name)
      if (expansion) {
        const text =
          expansion.suffix === '$ref'
            ? writeReference(entity, options)
            : `{${writeEntityMembers(entity, expansion.query, { declaredType, budget }, options)}}`
        return [`${JSON.stringify(name)}:${text}`]
      }
      if (options.metadata === 'none' || (selected && !selected.has(name))) return []
      const link = `${name}${controlName('navigationLink', options)}`
      return [`${JSON.stringify(link)}:${JSON.stringify(canonicalPath(entity))}`]
    })
    return `{${members.join(',')}}`
  })
}
