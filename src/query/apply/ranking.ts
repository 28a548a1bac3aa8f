import { badRequest } from '../../errors.ts'
import {
  bindExpression,
  bindOrdering,
  compareDecimals,
  compileExpression,
  compileOrdering,
  isNumeric,
  parseDecimal,
  type Decimal,
} from '../../expression/index.ts'
import { primitiveTypes } from '../../model/index.ts'
import type { CommonExpr, RankingTrafoKind } from '../../syntax/index.ts'
import { theseFor } from '../these.ts'
import { scopeOf } from './scope.ts'
import type { Transformation } from './transformation.ts'

type Amount = 'count' | 'sum' | 'percent'

const kinds: Readonly<Record<RankingTrafoKind, { readonly by: Amount; readonly isTop: boolean }>> =
  {
    topcountTrafo: { by: 'count', isTop: true },
    topsumTrafo: { by: 'sum', isTop: true },
    toppercentTrafo: { by: 'percent', isTop: true },
    bottomcountTrafo: { by: 'count', isTop: false },
    bottomsumTrafo: { by: 'sum', isTop: false },
    bottompercentTrafo: { by: 'percent', isTop: false },
  }

/**
 * Takes instances from the highest or lowest value on until there are enough; what is left keeps the
 * order of the input. Null is the lowest value and adds nothing to a sum.
 * @see Data Aggregation, "Top/bottom transformations"
 */
export const ranking: Transformation<RankingTrafoKind> = {
  kinds: Object.keys(kinds) as RankingTrafoKind[],
  plan: (node, shape, context) => {
    const { by, isTop } = kinds[node.kind]
    const name = node.kind.slice(0, -'Trafo'.length)
    const scope = scopeOf(shape, context)
    checkIsOfCollection(node.amount, name)
    const amount = bindExpression(node.amount, { ...scope, type: primitiveTypes['Edm.Untyped'] })
    const measure = bindOrdering(node.measure, scope)
    if (by !== 'count' && !isNumber(measure)) {
      throw badRequest(
        `$apply: expected a number in ${name} at ${measure.position}, found ${measure.type.qualifiedName}`,
        '$apply',
      )
    }
    const evaluateAmount = compileExpression(amount)
    const evaluate = compileExpression(measure)
    const rank = compileOrdering([{ expression: measure, descending: isTop }])
    const contextFor = theseFor([node.amount, node.measure], context.plan.aliases)
    return {
      shape,
      apply: (items, evaluation) => {
        const within = contextFor(evaluation, items)
        const limit = readLimit(evaluateAmount(null, within), by, name)
        const compare = rank(items, within)
        const order = Array.from(items, (_, index) => index).sort((a, b) => compare(a, b) || a - b)
        const valueAt = (index: number) => toDecimal(evaluate(items[index], within))
        const taken =
          by === 'count'
            ? Number(limit.digits)
            : countUntil(
                order,
                valueAt,
                by === 'sum' ? sumReached(limit) : ratioReached(limit, order, valueAt),
              )
        return order
          .slice(0, taken)
          .sort((a, b) => a - b)
          .map((index) => items[index])
      },
    }
  },
}

function isNumber({ type }: { readonly type: Parameters<typeof isNumeric>[0] }): boolean {
  return isNumeric(type) || type === primitiveTypes['Edm.Untyped']
}

/** "an expression that is evaluable on the input set as a collection, without reference to an individual instance" */
function checkIsOfCollection(amount: CommonExpr, name: string): void {
  const left: unknown[] = [amount]
  while (left.length > 0) {
    const node = left.pop()
    if (typeof node !== 'object' || node === null) continue
    const { kind, root, position } = node as { kind?: unknown; root?: unknown; position?: number }
    if (kind === 'firstMemberExpr') {
      if (root === '$these') continue
      throw badRequest(
        `$apply: expected a value of the whole collection in ${name} at ${position}, such as $these/$count`,
        '$apply',
      )
    }
    for (const child of Object.values(node)) left.push(child)
  }
}

function readLimit(value: unknown, by: Amount, name: string): Decimal {
  const limit =
    typeof value === 'number' || typeof value === 'string' ? parseDecimal(value) : undefined
  const isPositive = limit !== undefined && limit.digits > 0n
  const fits = {
    count: isPositive && limit.scale === 0,
    sum: limit !== undefined,
    percent: isPositive && compareDecimals(limit, { digits: 100n, scale: 0 }) <= 0,
  }
  if (limit && fits[by]) return limit
  const wanted = {
    count: 'a positive whole number',
    sum: 'a number',
    percent: 'a number greater than 0 and at most 100',
  }
  throw badRequest(
    `$apply: expected ${wanted[by]} in ${name}, found ${JSON.stringify(value)}`,
    '$apply',
  )
}

const zero: Decimal = { digits: 0n, scale: 0 }

/** Null, and what is no finite number, adds nothing. */
function toDecimal(value: unknown): Decimal {
  if (typeof value !== 'number' && typeof value !== 'string') return zero
  return parseDecimal(value) ?? zero
}

/** How many are taken before the sum of their values is enough. */
function countUntil(
  order: readonly number[],
  valueAt: (index: number) => Decimal,
  isEnough: (sum: Decimal) => boolean,
): number {
  let sum = zero
  for (const [taken, index] of order.entries()) {
    if (isEnough(sum)) return taken
    sum = add(sum, valueAt(index))
  }
  return order.length
}

function add(a: Decimal, b: Decimal): Decimal {
  const scale = Math.max(a.scale, b.scale)
  return { digits: rescale(a, scale) + rescale(b, scale), scale }
}

function rescale({ digits, scale }: Decimal, to: number): bigint {
  return scale === to ? digits : digits * 10n ** BigInt(to - scale)
}

/** "greater than or equal to a non-negative s or … less than or equal to a negative s" */
function sumReached(limit: Decimal): (sum: Decimal) => boolean {
  return limit.digits < 0n
    ? (sum) => compareDecimals(sum, limit) <= 0
    : (sum) => compareDecimals(sum, limit) >= 0
}

/** Whether the ratio to the sum of all "equals or exceeds p percent"; that to zero is none. */
function ratioReached(
  percent: Decimal,
  order: readonly number[],
  valueAt: (index: number) => Decimal,
): (sum: Decimal) => boolean {
  const total = order.reduce((sum, index) => add(sum, valueAt(index)), zero)
  const wanted = { digits: total.digits * percent.digits, scale: total.scale + percent.scale + 2 }
  if (total.digits === 0n) return () => false
  return total.digits > 0n
    ? (sum) => compareDecimals(sum, wanted) >= 0
    : (sum) => compareDecimals(sum, wanted) <= 0
}
