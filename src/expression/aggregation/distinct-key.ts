import { primitiveTypes, type EdmType, type EntityInstance } from '../../model/index.ts'
import { comparerOf } from '../comparison.ts'
import { isTransient } from '../follow.ts'
import { fromDecimal, parseDecimal } from '../numbers/decimal.ts'
import { isNumeric } from '../type-compatibility.ts'
import { identityOf } from './data-path.ts'

/**
 * How values of a type are told apart: those that are the same have identical keys, as a `Map` compares them.
 * @see Data Aggregation, "Sameness and Order"
 */
export function distinctKeyOf(type: EdmType): (value: unknown) => unknown {
  if (type.kind === 'entityType') return entityKey
  if (type.kind === 'complexType') return canonicalText
  if (isNumeric(type)) return numberKey
  if (type === primitiveTypes['Edm.String']) return (value) => value
  const { keyOf } = comparerOf(type)
  return (value) => {
    if (typeof value === 'object' && value !== null) return canonicalText(value)
    return value === null || value === undefined ? value : (keyOf(value) ?? value)
  }
}

/** The number itself, but for digits beyond what a number holds. */
function numberKey(value: unknown): unknown {
  if (typeof value !== 'string') return value === 0 ? 0 : value
  const decimal = parseDecimal(value)
  return decimal ? fromDecimal(decimal) : value
}

function entityKey(value: unknown): unknown {
  if (value === null || value === undefined) return value
  return isTransient(value as EntityInstance)
    ? transientText(value as EntityInstance)
    : identityOf(value)
}

/** Entities without identity are compared like complex values. */
function transientText({ properties, related = new Map() }: EntityInstance): string {
  const relatives: string[] = []
  for (const [name, value] of [...related].sort(([a], [b]) => (a < b ? -1 : 1))) {
    relatives.push(`${JSON.stringify(name)}:${relativeText(value)}`)
  }
  return `{${canonicalText(properties)},${relatives.join(',')}}`
}

const identities = new WeakMap<object, number>()
let identityCount = 0

function relativeText(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(relativeText).join(',')}]`
  if (value === null || value === undefined) return 'null'
  if (isTransient(value as EntityInstance)) return transientText(value as EntityInstance)
  const identity = identityOf(value) as object
  let number = identities.get(identity)
  if (number === undefined) identities.set(identity, (number = ++identityCount))
  return `#${number}`
}

/** JSON with members in order of their names. */
function canonicalText(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  )
}
