import { fractionOf, isExact, toDouble } from './naive-comparison.ts'
import {
  day,
  decimal,
  floorDivide,
  integer,
  NaiveFailure,
  NaiveUnknown,
  type NaiveValue,
} from './naive-value.ts'

type Operator = 'add' | 'sub' | 'mul' | 'div' | 'divby' | 'mod'

/** URL Conventions, "Arithmetic Operators"; no operand is null. */
export function calculate(operator: Operator, a: NaiveValue, b: NaiveValue): NaiveValue {
  if (a === null || b === null || typeof a !== 'object' || typeof b !== 'object') {
    throw new NaiveUnknown('no numbers')
  }
  if ('ps' in a || 'ps' in b || 'days' in a) return calculateTime(operator, a, b)
  if (a.kind === 'double' || b.kind === 'double') {
    return { kind: 'double', v: calculateDoubles(operator, toDouble(a), toDouble(b)) }
  }
  if (!isExact(a) || !isExact(b)) throw new NaiveUnknown(`${a.kind} and ${b.kind}`)
  if (a.kind === 'integer' && b.kind === 'integer' && operator !== 'divby') {
    return inRange(calculateIntegers(operator, a.n, b.n))
  }
  const [x, y] = [fractionOf(a), fractionOf(b)]
  switch (operator) {
    case 'add':
      return decimal(x.n * y.d + y.n * x.d, x.d * y.d)
    case 'sub':
      return decimal(x.n * y.d - y.n * x.d, x.d * y.d)
    case 'mul':
      return decimal(x.n * y.n, x.d * y.d)
    case 'div':
    case 'divby':
      if (y.n === 0n) throw new NaiveUnknown('a decimal divided by zero')
      return ended(x.n * y.d, x.d * y.n)
    case 'mod': {
      if (y.n === 0n) throw new NaiveFailure('modulo zero')
      const quotient = (x.n * y.d) / (x.d * y.n)
      return decimal(x.n * y.d - quotient * y.n * x.d, x.d * y.d)
    }
  }
}

/** A quotient that does not end within some digits is what the service makes of it. */
function ended(n: bigint, d: bigint): NaiveValue {
  if ((n * 10n ** 30n) % d !== 0n) throw new NaiveUnknown('an endless quotient')
  return decimal(n, d)
}

function calculateIntegers(operator: Operator, a: bigint, b: bigint): bigint {
  switch (operator) {
    case 'add':
      return a + b
    case 'sub':
      return a - b
    case 'mul':
      return a * b
    case 'div':
    case 'divby':
      if (b === 0n) throw new NaiveFailure('a division by zero')
      return a / b
    case 'mod':
      if (b === 0n) throw new NaiveFailure('modulo zero')
      return a % b
  }
}

function inRange(n: bigint): NaiveValue {
  if (n !== BigInt.asIntN(64, n)) throw new NaiveFailure('beyond Edm.Int64')
  return integer(n)
}

function calculateDoubles(operator: Operator, a: number, b: number): number {
  switch (operator) {
    case 'add':
      return a + b
    case 'sub':
      return a - b
    case 'mul':
      return a * b
    case 'div':
    case 'divby':
      // Whether zero was a negative one, no JSON tells.
      if (b === 0) throw new NaiveUnknown('a double divided by zero')
      return a / b
    case 'mod':
      if (b === 0) throw new NaiveUnknown('a double modulo zero')
      return a % b
  }
}

function calculateTime(
  operator: Operator,
  a: NaiveValue & object,
  b: NaiveValue & object,
): NaiveValue {
  if (b.kind === 'duration' && (operator === 'add' || operator === 'sub')) {
    const distance = operator === 'add' ? b.ps : -b.ps
    if (a.kind === 'duration') return { kind: 'duration', ps: a.ps + distance }
    if (a.kind === 'instant') return { ...a, ps: a.ps + distance }
    if (a.kind === 'date') return { kind: 'date', days: floorDivide(a.days * day + distance, day) }
  }
  if (operator === 'sub' && isPoint(a) && isPoint(b)) {
    return { kind: 'duration', ps: positionOf(a) - positionOf(b) }
  }
  if (a.kind === 'duration' && isExact(b) && operator !== 'add' && operator !== 'sub') {
    const { n, d } = fractionOf(b)
    if (operator === 'mul') return { kind: 'duration', ps: (a.ps * n) / d }
    if (operator !== 'mod') {
      if (n === 0n) throw new NaiveFailure('a division by zero')
      return { kind: 'duration', ps: (a.ps * d) / n }
    }
  }
  if (operator === 'mul' && b.kind === 'duration') return calculateTime('mul', b, a)
  throw new NaiveUnknown(`${a.kind} ${operator} ${b.kind}`)
}

type Point = Extract<NaiveValue, { readonly kind: 'date' | 'instant' }>

function isPoint(value: NaiveValue & object): value is Point {
  return value.kind === 'date' || value.kind === 'instant'
}

function positionOf(point: Point): bigint {
  return point.kind === 'date' ? point.days * day : point.ps
}

export function negate(value: NaiveValue): NaiveValue {
  if (value === null) return null
  if (typeof value === 'object') {
    if (value.kind === 'integer') return inRange(-value.n)
    if (value.kind === 'decimal') return { ...value, n: -value.n }
    if (value.kind === 'double') return { kind: 'double', v: -value.v }
    if (value.kind === 'duration') return { kind: 'duration', ps: -value.ps }
  }
  throw new NaiveUnknown('a negation of no number')
}
