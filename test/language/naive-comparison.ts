import { NaiveUnknown, type NaiveValue } from './naive-value.ts'

/** `eq`: null equals null alone, collections are equal item by item. */
export function areEqual(a: NaiveValue, b: NaiveValue): boolean {
  if (a === null || b === null) return a === b
  if (typeof a === 'object' && typeof b === 'object') {
    if (a.kind === 'list' && b.kind === 'list') {
      return (
        a.items.length === b.items.length &&
        a.items.every((item, index) => areEqual(item, b.items[index]!))
      )
    }
    if (a.kind === 'guid' && b.kind === 'guid') return a.text === b.text
    if (a.kind === 'binary' && b.kind === 'binary') return a.text === b.text
    if (a.kind === 'entity' && b.kind === 'entity') return a.entity === b.entity
    if (a.kind === 'complex' && b.kind === 'complex') throw new NaiveUnknown('complex values')
  }
  return order(a, b) === 0
}

/** Negative, zero or positive; NaN where neither is less. */
export function order(a: NaiveValue, b: NaiveValue): number {
  if (typeof a === 'string' && typeof b === 'string') return orderTexts(a, b)
  if (typeof a === 'boolean' && typeof b === 'boolean') return Number(a) - Number(b)
  if (a === null || b === null || typeof a !== 'object' || typeof b !== 'object') {
    throw new NaiveUnknown('values of different types')
  }
  if (a.kind === 'double' || b.kind === 'double') return orderDoubles(toDouble(a), toDouble(b))
  if (isExact(a) && isExact(b)) {
    const [x, y] = [fractionOf(a), fractionOf(b)]
    return sign(x.n * y.d - y.n * x.d)
  }
  if (a.kind === 'date' && b.kind === 'date') return sign(a.days - b.days)
  if (a.kind === 'guid' && b.kind === 'guid') return a.text < b.text ? -1 : a.text > b.text ? 1 : 0
  if ('ps' in a && 'ps' in b && a.kind === b.kind) return sign(a.ps - b.ps)
  if (a.kind === 'enum' && b.kind === 'enum') return sign(a.n - b.n)
  throw new NaiveUnknown(`${a.kind} and ${b.kind}`)
}

/** By code points. */
function orderTexts(a: string, b: string): number {
  const [x, y] = [Array.from(a, codeOf), Array.from(b, codeOf)]
  for (let index = 0; index < Math.max(x.length, y.length); index++) {
    const difference = (x[index] ?? -1) - (y[index] ?? -1)
    if (difference !== 0) return difference
  }
  return 0
}

function codeOf(character: string): number {
  return character.codePointAt(0)!
}

function orderDoubles(a: number, b: number): number {
  return a < b ? -1 : a > b ? 1 : a === b ? 0 : NaN
}

function sign(n: bigint): number {
  return n < 0n ? -1 : n > 0n ? 1 : 0
}

type Exact = Extract<NaiveValue, { readonly kind: 'integer' | 'decimal' }>

export function isExact(value: NaiveValue): value is Exact {
  return (
    value !== null &&
    typeof value === 'object' &&
    (value.kind === 'integer' || value.kind === 'decimal')
  )
}

export function fractionOf(value: Exact): { n: bigint; d: bigint } {
  return value.kind === 'integer' ? { n: value.n, d: 1n } : value
}

/** Numeric promotion to Edm.Double: the nearest one. */
export function toDouble(value: NaiveValue): number {
  if (value !== null && typeof value === 'object') {
    if (value.kind === 'double') return value.v
    if (isExact(value)) return nearestDouble(fractionOf(value))
  }
  throw new NaiveUnknown('no number')
}

/** By the digits of a long quotient, which Number() rounds rightly. */
function nearestDouble({ n, d }: { n: bigint; d: bigint }): number {
  const scaled = (n * 10n ** 400n) / d
  return Number(`${scaled}e-400`)
}
