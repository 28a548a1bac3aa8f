import type { EntityType, JsonValue, Operation } from '../model/index.ts'
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
  let text = ''
  for (const step of steps) {
    if (step.kind === 'entitySet') text = step.entitySet.name
    else if (step.kind === 'operation') text = step.callText
    else if (step.kind === 'key') text += `(${keyPredicate(step.key, step.entityType)})`
    else text += `${text === '' ? '' : '/'}${segmentOf(step)}`
  }
  const values = [...parameters].map(([parameter, value]) => `${parameter}=${literal(value)}`)
  return `${text}${text === '' ? '' : '/'}${name}(${values.toSorted().join(',')})`
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
    case 'count':
    case 'value':
    case 'ref':
      return `$${step.kind}`
  }
}

function keyPredicate(key: string, { key: names }: EntityType): string {
  if (names.length === 1) return literal(key)
  const values = JSON.parse(key) as readonly string[]
  return names.map((name, index) => `${name}=${literal(values[index]!)}`).join(',')
}

function literal(value: JsonValue): string {
  return typeof value === 'string' ? `'${value.replaceAll("'", "''")}'` : JSON.stringify(value)
}
