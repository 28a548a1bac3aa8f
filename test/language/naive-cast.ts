import type { EdmType } from '../../src/model/index.ts'
import { fractionOf, isExact, toDouble } from './naive-comparison.ts'
import {
  day,
  decimal,
  floorDivide,
  integer,
  NaiveUnknown,
  second,
  type NaiveValue,
} from './naive-value.ts'

const bits: Readonly<Record<string, readonly [least: bigint, greatest: bigint]>> = {
  'Edm.Byte': [0n, 255n],
  'Edm.SByte': [-128n, 127n],
  'Edm.Int16': [-32_768n, 32_767n],
  'Edm.Int32': [-2_147_483_648n, 2_147_483_647n],
  'Edm.Int64': [-(2n ** 63n), 2n ** 63n - 1n],
}

/** URL Conventions, "cast" and "isof" of primitive values, as far as the standard says what comes out. */
export function castTo(name: string, value: NaiveValue, { qualifiedName }: EdmType): NaiveValue {
  if (name === 'isof') throw new NaiveUnknown('isof of a primitive value')
  if (value === null) return null
  if (isExact(value)) {
    const { n, d } = fractionOf(value)
    const range = bits[qualifiedName]
    if (range) {
      const whole = n / d
      return whole >= range[0] && whole <= range[1] ? integer(whole) : null
    }
    if (qualifiedName === 'Edm.Decimal') return decimal(n, d)
    if (qualifiedName === 'Edm.Double') {
      const v = toDouble(value)
      if (!Number.isFinite(v)) throw new NaiveUnknown('beyond all doubles')
      return { kind: 'double', v }
    }
    if (qualifiedName === 'Edm.String' && value.kind === 'integer') return String(n)
  }
  if (typeof value === 'string' && qualifiedName === 'Edm.String') return value
  if (typeof value === 'boolean' && qualifiedName === 'Edm.String') return String(value)
  if (typeof value === 'object' && value.kind === 'instant' && qualifiedName === 'Edm.Date') {
    return { kind: 'date', days: floorDivide(value.ps + value.offset * 60n * second, day) }
  }
  if (
    typeof value === 'object' &&
    value.kind === 'date' &&
    qualifiedName === 'Edm.DateTimeOffset'
  ) {
    return { kind: 'instant', ps: value.days * day, offset: 0n }
  }
  throw new NaiveUnknown(`a cast to ${qualifiedName}`)
}
