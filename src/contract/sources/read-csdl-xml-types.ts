/* CSDL XML, its types and their members. */
import type {
  EnumTypeDeclaration,
  Facets,
  KeyProperty,
  NavigationPropertyDeclaration,
  PropertyDeclaration,
  StructuredTypeDeclaration,
  TypeDefinitionDeclaration,
} from '../../model/index.ts'
import { childrenOf, described, flag, nameOf, type Reading } from './csdl-xml-element.ts'
import { keyMembers } from './key-members.ts'
import { onDeleteActions } from './on-delete-actions.ts'
import type { XmlElement } from './parse-xml.ts'
import { readXmlAnnotations } from './read-csdl-annotation-xml.ts'
import { textMember } from './text-member.ts'

export function readStructuredType(
  kind: StructuredTypeDeclaration['kind'],
  element: XmlElement,
  namespace: string,
  reading: Reading,
): StructuredTypeDeclaration {
  const { BaseType: baseType } = element.attributes
  const key = childrenOf(element, 'Key')[0]
  return {
    kind,
    namespace,
    name: nameOf(element, reading),
    ...(baseType !== undefined && { baseType: reading.names.resolve(baseType) }),
    ...(flag(element, 'Abstract', reading) && { isAbstract: true }),
    ...(flag(element, 'OpenType', reading) && { isOpen: true }),
    ...(flag(element, 'HasStream', reading) && { hasStream: true }),
    ...(key && readKey(key, reading)),
    properties: childrenOf(element, 'Property').map((child) => readProperty(child, reading)),
    navigationProperties: childrenOf(element, 'NavigationProperty').map((child) =>
      readNavigationProperty(child, reading),
    ),
    ...described(element, reading),
  }
}

/** CSDL, "Key": a path into a complex or related value needs an alias. */
function readKey(
  element: XmlElement,
  reading: Reading,
): Pick<StructuredTypeDeclaration, 'key' | 'keyProperties'> {
  const properties = childrenOf(element, 'PropertyRef').map((child): KeyProperty => {
    const path = nameOf(child, reading)
    return { name: child.attributes['Alias'] ?? path, path: path.split('/') }
  })
  return keyMembers(properties)
}

function readProperty(element: XmlElement, reading: Reading): PropertyDeclaration {
  const { DefaultValue: defaultValue } = element.attributes
  return {
    name: nameOf(element, reading),
    ...reading.names.resolveType(nameOf(element, reading, 'Type')),
    nullable: flag(element, 'Nullable', reading, true),
    ...readFacets(element, reading),
    ...(defaultValue !== undefined && { defaultValue }),
    ...described(element, reading),
  }
}

/** @see CSDL, "Type Facets" */
export function readFacets(element: XmlElement, reading: Reading): Facets {
  const { MaxLength, Precision, Scale, SRID } = element.attributes
  const whole = (name: string, text: string): number | undefined => {
    if (/^\d+$/.test(text)) return Number(text)
    reading.report('csdl-facet', `${name}: expected a whole number, found '${text}'`, element)
    return undefined
  }
  const word = <Word extends string>(name: string, text: string, words: readonly Word[]) =>
    words.find((expected) => expected === text.toLowerCase()) ?? whole(name, text)
  return {
    ...(MaxLength !== undefined &&
      MaxLength.toLowerCase() !== 'max' && { maxLength: whole('MaxLength', MaxLength) }),
    ...(Precision !== undefined && { precision: whole('Precision', Precision) }),
    ...(Scale !== undefined && { scale: word('Scale', Scale, ['variable', 'floating']) }),
    ...(element.attributes['Unicode'] !== undefined && {
      unicode: flag(element, 'Unicode', reading, true),
    }),
    ...(SRID !== undefined && { srid: word('SRID', SRID, ['variable']) }),
  }
}

function readNavigationProperty(
  element: XmlElement,
  reading: Reading,
): NavigationPropertyDeclaration {
  const { Partner: partner } = element.attributes
  const type = reading.names.resolveType(nameOf(element, reading, 'Type'))
  const actionElement = childrenOf(element, 'OnDelete')[0]
  const action = actionElement?.attributes['Action']
  const actionAnnotations = actionElement && readXmlAnnotations(actionElement, reading)
  const onDelete = onDeleteActions.find((name) => name === action)
  const constraints = childrenOf(element, 'ReferentialConstraint').map((child) => {
    const annotations = readXmlAnnotations(child, reading)
    return {
      property: nameOf(child, reading, 'Property'),
      referencedProperty: nameOf(child, reading, 'ReferencedProperty'),
      ...(annotations && { annotations }),
    }
  })
  if (action !== undefined && !onDelete) {
    const expected = onDeleteActions.join(', ')
    reading.report('csdl-attribute', `OnDelete: expected ${expected}, found '${action}'`, element)
  }
  return {
    name: nameOf(element, reading),
    ...type,
    nullable: !type.isCollection && flag(element, 'Nullable', reading, true),
    containsTarget: flag(element, 'ContainsTarget', reading),
    ...(partner !== undefined && { partner: reading.names.resolve(partner) }),
    ...(constraints.length > 0 && { referentialConstraints: constraints }),
    ...(onDelete && { onDelete }),
    ...(actionAnnotations && { onDeleteAnnotations: actionAnnotations }),
    ...described(element, reading),
  }
}

export function readEnumType(
  element: XmlElement,
  namespace: string,
  reading: Reading,
): EnumTypeDeclaration {
  const { UnderlyingType: underlyingType } = element.attributes
  let next = 0
  const members = childrenOf(element, 'Member').map((child) => {
    const { Value: text } = child.attributes
    if (text !== undefined && !/^[-+]?\d+$/.test(text.trim())) {
      reading.report('csdl-attribute', `Value: expected a whole number, found '${text}'`, child)
    } else if (text !== undefined) {
      next = Number(text)
      if (BigInt(next) !== BigInt(text.trim().replace('+', ''))) {
        reading.report('csdl-enum', `Value: ${text} is kept as ${BigInt(next)}, the nearest`, child)
      }
    }
    const annotations = readXmlAnnotations(child, reading)
    return {
      name: nameOf(child, reading),
      value: next++,
      ...(annotations && { annotations }),
    }
  })
  return {
    kind: 'enumType',
    namespace,
    name: nameOf(element, reading),
    isFlags: flag(element, 'IsFlags', reading),
    ...textMember('underlyingType', underlyingType),
    members,
    ...described(element, reading),
  }
}

export function readTypeDefinition(
  element: XmlElement,
  namespace: string,
  reading: Reading,
): TypeDefinitionDeclaration {
  return {
    kind: 'typeDefinition',
    namespace,
    name: nameOf(element, reading),
    underlyingType: nameOf(element, reading, 'UnderlyingType'),
    ...readFacets(element, reading),
    ...described(element, reading),
  }
}
