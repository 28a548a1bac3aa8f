import { badRequest } from '../../errors.ts'
import {
  isJsonEqual,
  isJsonObject,
  type EntityType,
  type JsonValue,
  type NavigationProperty,
} from '../../model/index.ts'
import type { Origin } from './creation.ts'
import { referenceIn } from './find-related.ts'
import type { Members } from './read-members.ts'
import { resolveReference } from '../reference.ts'
import type { RequestContext } from '../request-context.ts'

/**
 * A key that a referential constraint ties to a related entity need not be given beside it: "if the key
 * properties for an entity include key properties of a directly related entity, those related entities MUST
 * be included either as references to existing entities or as content for new related entities".
 * @throws ODataError 400 for a key that says another one, and as `resolveReference`
 * @see Protocol, "Create an Entity"
 */
export function withKeyOfPrincipals(
  type: EntityType,
  members: Members,
  { origin, pointer }: { readonly origin: Origin; readonly pointer: string },
  context: RequestContext,
): Members {
  // Fixtures name entities that may not be there yet.
  if (origin === 'fixture' || members.bound.length + members.nested.length === 0) return members
  const structural = new Map(members.structural)
  for (const navigation of type.navigationProperties.values()) {
    const tied = navigation.referentialConstraints.filter(({ property }) =>
      type.key.includes(property),
    )
    const principal = tied.length > 0 ? principalOf(navigation, members, context) : undefined
    for (const { property, referencedProperty } of tied) {
      const value = principal?.[referencedProperty]
      const given = structural.get(property)
      if (value === undefined) continue
      if (given !== undefined && !isJsonEqual(given, value)) {
        throw badRequest(
          `expected '${property}' to be that of '${navigation.name}', ${JSON.stringify(value)}, found ${JSON.stringify(given)}`,
          `${pointer}/${property}`,
        )
      }
      structural.set(property, value)
    }
  }
  return { ...members, structural }
}

/** The properties of the entity that a body relates by a single-valued navigation property, as far as it says them. */
function principalOf(
  navigation: NavigationProperty,
  { bound, nested }: Members,
  context: RequestContext,
): Readonly<Record<string, JsonValue>> | undefined {
  const bind = bound.find((each) => each.navigation === navigation)
  const [first] = bind?.references ?? []
  if (bind && first) return resolveReference(first, navigation, context, bind.pointer).properties
  const inline = nested.find((each) => each.navigation === navigation)
  if (!inline || !isJsonObject(inline.value)) return undefined
  const reference = referenceIn(inline.value)
  if (reference === undefined) return inline.value
  return resolveReference(reference, navigation, context, inline.pointer).properties
}
