import {
  isJsonObject,
  type Annotations,
  type EntitySet,
  type JsonObject,
  type JsonValue,
  type Model,
  type NavigationProperty,
  type Singleton,
} from '../../model/index.ts'
import type { PathStep } from '../path-step.ts'

const vocabulary = 'Org.OData.Capabilities.V1.'

/** A set or singleton, and the path from it to what is addressed; empty for itself. */
interface Origin {
  readonly element: EntitySet | Singleton
  readonly path: readonly string[]
}

/** What a path or an expand item leads to, with everything that annotates it. */
export interface RestrictedResource {
  readonly origins: readonly Origin[]
  /** Of the navigation property or collection property itself. */
  readonly annotations: Annotations | undefined
  readonly model: Model
  /** For messages: `People`, `People/Trips`. */
  readonly name: string
}

/**
 * What the steps of a resource path lead to: the last set, singleton or navigation property.
 * @returns `undefined` behind an operation, whose result no capability speaks of
 */
export function resourceAt(
  steps: readonly PathStep[],
  model: Model,
): RestrictedResource | undefined {
  let resource: RestrictedResource | undefined
  for (const step of steps) {
    if (step.kind === 'entitySet') resource = resourceOf(step.entitySet, model)
    else if (step.kind === 'singleton') resource = resourceOf(step.singleton, model)
    else if (step.kind === 'operation') resource = undefined
    else if (step.kind === 'navigation') {
      resource = resource && relatedResource(resource, step.navigation)
    } else if (step.kind === 'property') {
      const { name, annotations } = step.property
      resource = resource && beneath(resource, name, annotations)
    }
  }
  return resource
}

function resourceOf(element: EntitySet | Singleton, model: Model): RestrictedResource {
  const { name } = element
  return { origins: [{ element, path: [] }], annotations: undefined, model, name }
}

/** Where a navigation property leads: what its source, it itself and the set it is bound to say. */
export function relatedResource(
  resource: RestrictedResource,
  navigation: NavigationProperty,
): RestrictedResource {
  const related = beneath(resource, navigation.name, navigation.annotations)
  if (navigation.containsTarget) return related
  const target = boundTarget(related.origins) ?? navigation.target
  return target
    ? { ...related, origins: [...related.origins, { element: target, path: [] }] }
    : related
}

function boundTarget(origins: readonly Origin[]): EntitySet | Singleton | undefined {
  for (const { element, path } of origins) {
    const target = element.navigationPropertyBindings?.get(path.join('/'))
    if (target) return target
  }
  return undefined
}

export function beneath(
  { origins, model, name }: RestrictedResource,
  member: string,
  annotations: Annotations | undefined,
): RestrictedResource {
  return {
    origins: origins.map(({ element, path }) => ({ element, path: [...path, member] })),
    annotations,
    model,
    name: `${name}/${member}`,
  }
}

/**
 * The values that a term has for a resource, nearest first: what the source of the path says of this
 * navigation property, the property's own annotation, that of the set, that of the container.
 * @see Vocabulary Capabilities, "NavigationRestrictions"
 */
function* valuesOf(
  term: string,
  { origins, annotations, model }: RestrictedResource,
): Generator<JsonValue> {
  for (const { element, path } of origins) {
    if (path.length === 0) continue
    const value = navigationRestriction(element.annotations, path)?.[term]
    if (value !== undefined) yield value
  }
  yield* valueIn(annotations, term)
  for (const { element, path } of origins) {
    if (path.length === 0) yield* valueIn(element.annotations, term)
  }
  yield* valueIn(model.container.annotations, term)
}

function* valueIn(annotations: Annotations | undefined, term: string): Generator<JsonValue> {
  const value = annotations?.get(vocabulary + term)
  if (value !== undefined) yield value
}

function navigationRestriction(
  annotations: Annotations | undefined,
  path: readonly string[],
): JsonObject | undefined {
  const restrictions = annotations?.get(`${vocabulary}NavigationRestrictions`)
  const restricted = isJsonObject(restrictions) ? restrictions['RestrictedProperties'] : undefined
  if (!Array.isArray(restricted)) return undefined
  const wanted = path.join('/')
  return (restricted as readonly JsonValue[]).filter(isJsonObject).find((item) => {
    const name = item['NavigationProperty']
    return name !== undefined && pathText(name) === wanted
  })
}

/**
 * Navigability of the whole resource, which stands beside `RestrictedProperties`.
 * @see Vocabulary Capabilities, "NavigationType"
 */
export function navigabilityOf(resource: RestrictedResource): string | undefined {
  for (const { element, path } of resource.origins) {
    if (path.length === 0) continue
    const own = navigationRestriction(element.annotations, path)?.['Navigability']
    if (own !== undefined) return memberNames(own)[0]
    const all = element.annotations?.get(`${vocabulary}NavigationRestrictions`)
    const ofAll = isJsonObject(all) ? all['Navigability'] : undefined
    if (ofAll !== undefined) return memberNames(ofAll)[0]
  }
  return undefined
}

/** A tagging or valued term, such as `TopSupported`. */
export function termValue(term: string, resource: RestrictedResource): JsonValue | undefined {
  for (const value of valuesOf(term, resource)) return value
  return undefined
}

/** A member of a record-valued term; `member` may be a path, `ReadByKeyRestrictions/Readable`. */
export function restriction(
  term: string,
  member: string,
  resource: RestrictedResource,
): JsonValue | undefined {
  for (const value of valuesOf(term, resource)) {
    const found = member
      .split('/')
      .reduce<JsonValue | undefined>((at, name) => (isJsonObject(at) ? at[name] : undefined), value)
    if (found !== undefined) return found
  }
  return undefined
}

/** The paths of a collection such as `NonFilterableProperties`, casts left out. */
export function restrictedPaths(
  term: string,
  member: string,
  resource: RestrictedResource,
): readonly string[] {
  const value = restriction(term, member, resource)
  return Array.isArray(value) ? (value as readonly JsonValue[]).map(pathText) : []
}

/** A path is a string in CSDL JSON, and an object where the expression is dynamic. */
function pathText(value: JsonValue): string {
  const [text] = isJsonObject(value) ? Object.values(value) : [value]
  return (typeof text === 'string' ? text : '')
    .split('/')
    .filter((segment) => !segment.includes('.'))
    .join('/')
}

/** The names of enumeration members, each written alone or after its type. */
export function memberNames(value: JsonValue): readonly string[] {
  if (typeof value !== 'string') return []
  return value.split(/[,\s]+/).map((name) => name.replace(/^.*\//, ''))
}

/** False for most contracts: then nothing has to be looked up for a request. */
export function hasCapabilities(model: Model): boolean {
  let known = annotated.get(model)
  if (known === undefined) annotated.set(model, (known = isAnnotated(model)))
  return known
}

const annotated = new WeakMap<Model, boolean>()

function isAnnotated({ container, types, operations }: Model): boolean {
  const speaks = ({ annotations }: { readonly annotations?: Annotations | undefined }) =>
    annotations !== undefined && [...annotations.keys()].some((term) => term.startsWith(vocabulary))
  if (speaks(container) || operations.some(speaks)) return true
  if ([...container.entitySets.values(), ...container.singletons.values()].some(speaks)) return true
  return [...types.values()].some((type) => {
    if (type.kind !== 'entityType' && type.kind !== 'complexType') return false
    return [...type.ownProperties.values(), ...type.ownNavigationProperties.values()].some(speaks)
  })
}
