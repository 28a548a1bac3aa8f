/* CSDL XML, its actions, functions and terms. */
import type {
  OperationDeclaration,
  ParameterDeclaration,
  ReturnTypeDeclaration,
  TermDeclaration,
} from '../../model/index.ts'
import { childrenOf, described, flag, nameOf, type Reading } from './csdl-xml-element.ts'
import type { XmlElement } from './parse-xml.ts'
import { readXmlAnnotations } from './read-csdl-annotation-xml.ts'
import { readFacets } from './read-csdl-xml-types.ts'
import { textMember } from './text-member.ts'

export function readOperation(
  kind: OperationDeclaration['kind'],
  element: XmlElement,
  namespace: string,
  reading: Reading,
): OperationDeclaration {
  const all = childrenOf(element, 'Parameter').map((child) => readParameter(child, reading))
  const isBound = flag(element, 'IsBound', reading)
  const [binding] = isBound ? all : []
  if (isBound && !binding) {
    reading.report('csdl-operation', 'a bound operation needs a binding parameter', element)
  }
  const { EntitySetPath: entitySetPath } = element.attributes
  const returnType = childrenOf(element, 'ReturnType')[0]
  if (kind === 'function' && !returnType) {
    reading.report('csdl-operation', 'a function needs a ReturnType', element)
  }
  return {
    kind,
    namespace,
    name: nameOf(element, reading),
    ...(binding && {
      bindingType: { typeName: binding.typeName, isCollection: binding.isCollection },
      bindingParameterName: binding.name,
    }),
    parameters: binding ? all.slice(1) : all,
    ...(returnType && { returnType: readReturnType(returnType, reading) }),
    ...(flag(element, 'IsComposable', reading) && { isComposable: true }),
    ...(entitySetPath !== undefined && { entitySetPath: reading.names.resolve(entitySetPath) }),
    ...described(element, reading),
  }
}

function readParameter(element: XmlElement, reading: Reading): ParameterDeclaration {
  return {
    name: nameOf(element, reading),
    ...reading.names.resolveType(nameOf(element, reading, 'Type')),
    nullable: flag(element, 'Nullable', reading, true),
    ...readFacets(element, reading),
    ...described(element, reading),
  }
}

function readReturnType(element: XmlElement, reading: Reading): ReturnTypeDeclaration {
  const annotations = readXmlAnnotations(element, reading)
  return {
    ...reading.names.resolveType(nameOf(element, reading, 'Type')),
    nullable: flag(element, 'Nullable', reading, true),
    ...readFacets(element, reading),
    ...(annotations && { annotations }),
  }
}

export function readTerm(
  element: XmlElement,
  namespace: string,
  reading: Reading,
): TermDeclaration {
  const { BaseTerm, AppliesTo, DefaultValue } = element.attributes
  return {
    namespace,
    name: nameOf(element, reading),
    ...reading.names.resolveType(element.attributes['Type'] ?? 'Edm.String'),
    nullable: flag(element, 'Nullable', reading, true),
    ...readFacets(element, reading),
    ...(BaseTerm !== undefined && { baseTerm: reading.names.resolve(BaseTerm) }),
    ...(AppliesTo !== undefined && { appliesTo: AppliesTo.trim().split(/\s+/) }),
    ...textMember('defaultValue', DefaultValue),
    ...described(element, reading),
  }
}
