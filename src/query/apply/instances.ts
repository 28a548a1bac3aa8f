import {
  additionsOf,
  declaredType,
  shapeType,
  type ComplexType,
  type EntityInstance,
  type EntityType,
  type JsonObject,
  type JsonValue,
} from '../../model/index.ts'

type Related = NonNullable<EntityInstance['related']>

/** What a transformation adds to an instance. */
export interface Addition {
  readonly properties: Record<string, unknown>
  readonly related?: Related | undefined
}

const none: Related = new Map()

/** An instance of its own, without identity: a transient entity, or a complex value. */
export function makeInstance(
  type: EntityType | ComplexType,
  { properties, related = none }: Addition,
): unknown {
  if (type.kind === 'complexType') return properties
  return { type, properties, related } as EntityInstance
}

/**
 * Makes the function that adds to an instance and leaves the instance itself as it is. An entity keeps
 * its identity and links by `origin`, and its own type where that derives from the collection's.
 */
export function compileExtension(
  type: EntityType | ComplexType,
): (instance: unknown, addition: Addition) => unknown {
  if (type.kind === 'complexType') {
    return (instance, { properties }) => ({ ...(instance as JsonObject), ...properties })
  }
  const typeOf = concreteTypes(type)
  return (instance, { properties, related }) => {
    const entity = instance as EntityInstance
    const isTransient = entity.origin === undefined && entity.related !== undefined
    const merged = related ? new Map([...(entity.related ?? none), ...related]) : entity.related
    const extended: EntityInstance = {
      type: typeOf(entity.type),
      properties: { ...entity.properties, ...(properties as Record<string, JsonValue>) },
      ...(isTransient ? undefined : { origin: entity.origin ?? entity }),
      ...(merged ? { related: merged } : undefined),
    }
    return extended
  }
}

/** The shape of an entity's own type that a collection's shape asks for. */
function concreteTypes(shape: EntityType): (type: EntityType) => EntityType {
  const known = new Map<EntityType, EntityType>()
  const additions = additionsOf(shape)
  return (type) => {
    const declared = declaredType(type)
    if (declared === declaredType(shape)) return shape
    let found = known.get(declared)
    if (!found) known.set(declared, (found = shapeType(declared, additions)))
    return found
  }
}
