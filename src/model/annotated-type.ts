import type { JsonValue } from './instance.ts'
import { declaredType } from './shape.ts'
import type { Annotations, ComplexType, EntityType, Model } from './types.ts'

/** The values of a term by qualifier, on a type, its base types, and the entity sets and singletons of it. */
export function findAnnotations(
  term: string,
  type: EntityType | ComplexType,
  { container }: Model,
): ReadonlyMap<string, JsonValue> {
  const found = new Map<string, JsonValue>()
  const add = (annotations: Annotations | undefined): void => {
    for (const [name, value] of annotations ?? []) {
      const [applied = '', qualifier = ''] = name.split('#')
      if (applied === term && !found.has(qualifier)) found.set(qualifier, value)
    }
  }
  const declared = declaredType(type)
  for (let base: EntityType | ComplexType | undefined = declared; base; base = base.baseType) {
    add(base.annotations)
  }
  for (const set of container.entitySets.values())
    if (set.entityType === declared) add(set.annotations)
  for (const one of container.singletons.values())
    if (one.entityType === declared) add(one.annotations)
  return found
}

/** The text of a path in an annotation, whichever kind of path it is. */
export function pathText(value: JsonValue | undefined): string {
  if (typeof value === 'string') return value
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return ''
  const [path] = Object.entries(value).flatMap(([name, text]) =>
    name.startsWith('$') && typeof text === 'string' ? [text] : [],
  )
  return path ?? ''
}
