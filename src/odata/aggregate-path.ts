/* The kinds of paths that `$apply` has, without keys and calls: Data Aggregation ABNF. */
import type { GroupingProperty } from '../syntax/index.ts'
import { ODataSyntaxError } from '../syntax/index.ts'
import { failAtName, hasQualified, type Names } from './names.ts'
import {
  complexProperties,
  navigationProperties,
  primitiveProperties,
  structuredTypes,
} from './rules-of-names.ts'

/** Which paths are meant: what their steps are, and what they may end in. */
interface PathRules {
  readonly steps: readonly string[]
  /** Rules of a last name beyond the steps. */
  readonly ends: readonly string[]
  readonly mayEndInStep: boolean
  readonly mayEndInCast: boolean
}

const anyStep = [...complexProperties, ...navigationProperties]
const singleStep = ['complexProperty', 'entityNavigationProperty']

/** ABNF `[ aggrCastPath "/" ] aggrPrimPath`. */
export const primitivePath: PathRules = {
  steps: anyStep,
  ends: [...primitiveProperties, 'primitiveColProperty', 'streamProperty'],
  mayEndInStep: false,
  mayEndInCast: false,
}

/** ABNF `aggrPathPrefix / aggrCastPath`. */
export const prefixPath: PathRules = {
  steps: anyStep,
  ends: [],
  mayEndInStep: true,
  mayEndInCast: true,
}

/** What may be counted: `primitivePath` and `prefixPath`. */
export const countedPath: PathRules = { ...prefixPath, ends: primitivePath.ends }

/** ABNF `groupingProperty`. */
export const groupingPath: PathRules = {
  steps: singleStep,
  ends: [...primitiveProperties, 'streamProperty'],
  mayEndInStep: true,
  mayEndInCast: false,
}

/** ABNF `nestPath`; a type may follow a navigation property. */
export const nestPath: PathRules = {
  steps: complexProperties,
  ends: navigationProperties,
  mayEndInStep: true,
  mayEndInCast: false,
}

export function hasName(names: Names, rules: readonly string[], name: string): boolean {
  return !name.includes('.') && rules.some((rule) => names.has(rule, name))
}

/** A type may stand first, and after each step; the names before the last are steps. */
export function isWithin(path: readonly string[], rules: PathRules, names: Names): boolean {
  let mayCast = true
  for (const [index, name] of path.entries()) {
    const isLast = index === path.length - 1
    const isStep = hasName(names, rules.steps, name)
    const isCast = mayCast && hasQualified(names, structuredTypes, name)
    if (isLast) {
      return (
        hasName(names, rules.ends, name) ||
        (isStep && rules.mayEndInStep) ||
        (isCast && rules.mayEndInCast)
      )
    }
    if (isNavigationWithType(path.slice(index), rules, names)) return true
    if (!isStep && !isCast) return false
    mayCast = isStep
  }
  return false
}

/** The end of a `nestPath`: `Items/Ns.Special`. */
function isNavigationWithType(path: readonly string[], rules: PathRules, names: Names): boolean {
  const [property, type] = path
  return (
    rules === nestPath &&
    path.length === 2 &&
    hasName(names, navigationProperties, property!) &&
    hasQualified(names, ['entityTypeName'], type!)
  )
}

export function checkWithin(property: GroupingProperty, rules: PathRules, names: Names): void {
  const path = property.path.map(({ name }) => name)
  if (isWithin(path, rules, names)) return
  // The first name that is none of the steps, or the last, which may not end the path.
  const wrong = property.path.find(
    ({ name }) => !hasName(names, rules.steps, name) && !hasQualified(names, structuredTypes, name),
  )
  const { name, position } = wrong ?? property.path.at(-1)!
  failAtPath([name], position, names)
}

export function failAtPath(path: readonly string[], position: number, names: Names): never {
  const text = path.join('/')
  const known = [...anyStep, ...primitivePath.ends]
  if (path.length > 1 || hasName(names, known, text)) {
    const end = position + text.length
    throw new ODataSyntaxError(end, 'a path that may stand here', `'${text}'`)
  }
  return failAtName(names, known, text, position, 'a property')
}
