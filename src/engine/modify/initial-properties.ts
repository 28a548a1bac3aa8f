import type { EntityType, JsonValue } from '../../model/index.ts'
import type { RequestContext } from '../request-context.ts'
import { addDynamicMembers } from './add-dynamic-members.ts'
import { completeValue, type Made } from './complex-value.ts'
import type { CreationSteps } from './creation.ts'
import type { Members } from './read-members.ts'
import { reportIgnored } from './report-ignored.ts'
import { defaultValue, isStored, serverValue } from './server-values.ts'

/** The structural and dynamic properties of a new entity: as given, else as the service or the contract has them. */
export function initialProperties(
  type: EntityType,
  members: Members,
  { origin, pointer, counts, completed }: CreationSteps,
  context: RequestContext,
): Record<string, JsonValue> {
  const { structural } = members
  const properties: Record<string, JsonValue> = {}
  const made: Made = (value, _, part) => void completed.set(part, value)
  for (const property of type.properties.values()) {
    const { name } = property
    if (!isStored(property)) continue
    const given = structural.get(name)
    if (given !== undefined && counts(property)) {
      properties[name] =
        origin === 'fixture' ? given : completeValue(property.type, undefined, given, made)
      continue
    }
    const isTaken = origin === 'nested' && type.key.includes(name)
    if (given !== undefined && !isTaken) reportIgnored(`${pointer}/${name}`, context)
    properties[name] =
      (origin === 'fixture' ? undefined : serverValue(property, 'create', context)) ??
      defaultValue(property)
  }
  return addDynamicMembers(properties, members)
}
