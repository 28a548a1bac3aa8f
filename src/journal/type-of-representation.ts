import {
  isDerivedFrom,
  isJsonObject,
  isStructuredType,
  type Model,
  type StructuredType,
} from '../model/index.ts'

/**
 * The type that a representation is held to: of an entity that tells its set by a context of its own, that
 * set's; where the context of the answer casts, what it casts to; else what is declared. A type of its
 * own, `@odata.type`, is for the validators, unless nothing is declared.
 * @param context of the whole answer
 * @returns `undefined` where nothing tells
 * @see Protocol, "Context URL"
 */
export function typeOfRepresentation(
  value: unknown,
  declared: StructuredType,
  { context, model }: { readonly context: unknown; readonly model: Model },
): StructuredType | undefined {
  if (!isJsonObject(value)) return declared
  const [set, ...path] = segmentsOf(value['@odata.context'] ?? value['@context'])
  const own = set === undefined ? undefined : model.container.entitySets.get(set)?.entityType
  if (own && path.every((segment) => segment.startsWith('$'))) return own
  // `$all` has entities of any type.
  if (declared.namespace === 'Edm') return findStructured(value['@odata.type'], model)
  const cast = segmentsOf(context)
    .map((segment) => findStructured(segment, model))
    .findLast((type) => type !== undefined)
  return cast && isDerivedFrom(cast, declared) ? cast : declared
}

/** Of the fragment, without what is selected: `People/Ops.Employee(ID)/$entity`. */
function segmentsOf(context: unknown): readonly string[] {
  if (typeof context !== 'string' || !context.includes('#')) return []
  const fragment = context.slice(context.indexOf('#') + 1)
  let plain = fragment
  for (let before = ''; before !== plain;) {
    before = plain
    plain = plain.replace(/\([^()]*\)/g, '')
  }
  return plain.split('/')
}

function findStructured(name: unknown, model: Model): StructuredType | undefined {
  if (typeof name !== 'string') return undefined
  const type = model.types.get(name.replace(/^#/, ''))
  return isStructuredType(type) ? type : undefined
}
