import { isPrimitiveTypeName, primitiveTypes } from './primitive-types.ts'
import type { EdmType, Model, Operation, StructuredType } from './types.ts'

/** The type of a name qualified by namespace or alias or, in the model's own namespace, unqualified. */
export function findType(model: Model, name: string): EdmType | undefined {
  if (isPrimitiveTypeName(name)) return primitiveTypes[name]
  return (
    model.types.get(name) ??
    model.types.get(`${model.namespace}.${name}`) ??
    (model.aliases.size > 0 ? model.types.get(resolveAlias(model, name)) : undefined)
  )
}

/** @see URL Conventions, "Addressing Derived Types": aliases that the metadata document defines may stand for namespaces */
function resolveAlias({ aliases }: Model, name: string): string {
  const dot = name.lastIndexOf('.')
  const namespace = aliases.get(name.slice(0, dot))
  return namespace === undefined ? name : namespace + name.slice(dot)
}

/** True when `type` is `base` or derives from it; a shape counts as its declared type. */
export function isDerivedFrom(type: StructuredType, base: StructuredType): boolean {
  const wanted = base.shapeOf ?? base
  const first = type.shapeOf ?? type
  for (let current: StructuredType | undefined = first; current; current = current.baseType) {
    if (current === wanted) return true
  }
  return false
}

/**
 * The operations bound to a type or to a collection of it, by unqualified or qualified name.
 * @see Protocol, "Operations"
 */
export function findBoundOperations(
  model: Model,
  name: string,
  bound: { readonly type: EdmType; readonly isCollection: boolean },
): readonly Operation[] {
  return model.operations.filter(
    ({ name: simple, qualifiedName, bindingType }) =>
      (simple === name || qualifiedName === name) &&
      bindingType !== undefined &&
      bindingType.isCollection === bound.isCollection &&
      isTypeOrBase(bindingType.type, bound.type),
  )
}

function isTypeOrBase(base: EdmType, type: EdmType): boolean {
  if (base === type) return true
  const isStructured = (candidate: EdmType) =>
    candidate.kind === 'entityType' || candidate.kind === 'complexType'
  return (
    isStructured(base) &&
    isStructured(type) &&
    isDerivedFrom(type as StructuredType, base as StructuredType)
  )
}
