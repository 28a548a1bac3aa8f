/* Whether the names of `$select` and `$expand` may follow one another, and which options may stand in their parentheses. */
import type { ExpandItem, SelectItem } from '../syntax/index.ts'
import { checkName, failAtName, hasQualified, isNamespace, type Names } from './names.ts'
import {
  complexProperties,
  functions,
  navigationProperties,
  primitiveProperties,
  rulesOf,
  structuredTypes,
} from './rules-of-names.ts'

export const countOptions: readonly string[] = ['filter', 'search']
export const refOptions: readonly string[] = [
  ...countOptions,
  'orderby',
  'skip',
  'top',
  'inlinecount',
]
export const expandOptions: readonly string[] = [
  ...refOptions,
  'select',
  'expand',
  'compute',
  'levels',
  'apply',
  'aliasAndValue',
]
const selectOptions: readonly string[] = [...refOptions, 'compute', 'select', 'aliasAndValue']
const none: readonly string[] = []

/** Where a path of names has come to. */
const At = { start: 1, cast: 2, complex: 4, castComplex: 8, end: 16, primitives: 32, entity: 64 }

function hasAnnotation(names: Names, rules: readonly string[], name: string): boolean {
  const text = name.replace('#', '%23')
  return (
    hasQualified(names, ['termName'], name.slice(1).replace(/#.*/, '')) &&
    rules.some((rule) => names.has(rule, name) || names.has(rule, text))
  )
}

function has(names: Names, rules: readonly string[], name: string): boolean {
  return !name.includes('.') && rules.some((rule) => names.has(rule, name))
}

const operationRules = ['action', ...rulesOf(functions)]
const selectRules = [
  ...primitiveProperties,
  ...complexProperties,
  ...navigationProperties,
  'primitiveColProperty',
]

/**
 * ABNF `selectItem`.
 * @returns the options that may stand in the parentheses after it
 * @throws ODataSyntaxError at the first name that cannot stand there
 */
export function checkSelectItem(item: SelectItem, names: Names): readonly string[] {
  let at = At.start
  for (const { name, position } of item.path) {
    const next = stepInSelect(at, name, names)
    if (next === 0) {
      failAtName(names, [...selectRules, ...operationRules], name, position, 'a property to select')
    }
    at = next
  }
  const { name, position } = item.path.at(-1)!
  if ((at & ~At.cast) === 0) failAtName(names, selectRules, name, position, 'a property to select')
  checkParameterNames(item, names)
  if ((at & (At.complex | At.castComplex)) !== 0) return selectOptions
  return (at & At.primitives) === 0 ? none : refOptions
}

function checkParameterNames({ parameterNames, position }: SelectItem, names: Names): void {
  for (const name of parameterNames ?? []) {
    checkName(names, 'parameterName', name, position, 'a parameter')
  }
}

function stepInSelect(at: number, name: string, names: Names): number {
  if (name === '*') return at === At.start ? At.end : 0
  if (name.endsWith('.*')) {
    return at === At.start && isNamespace(names, name.slice(0, -2)) ? At.end : 0
  }
  if (name.startsWith('@')) return selectedAnnotation(at, name, names)
  let next = 0
  if (has(names, complexProperties, name)) next |= At.complex
  if (has(names, ['primitiveColProperty'], name)) next |= At.primitives
  if (has(names, [...primitiveProperties, ...navigationProperties], name)) next |= At.end
  if ((at & (At.start | At.cast)) !== 0 && hasQualified(names, operationRules, name)) next |= At.end
  if ((at & At.start) !== 0 && hasQualified(names, structuredTypes, name)) next |= At.cast
  if ((at & At.complex) !== 0 && hasQualified(names, ['complexTypeName'], name)) {
    next |= At.castComplex
  }
  return stepsFrom(at, next)
}

/** Nothing follows what ends a path. */
function stepsFrom(at: number, next: number): number {
  return (at & (At.start | At.cast | At.complex | At.castComplex)) === 0 ? 0 : next
}

function selectedAnnotation(at: number, name: string, names: Names): number {
  let next = 0
  if (hasAnnotation(names, ['primitiveAnnotationInQuery'], name)) next |= At.end
  if (hasAnnotation(names, ['primitiveColAnnotationInQuery'], name)) next |= At.primitives
  if (hasAnnotation(names, ['complexAnnotationInQuery'], name)) next |= At.complex
  return stepsFrom(at, next)
}

/**
 * ABNF `expandItem`.
 * @returns the options that may stand in the parentheses after it
 * @throws ODataSyntaxError at the first name that cannot stand there
 */
export function checkExpandItem(item: ExpandItem, names: Names): readonly string[] {
  let at = At.start
  for (const { name, position } of item.path) {
    const next = stepInExpand(at, name, names)
    if (next === 0) {
      const rules = [...navigationProperties, ...complexProperties, 'streamProperty']
      failAtName(names, rules, name, position, 'a navigation property')
    }
    at = next
  }
  const { name, position } = item.path.at(-1)!
  if (item.suffix !== undefined && (at & (At.entity | At.cast)) === 0 && name !== '*') {
    failAtName(names, navigationProperties, name, position, 'a navigation property')
  }
  if ((at & (At.end | At.entity | At.cast)) === 0) {
    failAtName(names, navigationProperties, name, position, 'a navigation property')
  }
  if (name === '*') return item.suffix === undefined ? ['levels'] : none
  if (item.suffix === '$count') return countOptions
  if (item.suffix === '$ref') return refOptions
  return (at & (At.entity | At.cast)) === 0 ? none : expandOptions
}

/** `At.start` stands for where an `expandPath` begins, `At.complex` for what one has to follow, `At.cast` for a type after a navigation property. */
function stepInExpand(at: number, name: string, names: Names): number {
  const begins = (at & (At.start | At.complex)) !== 0
  if (name === '$value') return at === At.start ? At.end : 0
  if (name === '*') return begins ? At.end : 0
  let next = 0
  if (name.startsWith('@')) {
    if (begins && hasAnnotation(names, ['entityAnnotationInQuery'], name)) next |= At.entity
    if (begins && hasAnnotation(names, ['complexAnnotationInQuery'], name)) next |= At.complex
    return next
  }
  if (begins) {
    if (has(names, navigationProperties, name)) next |= At.entity
    if (has(names, complexProperties, name)) next |= At.complex
    if (has(names, ['streamProperty'], name)) next |= At.end
    if (hasQualified(names, ['complexTypeName'], name)) next |= At.complex
    if ((at & At.start) !== 0 && hasQualified(names, ['entityTypeName'], name)) next |= At.complex
  }
  if ((at & At.entity) !== 0 && hasQualified(names, ['entityTypeName'], name)) next |= At.cast
  return next
}
