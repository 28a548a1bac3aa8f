import type {
  EntitySetDeclaration,
  EnumTypeDeclaration,
  ModelDeclaration,
  NavigationPropertyDeclaration,
  OperationDeclaration,
  PropertyDeclaration,
  StructuredTypeDeclaration,
  TypeName,
} from '../model/index.ts'
import type { ContainerDraft } from './compile-container.ts'
import {
  type BoundOperationDraft,
  type EntitySetDraft,
  type EnumDraft,
  findProperty,
  type NavigationDraft,
  type OperationDraft,
  type PropertyDraft,
  type StructuredDraft,
  type TypeReferenceDraft,
} from './compile-drafts.ts'
import type { BodyShape, ContractOperation } from './contract.ts'

/** Makes the declaration of what the drafts have come to. */
export function declareModel(container: ContainerDraft): ModelDeclaration {
  const { table, entitySets, singletons, operations, imports } = container
  return {
    namespace: table.namespace,
    containerName: 'GraphService',
    types: [...table.types.values()].map((type) =>
      type.kind === 'enum' ? declareEnum(type) : declareStructured(type),
    ),
    operations: distinctOperations(operations).map(declareOperation),
    // Graph's paths name operations without their namespaces.
    defaultNamespaces: [...new Set([table.namespace, ...operations.map((it) => it.namespace)])],
    entitySets: [...entitySets.values()].map(declareEntitySet),
    singletons: [...singletons.values()].map(({ name, type, source }) => ({
      name,
      entityType: qualifiedName(type),
      isImplicit: true,
      source,
    })),
    operationImports: [...imports.values()].map(({ name, namespace, source }) => ({
      name,
      operation: `${namespace}.${name}`,
      source,
    })),
  }
}

/** The operation with the types of its bodies, all of which are declared by now. */
export function completeOperation({
  operation,
  requestType,
  responseType,
}: OperationDraft): ContractOperation {
  const request = requestType && shapeOf(requestType)
  const response = responseType && shapeOf(responseType)
  const { requestBody } = operation
  return {
    ...operation,
    requestBody:
      requestBody || !request || operation.origin === 'page'
        ? requestBody && { ...requestBody, shape: request }
        : { shape: request, properties: [], source: operation.source },
    responses: operation.responses.map((documented) => ({
      ...documented,
      body: hasBody(documented.status) ? response : undefined,
    })),
  }
}

/** HTTP Semantics: 204 and 205 have no content, whatever a page says. */
function hasBody(status: number): boolean {
  return status >= 200 && status < 300 && status !== 204 && status !== 205
}

function shapeOf(reference: TypeReferenceDraft): BodyShape {
  return typeNameOf(reference)
}

function typeNameOf({ type, isCollection }: TypeReferenceDraft): TypeName {
  return { typeName: typeof type === 'string' ? type : qualifiedName(type), isCollection }
}

function qualifiedName({
  namespace,
  name,
}: {
  readonly namespace: string
  readonly name: string
}): string {
  return `${namespace}.${name}`
}

function declareEnum({
  namespace,
  name,
  isFlags,
  members,
  description,
  source,
}: EnumDraft): EnumTypeDeclaration {
  return { kind: 'enumType', namespace, name, isFlags, members, description, source }
}

function declareStructured(type: StructuredDraft): StructuredTypeDeclaration {
  const isKeyRoot = type.isEntity && type.isKeyed && !type.base
  const key = findProperty(type, type.keyProperty) ? type.keyProperty : 'id'
  const properties = [...type.properties.values()].map((property) =>
    declareProperty(property, isKeyRoot && property.name === key),
  )
  if (isKeyRoot && !findProperty(type, key)) properties.unshift(impliedKey)
  return {
    kind: type.isEntity ? 'entityType' : 'complexType',
    namespace: type.namespace,
    name: type.name,
    ...(type.base && { baseType: qualifiedName(type.base) }),
    isAbstract: type.isAbstract,
    isOpen: type.isOpen,
    isImplied: type.isImplied,
    hasStream: type.isEntity && type.hasStream,
    ...(type.isEntity && type.showsETag && { showsETag: true }),
    ...(isKeyRoot && { key: [key] }),
    ...(type.keySubstitutes.size > 0 && { keySubstitutes: [...type.keySubstitutes] }),
    properties,
    navigationProperties: [...type.navigations.values()].map(declareNavigation),
    description: type.description,
    ...(type.deprecated && { deprecated: type.deprecated }),
    source: type.source,
  }
}

const impliedKey: PropertyDeclaration = {
  name: 'id',
  typeName: 'Edm.String',
  isCollection: false,
  nullable: false,
  isComputed: true,
  isInferred: true,
}

const serverSet = /^(id|createdBy|createdDateTime|modified\w*|lastModified\w*)$/

function declareProperty(property: PropertyDraft, isKey: boolean): PropertyDeclaration {
  const { name, type, isCollection, isReadOnly, isGivenOnCreate, isInferred, defaultValue } =
    property
  const mayBeGiven = isGivenOnCreate && !serverSet.test(name)
  const isImmutable = property.isImmutable && !isReadOnly
  return {
    ...typeNameOf({ type, isCollection }),
    name,
    nullable: !isKey,
    isComputed: (isReadOnly && !mayBeGiven) || (isKey && (isReadOnly || !isGivenOnCreate)),
    isImmutable: isImmutable || (isKey ? isGivenOnCreate && !isReadOnly : isReadOnly && mayBeGiven),
    isInferred,
    ...(defaultValue !== undefined && { defaultValue }),
    ...(property.maxLength !== undefined && { maxLength: property.maxLength }),
    description: property.description,
    ...(property.deprecated && { deprecated: property.deprecated }),
    source: property.source,
  }
}

function declareNavigation(navigation: NavigationDraft): NavigationPropertyDeclaration {
  const { name, isCollection, isReadOnly, isDoor, target, partner, aliases, constraints } =
    navigation
  const { isPassed, isMade, partnerType, transitiveOf } = navigation
  const cast = partnerType ? `${qualifiedName(partnerType)}/` : ''
  return {
    ...typeNameOf(navigation),
    name,
    isCollection,
    nullable: !isCollection,
    containsTarget: target === undefined,
    isReadOnly,
    isDoor,
    ...(!isCollection && !target && isPassed && !isMade && { isImplicit: true }),
    aliases: [...aliases],
    ...(target && { targetEntitySet: target.name }),
    ...(partner && { partner: `${cast}${partner.name}` }),
    ...(transitiveOf && { transitiveOf: transitiveOf.name }),
    referentialConstraints: constraints.map((property) => ({ property, referencedProperty: 'id' })),
    description: navigation.description,
    ...(navigation.deprecated && { deprecated: navigation.deprecated }),
    source: navigation.source,
  }
}

function declareEntitySet({
  name,
  type,
  isImplied,
  aliases,
  source,
}: EntitySetDraft): EntitySetDeclaration {
  return { name, entityType: qualifiedName(type), isImplied, aliases: [...aliases], source }
}

function declareOperation(operation: BoundOperationDraft): OperationDeclaration {
  const { kind, namespace, name, binding, parameters, takesAnyParameters, returns, isComposable } =
    operation
  return {
    kind,
    namespace,
    name,
    ...(binding && { bindingType: typeNameOf(binding) }),
    parameters: parameters.map((parameter) => ({
      ...typeNameOf(parameter),
      name: parameter.name,
      nullable: !parameter.isRequired,
      ...(!parameter.isRequired && {
        annotations: { 'Org.OData.Core.V1.OptionalParameter': {} },
      }),
      description: parameter.description,
      source: parameter.source,
    })),
    takesAnyParameters,
    ...(returns && { returnType: { ...typeNameOf(returns), nullable: true } }),
    isComposable,
    description: operation.description,
    source: operation.source,
  }
}

/** Several doors to one collection show the same operation. */
function distinctOperations(operations: readonly BoundOperationDraft[]): BoundOperationDraft[] {
  const byBinding = new Map<string, BoundOperationDraft>()
  for (const operation of operations) {
    const { kind, namespace, name, binding } = operation
    const bound = binding ? JSON.stringify(typeNameOf(binding)) : ''
    const key = `${kind} ${namespace}.${name} ${bound}`
    const known = byBinding.get(key)
    if (!known || (known.parameters.length === 0 && operation.parameters.length > 0)) {
      byBinding.set(key, operation)
    }
  }
  return [...byBinding.values()]
}
