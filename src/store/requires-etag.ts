import { isJsonObject, pathText, type Annotations, type JsonValue } from '../model/index.ts'
import type { Entity } from './entity.ts'

const optimisticConcurrency = 'Org.OData.Core.V1.OptimisticConcurrency'
const navigationRestrictions = 'Org.OData.Capabilities.V1.NavigationRestrictions'

/**
 * Whether the contract says that a modification of an entity needs its ETag: at where it lives, at its
 * type, or at the navigation property that contains it.
 * @see Protocol, "Use of ETags for Avoiding Update Conflicts"; Vocabulary Core, "OptimisticConcurrency"
 */
export function requiresETag(entity: Entity): boolean {
  const { collection, singleton, containment } = entity
  if (collection?.entitySet?.annotations?.has(optimisticConcurrency)) return true
  if (singleton?.annotations?.has(optimisticConcurrency)) return true
  if (containment?.annotations?.has(optimisticConcurrency)) return true
  return isTypeConcurrent(entity) || (containment !== undefined && isContainmentConcurrent(entity))
}

function isTypeConcurrent({ type }: Entity): boolean {
  for (let each: Entity['type'] | undefined = type; each; each = each.baseType) {
    if (each.annotations?.has(optimisticConcurrency)) return true
  }
  return false
}

/** Vocabulary Capabilities, "NavigationPropertyRestriction", `OptimisticConcurrencyControl`. */
function isContainmentConcurrent(entity: Entity): boolean {
  let owner = entity
  const path: string[] = []
  while (owner.parent && owner.containment) {
    path.unshift(owner.containment.name)
    owner = owner.parent
  }
  const { annotations } = owner.collection?.entitySet ?? owner.singleton ?? {}
  return annotations !== undefined && concurrentPaths(annotations).has(path.join('/'))
}

const pathsByAnnotations = new WeakMap<Annotations, ReadonlySet<string>>()

function concurrentPaths(annotations: Annotations): ReadonlySet<string> {
  let paths = pathsByAnnotations.get(annotations)
  if (!paths) {
    paths = new Set(restrictedIn(annotations.get(navigationRestrictions)))
    pathsByAnnotations.set(annotations, paths)
  }
  return paths
}

function restrictedIn(value: JsonValue | undefined): readonly string[] {
  const restricted = isJsonObject(value) ? value['RestrictedProperties'] : undefined
  if (!Array.isArray(restricted)) return []
  return (restricted as readonly JsonValue[])
    .filter(isJsonObject)
    .filter((item) => item['OptimisticConcurrencyControl'] === true)
    .map((item) => withoutCasts(pathText(item['NavigationProperty'])))
}

function withoutCasts(path: string): string {
  return path
    .split('/')
    .filter((segment) => !segment.includes('.'))
    .join('/')
}
