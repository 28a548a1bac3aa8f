/* CSDL XML, "Entity Container". */
import type {
  EntitySetDeclaration,
  OperationImportDeclaration,
  SingletonDeclaration,
} from '../../model/index.ts'
import type { CsdlContainer } from '../csdl-document.ts'
import { childrenOf, described, edm, flag, nameOf, type Reading } from './csdl-xml-element.ts'
import type { XmlElement } from './parse-xml.ts'

export function readContainer(
  element: XmlElement,
  namespace: string,
  reading: Reading,
): CsdlContainer {
  const { Extends } = element.attributes
  return {
    namespace,
    name: nameOf(element, reading),
    ...(Extends !== undefined && { extends: reading.names.resolve(Extends) }),
    entitySets: childrenOf(element, 'EntitySet').map((child) => readEntitySet(child, reading)),
    singletons: childrenOf(element, 'Singleton').map((child) => readSingleton(child, reading)),
    operationImports: element.children.flatMap((child) =>
      child.namespace === edm && /^(Action|Function)Import$/.test(child.name)
        ? [readOperationImport(child, reading)]
        : [],
    ),
    ...described(element, reading),
  }
}

function readEntitySet(element: XmlElement, reading: Reading): EntitySetDeclaration {
  return {
    name: nameOf(element, reading),
    entityType: reading.names.resolve(nameOf(element, reading, 'EntityType')),
    ...readBindings(element, reading),
    ...(!flag(element, 'IncludeInServiceDocument', reading, true) && {
      includeInServiceDocument: false,
    }),
    ...described(element, reading),
  }
}

function readSingleton(element: XmlElement, reading: Reading): SingletonDeclaration {
  return {
    name: nameOf(element, reading),
    entityType: reading.names.resolve(nameOf(element, reading, 'Type')),
    ...(flag(element, 'Nullable', reading) && { nullable: true }),
    ...readBindings(element, reading),
    ...described(element, reading),
  }
}

function readBindings(
  element: XmlElement,
  reading: Reading,
): Pick<EntitySetDeclaration, 'navigationPropertyBindings'> {
  const bindings = new Map<string, string>()
  for (const child of childrenOf(element, 'NavigationPropertyBinding')) {
    const path = reading.names.resolve(nameOf(child, reading, 'Path'))
    const target = reading.names.resolve(nameOf(child, reading, 'Target'))
    const known = bindings.get(path)
    if (known === undefined) bindings.set(path, target)
    else {
      const message = `${element.attributes['Name'] ?? ''} binds ${path} to ${known} already`
      reading.report('csdl-binding-path', message, child)
    }
  }
  return bindings.size === 0 ? {} : { navigationPropertyBindings: Object.fromEntries(bindings) }
}

function readOperationImport(element: XmlElement, reading: Reading): OperationImportDeclaration {
  const { EntitySet: entitySet } = element.attributes
  const attribute = element.name === 'ActionImport' ? 'Action' : 'Function'
  return {
    name: nameOf(element, reading),
    kind: attribute === 'Action' ? 'action' : 'function',
    operation: reading.names.resolve(nameOf(element, reading, attribute)),
    ...(entitySet !== undefined && { entitySet: reading.names.resolve(entitySet) }),
    ...(flag(element, 'IncludeInServiceDocument', reading) && { includeInServiceDocument: true }),
    ...described(element, reading),
  }
}
