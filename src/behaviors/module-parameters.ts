import { findReferenced, withExactNumbers, type RequestContext } from '../engine/index.ts'
import { badRequest } from '../errors.ts'
import {
  isDerivedFrom,
  isJsonArray,
  isJsonObject,
  type EntityType,
  type JsonObject,
  type JsonValue,
  type Operation,
  type Parameter,
} from '../model/index.ts'
import { copyOf, representationOf } from './representation.ts'

/**
 * The parameters of a call as a module gets them: members of enumerations by name, and an entity that the
 * client gives as "just the entity reference" whole.
 * @throws ODataError 400 for a reference that names no entity
 * @see JSON Format, "Action Invocation"; Protocol, "Invoking a Function"
 */
export function parametersForModule(
  given: JsonObject,
  { parameters }: Operation,
  context: RequestContext,
): Readonly<Record<string, unknown>> {
  const declared = new Map(parameters.map((parameter) => [parameter.name, parameter]))
  return Object.fromEntries(
    Object.entries(given).map(([name, value]) => {
      const parameter = declared.get(name)
      return [name, parameter ? valueForModule(value, parameter, context) : copyOf(value)]
    }),
  )
}

function valueForModule(value: JsonValue, parameter: Parameter, context: RequestContext): unknown {
  const { type } = parameter
  if (type.kind !== 'entityType') return copyOf(withExactNumbers(value, type))
  return isJsonArray(value)
    ? value.map((item) => find(item, parameter, context))
    : find(value, parameter, context)
}

function find(value: JsonValue, { name, type }: Parameter, context: RequestContext): unknown {
  const id = isJsonObject(value) ? referenceOf(value) : undefined
  if (id === undefined) return copyOf(value)
  const entity = findReferenced(id, context)
  if (entity && isDerivedFrom(entity.type, type as EntityType)) return representationOf(entity)
  throw badRequest(
    `expected a reference to a ${type.qualifiedName} as the parameter '${name}', found '${id.slice(0, 200)}', which leads to none`,
    name,
  )
}

/** Of an object that says nothing but which entity it is. */
function referenceOf(value: JsonObject): string | undefined {
  const id = value['@odata.id'] ?? value['@id']
  const isOnly = Object.keys(value).every((name) => name.startsWith('@'))
  return isOnly && typeof id === 'string' ? id : undefined
}
