/* CSDL JSON, its types and their members. */
import {
  isJsonObject,
  type EnumTypeDeclaration,
  type JsonObject,
  type JsonValue,
  type KeyProperty,
  type NavigationPropertyDeclaration,
  type PropertyDeclaration,
  type ReferentialConstraintDeclaration,
  type StructuredTypeDeclaration,
  type TypeDefinitionDeclaration,
} from '../../model/index.ts'
import {
  arrayOf,
  checkElements,
  described,
  elementsOf,
  objectOf,
  readFacets,
  readType,
  textOf,
  type Member,
  type Reading,
} from './csdl-json-element.ts'
import { keyMembers } from './key-members.ts'
import { onDeleteActions } from './on-delete-actions.ts'
import { readJsonAnnotations } from './read-csdl-annotation-json.ts'
import { textMember } from './text-member.ts'

export function readStructuredType(
  kind: StructuredTypeDeclaration['kind'],
  member: Member,
  namespace: string,
  reading: Reading,
): StructuredTypeDeclaration {
  const { name, value } = member
  const { $BaseType: baseType, $Key: key } = value
  const members = elementsOf(value)
  checkElements(value, reading)
  const isNavigation = (one: Member) => one.value['$Kind'] === 'NavigationProperty'
  return {
    kind,
    namespace,
    name,
    ...(typeof baseType === 'string' && { baseType: reading.names.resolve(baseType) }),
    ...(value['$Abstract'] === true && { isAbstract: true }),
    ...(value['$OpenType'] === true && { isOpen: true }),
    ...(value['$HasStream'] === true && { hasStream: true }),
    ...(Array.isArray(key) &&
      keyMembers(arrayOf(key).flatMap((item) => readKeyProperties(item, value, reading)))),
    properties: members
      .filter((one) => !isNavigation(one))
      .map((one) => readProperty(one, reading)),
    navigationProperties: members
      .filter(isNavigation)
      .map((one) => readNavigationProperty(one, reading)),
    ...described(member, reading),
  }
}

/** CSDL JSON, "Key": a name, or an object of an alias and its path. */
function readKeyProperties(
  item: JsonValue,
  type: JsonObject,
  { lineOf, report }: Reading,
): readonly KeyProperty[] {
  if (typeof item === 'string') return [{ name: item, path: item.split('/') }]
  const aliases = Object.entries(objectOf(item))
  const paths = aliases.flatMap(([name, path]): KeyProperty[] =>
    typeof path === 'string' ? [{ name, path: path.split('/') }] : [],
  )
  if (aliases.length !== 1 || paths.length !== 1) {
    const found = JSON.stringify(item).slice(0, 80)
    const message = `$Key: expected a name, or an object of an alias and its path, found ${found}`
    report('csdl-key', message, lineOf(type, '$Key'))
  }
  return paths
}

function readProperty(member: Member, reading: Reading): PropertyDeclaration {
  const { name, value } = member
  const { $DefaultValue: defaultValue } = value
  return {
    name,
    ...readType(value, reading),
    nullable: value['$Nullable'] === true,
    ...readFacets(member, reading),
    ...(defaultValue !== undefined && { defaultValue }),
    ...described(member, reading),
  }
}

function readNavigationProperty(member: Member, reading: Reading): NavigationPropertyDeclaration {
  const { name, value } = member
  const { $Partner: partner, $ReferentialConstraint: constraints, $OnDelete: action } = value
  const onDelete = onDeleteActions.find((one) => one === action)
  if (action !== undefined && !onDelete) {
    const message = `$OnDelete: expected ${onDeleteActions.join(', ')}, found ${JSON.stringify(action)}`
    reading.report('csdl-attribute', message, reading.lineOf(value, '$OnDelete'))
  }
  const type = readType(value, reading)
  const actionAnnotations = readJsonAnnotations(value, reading.names, '$OnDelete')
  return {
    name,
    ...type,
    nullable: !type.isCollection && value['$Nullable'] === true,
    containsTarget: value['$ContainsTarget'] === true,
    ...(typeof partner === 'string' && { partner: reading.names.resolve(partner) }),
    ...(isJsonObject(constraints) && {
      referentialConstraints: readConstraints(constraints, reading),
    }),
    ...(onDelete && { onDelete }),
    ...(actionAnnotations && { onDeleteAnnotations: actionAnnotations }),
    ...described(member, reading),
  }
}

function readConstraints(
  constraints: JsonObject,
  { names }: Reading,
): readonly ReferentialConstraintDeclaration[] {
  return Object.entries(constraints).flatMap(([property, referenced]) => {
    if (property.includes('@')) return []
    const annotations = readJsonAnnotations(constraints, names, property)
    return [
      { property, referencedProperty: textOf(referenced), ...(annotations && { annotations }) },
    ]
  })
}

export function readEnumType(
  member: Member,
  namespace: string,
  reading: Reading,
): EnumTypeDeclaration {
  const { name, value } = member
  const members = Object.entries(value).flatMap(([memberName, number]) => {
    if (/^\$|@/.test(memberName)) return []
    if (typeof number !== 'number' || !Number.isInteger(number)) {
      const message = `${memberName}: expected a whole number, found ${JSON.stringify(number)}`
      reading.report('csdl-attribute', message, reading.lineOf(value, memberName))
      return []
    }
    if (!Number.isSafeInteger(number)) {
      const message = `${memberName}: a number beyond 2^53 may not be exact, here it is ${BigInt(number)}`
      reading.report('csdl-enum', message, reading.lineOf(value, memberName))
    }
    const annotations = readJsonAnnotations(value, reading.names, memberName)
    return [{ name: memberName, value: number, ...(annotations && { annotations }) }]
  })
  return {
    kind: 'enumType',
    namespace,
    name,
    isFlags: value['$IsFlags'] === true,
    ...textMember('underlyingType', value['$UnderlyingType']),
    members,
    ...described(member, reading),
  }
}

export function readTypeDefinition(
  member: Member,
  namespace: string,
  reading: Reading,
): TypeDefinitionDeclaration {
  const { name, value } = member
  return {
    kind: 'typeDefinition',
    namespace,
    name,
    underlyingType: textOf(value['$UnderlyingType']),
    ...readFacets(member, reading),
    ...described(member, reading),
  }
}
