/* CSDL JSON, its actions, functions and terms. */
import {
  isJsonObject,
  type JsonObject,
  type OperationDeclaration,
  type ParameterDeclaration,
  type ReturnTypeDeclaration,
  type TermDeclaration,
} from '../../model/index.ts'
import {
  arrayOf,
  checkMembers,
  described,
  readFacets,
  readType,
  textOf,
  type Member,
  type Reading,
} from './csdl-json-element.ts'
import { readJsonAnnotations } from './read-csdl-annotation-json.ts'

export function readOperation(
  kind: OperationDeclaration['kind'],
  member: Member,
  namespace: string,
  reading: Reading,
): OperationDeclaration {
  const { name, value } = member
  const { $EntitySetPath: entitySetPath, $ReturnType: returnType } = value
  const line = reading.lineOf(value)
  const all = arrayOf(value['$Parameter'])
    .filter(isJsonObject)
    .map((parameter) => readParameter(parameter, reading))
  const isBound = value['$IsBound'] === true
  const [binding] = isBound ? all : []
  if (isBound && !binding) {
    reading.report('csdl-operation', 'a bound operation needs a binding parameter', line)
  }
  if (kind === 'function' && !isJsonObject(returnType)) {
    reading.report('csdl-operation', 'a function needs a $ReturnType', line)
  }
  return {
    kind,
    namespace,
    name,
    ...(binding && {
      bindingType: { typeName: binding.typeName, isCollection: binding.isCollection },
      bindingParameterName: binding.name,
    }),
    parameters: binding ? all.slice(1) : all,
    ...(isJsonObject(returnType) && { returnType: readReturnType(returnType, member, reading) }),
    ...(value['$IsComposable'] === true && { isComposable: true }),
    ...(typeof entitySetPath === 'string' && {
      entitySetPath: reading.names.resolve(entitySetPath),
    }),
    ...described(member, reading),
    source: { file: reading.file, line },
  }
}

function readParameter(value: JsonObject, reading: Reading): ParameterDeclaration {
  const { $Name: name } = value
  const line = reading.lineOf(value)
  if (typeof name !== 'string') reading.report('csdl-attribute', 'a parameter lacks $Name', line)
  checkMembers(value, reading)
  const annotations = readJsonAnnotations(value, reading.names)
  return {
    name: typeof name === 'string' ? name : '',
    ...readType(value, reading),
    nullable: value['$Nullable'] === true,
    ...readFacets({ name: '', value, parent: value }, reading),
    source: { file: reading.file, line },
    ...(annotations && { annotations }),
  }
}

function readReturnType(
  value: JsonObject,
  { name, parent }: Member,
  reading: Reading,
): ReturnTypeDeclaration {
  checkMembers(value, reading)
  const annotations = readJsonAnnotations(value, reading.names)
  return {
    ...readType(value, reading),
    nullable: value['$Nullable'] === true,
    ...readFacets({ name, value, parent }, reading),
    ...(annotations && { annotations }),
  }
}

export function readTerm(member: Member, namespace: string, reading: Reading): TermDeclaration {
  const { name, value } = member
  const { $BaseTerm: baseTerm, $AppliesTo: appliesTo, $DefaultValue: defaultValue } = value
  return {
    namespace,
    name,
    ...readType(value, reading),
    nullable: value['$Nullable'] === true,
    ...readFacets(member, reading),
    ...(typeof baseTerm === 'string' && { baseTerm: reading.names.resolve(baseTerm) }),
    ...(appliesTo !== undefined && { appliesTo: arrayOf(appliesTo).map(textOf) }),
    ...(defaultValue !== undefined && { defaultValue }),
    ...described(member, reading),
  }
}
