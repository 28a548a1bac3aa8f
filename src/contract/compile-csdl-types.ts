import {
  type AnnotationRecord,
  isPrimitiveTypeName,
  type JsonValue,
  type EnumTypeDeclaration,
  type KeyProperty,
  type NavigationPropertyDeclaration,
  type PropertyDeclaration,
  type StructuredTypeDeclaration,
  type TypeDeclaration,
  type TypeDefinitionDeclaration,
} from '../model/index.ts'
import { alreadyDeclared, isKnownType, type CsdlScope } from './compile-csdl-scope.ts'
import { readDefaultValue, readJsonDefaultValue } from './csdl-default-value.ts'

const core = 'Org.OData.Core.V1.'

/** A type with what targets it from elsewhere, and without what leads nowhere. */
export function compileCsdlType(
  type: TypeDeclaration,
  scope: CsdlScope,
  format: 'xml' | 'json',
): TypeDeclaration {
  switch (type.kind) {
    case 'enumType':
      return compileEnumType(type, scope)
    case 'typeDefinition':
      return compileTypeDefinition(type, scope)
    case 'complexType':
    case 'entityType':
      return compileStructuredType(type, scope, format)
  }
}

/** `annotations` and the description among them, for an element that `targets` name. */
export function describeCsdl(
  own: AnnotationRecord | undefined,
  scope: CsdlScope,
  ...targets: readonly string[]
): { readonly annotations?: AnnotationRecord; readonly description?: string } {
  const annotations = scope.annotate(own, ...targets)
  if (!annotations) return {}
  const description = annotations[`${core}Description`]
  return { annotations, ...(typeof description === 'string' && { description }) }
}

const integerTypes = /^Edm\.(Byte|SByte|Int16|Int32|Int64)$/

function compileEnumType(type: EnumTypeDeclaration, scope: CsdlScope): EnumTypeDeclaration {
  const { underlyingType, ...rest } = type
  const name = `${type.namespace}.${type.name}`
  const isInteger = underlyingType === undefined || integerTypes.test(underlyingType)
  if (!isInteger) {
    const message = `UnderlyingType: expected an integer type, found ${underlyingType}`
    scope.report('csdl-type', message, type.source)
  }
  return {
    ...rest,
    ...(underlyingType !== undefined && isInteger && { underlyingType }),
    members: type.members.filter(isFirstOfItsName(type, scope)).map((member) => {
      const annotations = scope.annotate(member.annotations, `${name}/${member.name}`)
      return annotations ? { ...member, annotations } : member
    }),
    ...describeCsdl(type.annotations, scope, name),
  }
}

function isFirstOfItsName(
  { namespace, name, source }: EnumTypeDeclaration,
  scope: CsdlScope,
): (member: EnumTypeDeclaration['members'][number]) => boolean {
  const names = new Set<string>()
  return (member) => {
    const isFirst = !names.has(member.name)
    names.add(member.name)
    const message = alreadyDeclared(`${namespace}.${name}/${member.name}`, undefined)
    if (!isFirst) scope.report('duplicate-name', message, source)
    return isFirst
  }
}

function compileTypeDefinition(
  type: TypeDefinitionDeclaration,
  scope: CsdlScope,
): TypeDefinitionDeclaration {
  const { underlyingType } = type
  if (!isPrimitiveTypeName(underlyingType)) {
    const message = `UnderlyingType: expected a primitive type, found ${underlyingType}`
    scope.report('csdl-type', message, type.source)
  }
  return {
    ...type,
    underlyingType: isPrimitiveTypeName(underlyingType) ? underlyingType : 'Edm.Untyped',
    ...describeCsdl(type.annotations, scope, `${type.namespace}.${type.name}`),
  }
}

function compileStructuredType(
  type: StructuredTypeDeclaration,
  scope: CsdlScope,
  format: 'xml' | 'json',
): StructuredTypeDeclaration {
  const { baseType: writtenBase, key: _, keyProperties: __, ...rest } = type
  const name = `${type.namespace}.${type.name}`
  const baseType = findBaseType(type, scope)
  const names = new Set<string>()
  const isFirst = (member: PropertyDeclaration | NavigationPropertyDeclaration): boolean => {
    if (names.has(member.name)) {
      scope.report(
        'duplicate-name',
        alreadyDeclared(`${name}/${member.name}`, undefined),
        member.source,
      )
      return false
    }
    names.add(member.name)
    return true
  }
  const described = describeCsdl(type.annotations, scope, name)
  const alternateKeys = readAlternateKeys(described.annotations)
  return {
    ...rest,
    ...(baseType !== undefined && { baseType }),
    ...findKey(type, scope),
    // What a base type that is not given declares may be there all the same.
    ...(writtenBase !== undefined && baseType === undefined && { isOpen: true }),
    properties: type.properties
      .filter(isFirst)
      .map((property) => compileProperty(property, name, scope, format)),
    navigationProperties: type.navigationProperties
      .filter(isFirst)
      .flatMap((navigation) => compileNavigationProperty(navigation, name, scope)),
    ...(alternateKeys.length > 0 && { alternateKeys }),
    ...described,
  }
}

/** The type's own key without what is no property: an entity could not have a value there. */
function findKey(
  type: StructuredTypeDeclaration,
  scope: CsdlScope,
): Pick<StructuredTypeDeclaration, 'key' | 'keyProperties'> {
  const { key, keyProperties } = type
  if (!key) return {}
  if (key.length === 0 && type.kind === 'entityType') {
    const message = `the key of ${type.namespace}.${type.name} names no property`
    scope.report('csdl-key', message, type.source)
  }
  const all = keyProperties ?? key.map((name): KeyProperty => ({ name, path: [name] }))
  const known = all.filter(({ path }) => hasMember(type, path[0]!, scope))
  for (const { path } of all.filter((one) => !known.includes(one))) {
    const message = `the key property ${path.join('/')} of ${type.namespace}.${type.name} does not exist`
    scope.report('csdl-key', message, type.source)
  }
  if (known.length === 0) return {}
  return {
    key: known.map(({ name }) => name),
    ...(keyProperties && { keyProperties: known }),
  }
}

/** Whether the type or one of its base types has a property of the name. */
function hasMember(type: StructuredTypeDeclaration, name: string, scope: CsdlScope): boolean {
  const seen = new Set<StructuredTypeDeclaration>()
  let current: TypeDeclaration | undefined = type
  while (current && 'properties' in current && !seen.has(current)) {
    seen.add(current)
    if (current.properties.some((property) => property.name === name)) return true
    if (current.navigationProperties.some((navigation) => navigation.name === name)) return true
    const { baseType }: StructuredTypeDeclaration = current
    // What a base type that is not given declares is not known.
    if (baseType !== undefined && !scope.types.has(baseType)) return true
    current = baseType === undefined ? undefined : scope.types.get(baseType)
  }
  return false
}

function findBaseType(
  { kind, namespace, name, baseType, source }: StructuredTypeDeclaration,
  scope: CsdlScope,
): string | undefined {
  if (baseType === undefined) return undefined
  const base = scope.types.get(baseType)
  if (!base) {
    if (baseType !== 'Edm.EntityType' && baseType !== 'Edm.ComplexType') {
      scope.reportUnknownType(baseType, source)
    }
    return undefined
  }
  if (base.kind !== kind) {
    scope.report('csdl-type', `the base type ${baseType} of ${name} is no ${kind}`, source)
    return undefined
  }
  const seen = new Set([`${namespace}.${name}`])
  for (let next: string | undefined = baseType; next !== undefined;) {
    if (seen.has(next)) {
      scope.report('csdl-type', `${name} is its own base type`, source)
      return undefined
    }
    seen.add(next)
    const type = scope.types.get(next)
    next = type?.kind === kind ? type.baseType : undefined
  }
  return baseType
}

function compileProperty(
  property: PropertyDeclaration,
  typeName: string,
  scope: CsdlScope,
  format: 'xml' | 'json',
): PropertyDeclaration {
  const { defaultValue: written, ...rest } = property
  const described = describeCsdl(property.annotations, scope, `${typeName}/${property.name}`)
  const { annotations = {} } = described
  const isReadOnly = readsOnly(annotations[`${core}Permissions`])
  return {
    ...rest,
    typeName: findPropertyType(property, scope),
    ...(written !== undefined && compileDefaultValue(property, scope, format)),
    ...((annotations[`${core}Computed`] === true || isReadOnly) && { isComputed: true }),
    ...(annotations[`${core}Immutable`] === true && { isImmutable: true }),
    ...(annotations[`${core}ComputedDefaultValue`] === true && { isComputedDefault: true }),
    ...described,
  }
}

/** Core.Permissions: the flags `Read` (1) without `Write` (2), or `None`. */
function readsOnly(permissions: AnnotationRecord[string] | undefined): boolean {
  return typeof permissions === 'string' && /^(Read|None|0|1)$/.test(permissions)
}

function findPropertyType(
  { typeName, name, source }: PropertyDeclaration,
  scope: CsdlScope,
): string {
  if (!isKnownType(typeName, scope)) {
    scope.reportUnknownType(typeName, source)
    return 'Edm.Untyped'
  }
  if (scope.types.get(typeName)?.kind === 'entityType') {
    const message = `${name}: expected a primitive, enumeration or complex type, found the entity type ${typeName}`
    scope.report('csdl-type', message, source)
    return 'Edm.Untyped'
  }
  return typeName
}

function compileDefaultValue(
  { name, typeName, isCollection, nullable, defaultValue, source }: PropertyDeclaration,
  scope: CsdlScope,
  format: 'xml' | 'json',
): Pick<PropertyDeclaration, 'defaultValue'> {
  const written = defaultValue as JsonValue
  const isNull = format === 'json' && written === null && nullable
  const readAs = format === 'xml' ? readDefaultValue : readJsonDefaultValue
  const value = isNull
    ? null
    : isCollection
      ? undefined
      : readAs(written as string, typeName, scope.types)
  if (value !== undefined) return { defaultValue: value }
  const text = format === 'xml' ? `'${written as string}'` : JSON.stringify(written)
  const message = `DefaultValue: ${text.slice(0, 80)} is no value of ${name}`
  scope.report('csdl-facet', message, source)
  return {}
}

/** Nothing, when it leads to what is no entity type. */
function compileNavigationProperty(
  navigation: NavigationPropertyDeclaration,
  typeName: string,
  scope: CsdlScope,
): readonly NavigationPropertyDeclaration[] {
  const { name, source } = navigation
  const target = findEntityType(navigation.typeName, scope, source)
  if (target === undefined) {
    const message = `${name}: expected an entity type, found ${navigation.typeName}`
    scope.report('csdl-type', message, source)
    return []
  }
  const described = describeCsdl(navigation.annotations, scope, `${typeName}/${name}`)
  const isReadOnly = readsOnly(described.annotations?.[`${core}Permissions`])
  return [
    { ...navigation, typeName: target, ...(isReadOnly && { isReadOnly: true }), ...described },
  ]
}

/** The type's own name; one that no document declares is implied. */
export function findEntityType(
  typeName: string,
  scope: CsdlScope,
  source: NavigationPropertyDeclaration['source'],
): string | undefined {
  const type = scope.types.get(typeName)
  if (type) return type.kind === 'entityType' ? typeName : undefined
  if (isPrimitiveTypeName(typeName) && typeName !== 'Edm.EntityType') return undefined
  if (scope.implied.has(typeName)) return typeName
  const dot = typeName.lastIndexOf('.')
  if (dot <= 0) return undefined
  if (typeName !== 'Edm.EntityType') scope.reportUnknownType(typeName, source)
  scope.implied.set(typeName, {
    kind: 'entityType',
    namespace: typeName.slice(0, dot),
    name: typeName.slice(dot + 1),
    isOpen: true,
    isImplied: true,
    properties: [],
    navigationProperties: [],
    source,
  })
  return typeName
}

/** Core.AlternateKeys, and the term that was before it: records with the paths of the properties and what they are called. */
export function readAlternateKeys(
  annotations: AnnotationRecord | undefined,
): readonly (readonly KeyProperty[])[] {
  const named =
    annotations?.[`${core}AlternateKeys`] ?? annotations?.['OData.Community.Keys.V1.AlternateKeys']
  return objectsOf(named).flatMap((record) => {
    const key = objectsOf(record['Key']).flatMap(({ Name: path, Alias: alias }): KeyProperty[] => {
      const text = typeof path === 'string' ? path : undefined
      if (text === undefined) return []
      return [
        { name: typeof alias === 'string' && alias !== '' ? alias : text, path: text.split('/') },
      ]
    })
    return key.length === 0 ? [] : [key]
  })
}

function objectsOf(value: AnnotationRecord[string] | undefined): readonly AnnotationRecord[] {
  return Array.isArray(value)
    ? value.filter((item): item is AnnotationRecord => typeof item === 'object' && item !== null)
    : []
}
