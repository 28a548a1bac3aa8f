import { findType, isDerivedFrom, isStructuredType, type StructuredType } from '../model/index.ts'
import type { PathState } from './path-state.ts'
import { anyEntityType } from './virtual-types.ts'

/** The type that a qualified name casts to, of what is addressed or derived from it or its base. */
export function findCast(name: string, { model, type }: PathState): StructuredType | undefined {
  const cast = findType(model, name)
  if (!isStructuredType(cast) || type?.kind !== cast.kind) return undefined
  const isRelated = type === anyEntityType || isDerivedFrom(cast, type) || isDerivedFrom(type, cast)
  return isRelated ? cast : undefined
}

/** By its name alone, a type that derives from what is addressed (Protocol, "Default Namespaces"). */
export function findUnqualifiedCast(name: string, state: PathState): StructuredType | undefined {
  const { model, type } = state
  if (name.includes('.') || !isStructuredType(type)) return undefined
  for (const namespace of model.defaultNamespaces) {
    const cast = findCast(`${namespace}.${name}`, state)
    if (cast && cast !== type && (type === anyEntityType || isDerivedFrom(cast, type))) return cast
  }
  return undefined
}
