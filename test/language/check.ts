import { ODataError } from '../../src/errors.ts'
import type { BindingScope } from '../../src/expression/index.ts'
import { bindExpression } from '../../src/expression/bind.ts'
import { compileExpression, compilePredicate } from '../../src/expression/compile.ts'
import { generateFilter } from '../../src/expression/filter-code.ts'
import type { TypedExpression } from '../../src/expression/typed-expression.ts'
import type { EdmType, EntityInstance, JsonValue } from '../../src/model/index.ts'
import {
  ODataSyntaxError,
  parseCommonExpr,
  printCommonExpr,
  type CommonExpr,
} from '../../src/syntax/index.ts'
import type { Generated } from './generate.ts'
import { areEqual } from './naive-comparison.ts'
import { evaluateNaively } from './naive-evaluate.ts'
import {
  NaiveFailure,
  NaiveUnknown,
  readDynamic,
  readJson,
  type NaiveValue,
} from './naive-value.ts'
import { follow, instances, model, now, typeOf } from './world.ts'

/** Milliseconds that reading and evaluating one expression may take. */
const longest = 50

const scope: BindingScope = { model, type: typeOf('l.thing'), optionName: '$filter' }
const context = { follow, now }

/** How an expression came out; `problem` where that is a fault of ours. */
export interface Checked {
  readonly outcome: 'agrees' | 'unknown' | 'refused' | 'unsupported' | 'problem'
  readonly problem?: string
}

/**
 * Checks one expression: nothing crashes or takes long, printing and parsing give the same tree, and
 * for every instance the value is the naive evaluator's.
 * @param seen is told the operators and functions that were evaluated
 */
export function checkExpression(
  { text, isWellTyped }: Generated,
  seen: (name: string) => void = () => undefined,
): Checked {
  const began = performance.now()
  try {
    const checked = checkOnce(text, isWellTyped, seen)
    // A pause of the machine's does not repeat itself.
    for (let times = 0, start = began; performance.now() - start > longest; times++) {
      if (times === 3) return problem(`takes longer than ${longest} ms`)
      start = performance.now()
      checkOnce(text, isWellTyped, seen)
    }
    return checked
  } catch (error) {
    return problem(
      `throws ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
    )
  }
}

function problem(text: string): Checked {
  return { outcome: 'problem', problem: text }
}

function checkOnce(text: string, isWellTyped: boolean, seen: (name: string) => void): Checked {
  let node: CommonExpr
  let expression: TypedExpression
  try {
    node = parseCommonExpr(text)
    const printed = printCommonExpr(node)
    if (withoutPositions(parseCommonExpr(printed)) !== withoutPositions(node)) {
      return problem(`prints as ${printed}, which is another tree`)
    }
  } catch (error) {
    if (!(error instanceof ODataSyntaxError)) throw error
    return isWellTyped ? problem(`is no expression: ${error.message}`) : { outcome: 'refused' }
  }
  try {
    expression = bindExpression(node, scope)
  } catch (error) {
    return refusal(error, isWellTyped)
  }
  let outcome: Checked['outcome'] = 'unknown'
  for (const instance of instances) {
    const checked = checkInstance(node, expression, instance, { isWellTyped, seen })
    if (checked.outcome === 'problem') {
      return problem(`${checked.problem} for ${shown(instance.properties['id'])}`)
    }
    if (checked.outcome !== 'unknown') ({ outcome } = checked)
  }
  return checkFilter(expression) ?? { outcome }
}

/** The code that is made for long lists selects what the closures do. */
function checkFilter(expression: TypedExpression): Checked | undefined {
  if (expression.type.qualifiedName !== 'Edm.Boolean' || expression.isCollection) return undefined
  const test = compilePredicate(expression)
  let expected: readonly EntityInstance[]
  try {
    expected = instances.filter((instance) => test(instance, context))
  } catch {
    return undefined
  }
  const found = generateFilter(expression)?.(instances, context) ?? expected
  const ids = (all: readonly unknown[]) =>
    shown((all as readonly EntityInstance[]).map(({ properties }) => properties['id']))
  if (ids(found) === ids(expected)) return undefined
  return problem(`its code selects ${ids(found)}, its closures ${ids(expected)}`)
}

function refusal(error: unknown, isWellTyped: boolean): Checked {
  if (!(error instanceof ODataError)) throw error
  if (error.statusCode === 501) return { outcome: 'unsupported', problem: error.message }
  if (error.statusCode !== 400) throw error
  return isWellTyped ? problem(`is refused: ${error.message}`) : { outcome: 'refused' }
}

function checkInstance(
  node: CommonExpr,
  expression: TypedExpression,
  instance: EntityInstance,
  { isWellTyped, seen }: { isWellTyped: boolean; seen: (name: string) => void },
): Checked {
  let naive: NaiveValue | undefined
  let isFailing = false
  try {
    naive = evaluateNaively(node, instance, seen)
  } catch (error) {
    if (error instanceof NaiveFailure) isFailing = true
    else if (isWellTyped && !(error instanceof NaiveUnknown)) throw error
  }
  let value: unknown
  try {
    value = compileExpression(expression)(instance, context)
    if (expression.type.qualifiedName === 'Edm.Boolean' && !expression.isCollection) {
      const isSatisfied = compilePredicate(expression)(instance, context)
      if (isSatisfied !== (value === true))
        return problem(`is ${shown(value)}, its test ${isSatisfied}`)
    }
  } catch (error) {
    if (!(error instanceof ODataError)) throw error
    if (error.statusCode === 501) return { outcome: 'unsupported' }
    if (error.statusCode !== 400) throw error
    if (naive === undefined) return { outcome: isFailing ? 'agrees' : 'unknown' }
    return problem(`fails (${error.message}), naively ${shown(naive)}`)
  }
  // What does not matter for the result need not be reached, so that a value is right too.
  if (naive === undefined) return { outcome: 'unknown' }
  let isSame = false
  try {
    isSame = isSameValue(value, naive, expression)
  } catch (error) {
    // A broken text may mix types, of which the naive evaluator does not know the common one.
    if (isWellTyped) throw error
    return { outcome: 'unknown' }
  }
  return isSame ? { outcome: 'agrees' } : problem(`is ${shown(value)}, naively ${shown(naive)}`)
}

function isSameValue(
  value: unknown,
  naive: NaiveValue,
  { type, isCollection }: { type: EdmType; isCollection: boolean },
): boolean {
  if (value === null || naive === null) return value === naive
  if (typeof naive === 'object') {
    if (naive.kind === 'entity') return value === naive.entity
    if (naive.kind === 'complex') return value === naive.value
    if (naive.kind === 'list') {
      return (
        Array.isArray(value) &&
        value.length === naive.items.length &&
        naive.items.every((item, index) =>
          isSameValue(value[index], item, { type, isCollection: false }),
        )
      )
    }
  }
  if (isCollection) return false
  const read =
    type.qualifiedName === 'Edm.Untyped'
      ? readDynamic(value as JsonValue)
      : readJson(value as JsonValue, type)
  if (isNaNValue(naive)) return isNaNValue(read)
  return areEqual(read, naive)
}

function isNaNValue(value: NaiveValue): boolean {
  return (
    typeof value === 'object' && value !== null && value.kind === 'double' && Number.isNaN(value.v)
  )
}

function shown(value: unknown): string {
  return (
    JSON.stringify(value, (name, inner: unknown) =>
      name === 'type' || name === 'entity' || name === 'properties'
        ? undefined
        : typeof inner === 'bigint'
          ? `${inner}n`
          : typeof inner === 'number' && !Number.isFinite(inner)
            ? String(inner)
            : inner,
    ) ?? 'undefined'
  ).slice(0, 200)
}

function withoutPositions(node: CommonExpr): string {
  return JSON.stringify(node, (name, value: unknown) => (name === 'position' ? undefined : value))
}
