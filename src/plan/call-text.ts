import {
  isNumericTypeName,
  keyTypeOf,
  type EntityType,
  type JsonValue,
  type KeyProperty,
  type Operation,
} from '../model/index.ts'
import type { PathStep } from './path-step.ts'

/**
 * The call of an operation in one spelling for all that mean it, whichever the door, the style of
 * keys and the order of parameters: `accessPackages('x')/filterByCurrentUser(on='allowedRequestor')`.
 * @param steps to what the operation is bound to
 */
export function writeCallText(
  steps: readonly PathStep[],
  { name }: Operation,
  parameters: ReadonlyMap<string, JsonValue>,
): string {
  const text = writePathText(steps)
  const values = [...parameters].map(([parameter, value]) => `${parameter}=${literal(value)}`)
  return `${text}${text === '' ? '' : '/'}${name}(${values.toSorted().join(',')})`
}

/** A path in the same one spelling. */
export function writePathText(steps: readonly PathStep[]): string {
  let text = ''
  for (const step of steps) {
    if (step.kind === 'entitySet') text = step.entitySet.name
    else if (step.kind === 'operation') text = step.callText
    else if (step.kind === 'key') text += `(${keyPredicate(step)})`
    else text += `${text === '' ? '' : '/'}${segmentOf(step)}`
  }
  return text
}

function segmentOf(step: Exclude<PathStep, { kind: 'entitySet' | 'key' | 'operation' }>): string {
  switch (step.kind) {
    case 'singleton':
      return step.singleton.name
    case 'navigation':
      return step.navigation.name
    case 'property':
      return step.property.name
    case 'dynamicProperty':
      return step.name
    case 'typeCast':
      return step.type.qualifiedName
    case 'crossjoin':
      return `$crossjoin(${step.entitySets.map(({ name }) => name).join(',')})`
    case 'ordinal':
      return String(step.ordinal)
    case 'all':
    case 'filter':
    case 'each':
    case 'count':
    case 'value':
    case 'ref':
      return `$${step.kind}`
  }
}

function keyPredicate({ key, entityType, parts, alternate }: PathStep & { kind: 'key' }): string {
  if (alternate) return key
  const { keyProperties } = entityType
  const [single] = keyProperties
  if (single && keyProperties.length === 1) return keyLiteral(key, single, entityType)
  const given = parts ? parts.map((part) => ('text' in part ? part.text : undefined)) : readKey(key)
  return keyProperties
    .flatMap((property, index) => {
      const text = given[index]
      const { name } = property
      return text === undefined ? [] : [`${name}=${keyLiteral(text, property, entityType)}`]
    })
    .join(',')
}

/** Quoted unless the literal of its type goes without. */
function keyLiteral(text: string, property: KeyProperty, entityType: EntityType): string {
  const type = keyTypeOf(entityType, property)
  const name = type.kind === 'typeDefinition' ? type.underlyingType.name : type.qualifiedName
  return bareLiterals.has(name) || isNumericTypeName(name) ? text : literal(text)
}

const bareLiterals: ReadonlySet<string> = new Set([
  'Edm.Boolean',
  'Edm.Date',
  'Edm.DateTimeOffset',
  'Edm.Guid',
  'Edm.TimeOfDay',
])

function readKey(key: string): readonly string[] {
  return JSON.parse(key) as readonly string[]
}

function literal(value: JsonValue): string {
  return typeof value === 'string' ? `'${value.replaceAll("'", "''")}'` : JSON.stringify(value)
}
