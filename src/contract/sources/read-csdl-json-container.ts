/* CSDL JSON, "Entity Container". */
import type {
  EntitySetDeclaration,
  OperationImportDeclaration,
  SingletonDeclaration,
} from '../../model/index.ts'
import type { CsdlContainer } from '../csdl-document.ts'
import {
  checkElements,
  described,
  elementsOf,
  objectOf,
  readType,
  textOf,
  type Member,
  type Reading,
} from './csdl-json-element.ts'

export function readContainer(member: Member, namespace: string, reading: Reading): CsdlContainer {
  const { name, value } = member
  const { $Extends: base } = value
  const elements = elementsOf(value)
  checkElements(value, reading)
  const isImport = (one: Member) =>
    one.value['$Action'] !== undefined || one.value['$Function'] !== undefined
  const isSet = (one: Member) => one.value['$Collection'] === true
  const others = elements.filter((one) => !isImport(one))
  return {
    namespace,
    name,
    ...(typeof base === 'string' && { extends: reading.names.resolve(base) }),
    entitySets: others.filter(isSet).map((one) => readEntitySet(one, reading)),
    singletons: others.filter((one) => !isSet(one)).map((one) => readSingleton(one, reading)),
    operationImports: elements.filter(isImport).map((one) => readOperationImport(one, reading)),
    ...described(member, reading),
  }
}

function readEntitySet(member: Member, reading: Reading): EntitySetDeclaration {
  return {
    ...readSingleton(member, reading),
    ...(member.value['$IncludeInServiceDocument'] === false && { includeInServiceDocument: false }),
  }
}

function readSingleton(member: Member, reading: Reading): SingletonDeclaration {
  const { name, value } = member
  const bindings = Object.entries(objectOf(value['$NavigationPropertyBinding'])).flatMap(
    ([path, target]) =>
      typeof target === 'string'
        ? [[reading.names.resolve(path), reading.names.resolve(target)] as const]
        : [],
  )
  return {
    name,
    entityType: readType(value, reading).typeName,
    ...(value['$Collection'] !== true && value['$Nullable'] === true && { nullable: true }),
    ...(bindings.length > 0 && { navigationPropertyBindings: Object.fromEntries(bindings) }),
    ...described(member, reading),
  }
}

function readOperationImport(member: Member, reading: Reading): OperationImportDeclaration {
  const { name, value } = member
  const { $EntitySet: entitySet } = value
  return {
    name,
    kind: value['$Action'] === undefined ? 'function' : 'action',
    operation: reading.names.resolve(textOf(value['$Action'] ?? value['$Function'])),
    ...(typeof entitySet === 'string' && { entitySet: reading.names.resolve(entitySet) }),
    ...(value['$IncludeInServiceDocument'] === true && { includeInServiceDocument: true }),
    ...described(member, reading),
  }
}
