import { aggregationFunctions } from './aggregation.ts'
import { arithmeticFunctions } from './arithmetic.ts'
import type { CanonicalFunction } from './canonical-function.ts'
import { collectionFunctions } from './collection.ts'
import { conditionalFunctions } from './conditional.ts'
import { dateTimeFunctions } from './date-time.ts'
import { geoFunctions } from './geo.ts'
import { stringFunctions } from './string.ts'
import { typeFunctions } from './type.ts'

const canonicalFunctions: readonly CanonicalFunction[] = [
  ...stringFunctions,
  ...collectionFunctions,
  ...dateTimeFunctions,
  ...arithmeticFunctions,
  ...typeFunctions,
  ...conditionalFunctions,
  ...geoFunctions,
  ...aggregationFunctions,
]

const overloadsByName = new Map<string, CanonicalFunction[]>()
for (const entry of canonicalFunctions) {
  const overloads = overloadsByName.get(entry.name)
  if (overloads) overloads.push(entry)
  else overloadsByName.set(entry.name, [entry])
}

export const canonicalFunctionNames: readonly string[] = [...overloadsByName.keys()]

/** The overloads of a name in any case (4.01); none for an unknown name. */
export function findCanonicalFunctions(name: string): readonly CanonicalFunction[] {
  return overloadsByName.get(name.toLowerCase()) ?? []
}
