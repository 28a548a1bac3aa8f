import type { ModelDeclaration, SchemaDeclaration, TermDeclaration } from '../model/index.ts'
import { compileCsdlContainer } from './compile-csdl-container.ts'
import { compileCsdlOperation } from './compile-csdl-operations.ts'
import { findLostTargets } from './compile-csdl-targets.ts'
import { createCsdlScope, isKnownType, type CsdlScope } from './compile-csdl-scope.ts'
import { compileCsdlType, describeCsdl } from './compile-csdl-types.ts'
import type { ContractDocument } from './contract.ts'
import type { CsdlDocument, CsdlSchema } from './csdl-document.ts'
import { readDefaultValue } from './csdl-default-value.ts'

/**
 * Compiles CSDL documents into what they say together. References among them are resolved by
 * namespace; what leads nowhere is left out, and is a diagnostic.
 */
export function compileCsdl(documents: readonly CsdlDocument[]): ContractDocument {
  const scope = createCsdlScope(documents)
  const schemas = documents.flatMap((document) => document.schemas)
  const types = documents.flatMap(({ format, schemas: own }) =>
    own
      .flatMap((schema) => schema.types)
      .filter((type) => scope.types.get(`${type.namespace}.${type.name}`) === type)
      .map((type) => compileCsdlType(type, scope, format)),
  )
  const operations = schemas
    .flatMap((schema) => schema.operations)
    .map((operation) => compileCsdlOperation(operation, scope))
  const container = compileCsdlContainer(documents, operations, scope)
  const { containerNamespace } = container
  const namespace =
    schemas.find((schema) => schema.namespace === containerNamespace && schema.types.length > 0)
      ?.namespace ??
    schemas.find((schema) => schema.types.length > 0)?.namespace ??
    containerNamespace ??
    schemas[0]?.namespace ??
    'Default'
  const terms = documents.flatMap(({ format, schemas: own }) =>
    own.flatMap((schema) => schema.terms.map((term) => compileTerm(term, scope, format))),
  )
  const references = documents.flatMap((document) => document.references)
  const declaration: ModelDeclaration = {
    namespace,
    types: [...types, ...scope.implied.values()],
    operations,
    ...container,
    aliases: readAliases(documents),
    defaultNamespaces: findDefaultNamespaces(schemas, containerNamespace ?? namespace),
    schemas: mergeSchemas(schemas),
    ...(terms.length > 0 && { terms }),
    // What is given is part of this model, and needs no reference any more.
    references: references.flatMap((reference) => {
      const includes = reference.includes.filter((one) => !scope.namespaces.has(one.namespace))
      const isNeeded = includes.length > 0 || reference.includeAnnotations.length > 0
      return isNeeded ? [{ ...reference, includes }] : []
    }),
    targetedAnnotations: scope.remainingTargets(),
  }
  return {
    declaration,
    operations: [],
    diagnostics: [
      ...documents.flatMap(({ diagnostics }) => diagnostics),
      ...scope.diagnostics,
      ...findLostTargets(declaration, scope),
    ],
    basePath: '',
  }
}

function compileTerm(
  term: TermDeclaration,
  scope: CsdlScope,
  format: CsdlDocument['format'],
): TermDeclaration {
  if (!isKnownType(term.typeName, scope)) scope.reportUnknownType(term.typeName, term.source)
  const { defaultValue: written, typeName } = term
  const defaultValue =
    format === 'xml' && typeof written === 'string'
      ? readDefaultValue(written, typeName, scope.types)
      : written
  return {
    ...term,
    ...(defaultValue !== undefined && { defaultValue }),
    typeName: isKnownType(term.typeName, scope) ? term.typeName : 'Edm.Untyped',
    ...describeCsdl(term.annotations, scope, `${term.namespace}.${term.name}`),
  }
}

/** One for each namespace: a schema may be spread over several documents. */
function mergeSchemas(schemas: readonly CsdlSchema[]): readonly SchemaDeclaration[] {
  const merged = new Map<string, SchemaDeclaration>()
  for (const { namespace, alias, annotations, source } of schemas) {
    const known = merged.get(namespace)
    const all =
      annotations || known?.annotations ? { ...annotations, ...known?.annotations } : undefined
    merged.set(namespace, {
      namespace,
      ...((known?.alias ?? alias) !== undefined && { alias: known?.alias ?? alias }),
      ...(all && { annotations: all }),
      source: known?.source ?? source,
    })
  }
  return [...merged.values()]
}

function readAliases(documents: readonly CsdlDocument[]): Readonly<Record<string, string>> {
  const aliases: Record<string, string> = {}
  for (const { references, schemas } of documents) {
    const all = [...schemas, ...references.flatMap(({ includes }) => includes)]
    for (const { alias, namespace } of all) if (alias !== undefined) aliases[alias] ??= namespace
  }
  return aliases
}

/** Core.DefaultNamespace; where no schema says so, the namespace of the entity container is it. */
function findDefaultNamespaces(
  schemas: readonly CsdlSchema[],
  containerNamespace: string,
): readonly string[] {
  const marked = schemas.filter(
    ({ annotations }) => annotations?.['Org.OData.Core.V1.DefaultNamespace'] === true,
  )
  return marked.length === 0
    ? [containerNamespace]
    : [...new Set(marked.map(({ namespace }) => namespace))]
}
