import { withAnnotations } from './build-annotations.ts'
import { buildContainer, createEntitySets } from './build-container.ts'
import { completeTypes, createTypes } from './build-types.ts'
import type {
  ModelDeclaration,
  OperationDeclaration,
  ParameterDeclaration,
  ReturnTypeDeclaration,
  TermDeclaration,
} from './declarations.ts'
import { isPrimitiveTypeName, primitiveTypes } from './primitive-types.ts'
import type { EdmType, EntityType, Model, Operation, Parameter, ReturnType, Term } from './types.ts'

/**
 * Resolves the names in a declaration and gives the model, whose types refer to each other directly.
 * A type name that nothing declares is a fault of the source that made the declaration: sources
 * declare an implied type, or use `Edm.Untyped`, for what their documents leave unexplained.
 * @throws Error on an undeclared type, or on base types that form a cycle
 */
export function buildModel(declaration: ModelDeclaration): Model {
  const types = createTypes(declaration.types)
  const typeOf = (name: string): EdmType => {
    const type = types.get(name)
    if (type) return type
    if (isPrimitiveTypeName(name)) return primitiveTypes[name]
    throw new Error(`the type ${name} is not declared`)
  }
  const entityTypeOf = (name: string): EntityType => {
    const type = typeOf(name)
    if (type.kind !== 'entityType') throw new Error(`${name} is not an entity type`)
    return type
  }

  const entitySets = createEntitySets(declaration, entityTypeOf)
  completeTypes(declaration.types, types, { typeOf, entityTypeOf, entitySets })
  const operations = declaration.operations.map((operation) => buildOperation(operation, typeOf))
  return {
    namespace: declaration.namespace,
    types,
    operations,
    container: buildContainer(declaration, { entitySets, entityTypeOf, operations, types }),
    aliases: new Map(Object.entries(declaration.aliases ?? {})),
    defaultNamespaces: new Set(declaration.defaultNamespaces ?? [declaration.namespace]),
    schemas: (declaration.schemas ?? []).map(withAnnotations),
    terms: new Map((declaration.terms ?? []).map((term) => buildTerm(term, typeOf))),
    references: (declaration.references ?? []).map(withAnnotations),
    targetedAnnotations: new Map(
      Object.entries(declaration.targetedAnnotations ?? {}).map(([target, annotations]) => [
        target,
        new Map(Object.entries(annotations)),
      ]),
    ),
  }
}

function buildTerm(
  { typeName, ...rest }: TermDeclaration,
  typeOf: (name: string) => EdmType,
): [string, Term] {
  const qualifiedName = `${rest.namespace}.${rest.name}`
  return [qualifiedName, { ...withAnnotations(rest), qualifiedName, type: typeOf(typeName) }]
}

function buildOperation(
  { bindingType, parameters, returnType, ...rest }: OperationDeclaration,
  typeOf: (name: string) => EdmType,
): Operation {
  return {
    takesAnyParameters: false,
    isComposable: false,
    ...withAnnotations(rest),
    qualifiedName: `${rest.namespace}.${rest.name}`,
    bindingType: bindingType && {
      type: typeOf(bindingType.typeName),
      isCollection: bindingType.isCollection,
    },
    parameters: parameters.map(({ typeName, ...parameter }: ParameterDeclaration): Parameter => ({
      ...withAnnotations(parameter),
      type: typeOf(typeName),
    })),
    returnType: returnType && buildReturnType(returnType, typeOf),
  }
}

function buildReturnType(
  { typeName, ...rest }: ReturnTypeDeclaration,
  typeOf: (name: string) => EdmType,
): ReturnType {
  return { ...withAnnotations(rest), type: typeOf(typeName) }
}
