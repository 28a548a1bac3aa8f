import {
  type AnnotationRecord,
  didYouMean,
  isPrimitiveTypeName,
  type SourceLocation,
  type StructuredTypeDeclaration,
  type TypeDeclaration,
} from '../model/index.ts'
import type { Diagnostic } from './contract.ts'
import type { CsdlDocument } from './csdl-document.ts'

/** What is known of all documents while their names are looked up. */
export interface CsdlScope {
  readonly types: ReadonlyMap<string, TypeDeclaration>
  readonly namespaces: ReadonlySet<string>
  /** Reports a type that nothing declares: of a document that is not given, once for its namespace. */
  readonly reportUnknownType: (name: string, source: SourceLocation | undefined) => void
  readonly report: (rule: string, message: string, source: SourceLocation | undefined) => void
  /** Entity types that links lead to and nothing declares, by qualified name. */
  readonly implied: Map<string, StructuredTypeDeclaration>
  /** Own annotations of an element, and those that target it from elsewhere. */
  readonly annotate: (
    own: AnnotationRecord | undefined,
    ...targets: readonly string[]
  ) => AnnotationRecord | undefined
}

export interface ClosableScope extends CsdlScope {
  readonly diagnostics: readonly Diagnostic[]
  /** Where each target is first named. */
  readonly targetSources: ReadonlyMap<string, SourceLocation>
  /** Annotations whose target is no element that was asked for. */
  readonly remainingTargets: () => Record<string, AnnotationRecord>
}

export function createCsdlScope(documents: readonly CsdlDocument[]): ClosableScope {
  const schemas = documents.flatMap((document) => document.schemas)
  const namespaces = new Set(schemas.map(({ namespace }) => namespace))
  const diagnostics: Diagnostic[] = []
  const report: CsdlScope['report'] = (rule, message, source) => {
    const nowhere = { file: documents[0]?.file ?? '', line: 1 }
    diagnostics.push({ rule, severity: 'error', message, source: source ?? nowhere })
  }
  const types = collectTypes(schemas, report)
  reportDuplicates(documents, types, report)
  const { targets, targetSources } = collectTargets(schemas, report)
  const missing = new Set<string>()
  const used = new Set<string>()
  return {
    types,
    namespaces,
    diagnostics,
    report,
    implied: new Map(),
    reportUnknownType: (name, source) => {
      // That the type is not named at all is said already.
      if (name === '') return
      if (/[()]/.test(name)) {
        const message = `expected a qualified name or Collection(…) of one, found ${name}`
        report('csdl-type', message, source)
        return
      }
      const namespace = name.slice(0, Math.max(name.lastIndexOf('.'), 0))
      if (namespaces.has(namespace) || namespace === 'Edm' || namespace === '') {
        report('unknown-type', `no type ${name}${didYouMean(name, types.keys())}`, source)
      } else if (!missing.has(namespace)) {
        missing.add(namespace)
        const message = `no document of the contract declares the namespace ${namespace}, of which ${name} is used`
        report('missing-document', message, source)
      }
    },
    annotate: (own, ...names) => {
      let all = own
      for (const name of names) {
        const found = targets.get(name)
        if (!found) continue
        used.add(name)
        all = { ...found, ...all }
      }
      return all
    },
    targetSources,
    remainingTargets: () =>
      Object.fromEntries([...targets].filter(([target]) => !used.has(target))),
  }
}

type Report = CsdlScope['report']
type Schemas = CsdlDocument['schemas']

/** The types by qualified name; of two with one name the first. */
function collectTypes(schemas: Schemas, report: Report): Map<string, TypeDeclaration> {
  const types = new Map<string, TypeDeclaration>()
  for (const type of schemas.flatMap((schema) => schema.types)) {
    const name = `${type.namespace}.${type.name}`
    const known = types.get(name)
    if (known) report('duplicate-name', alreadyDeclared(name, known.source), type.source)
    else types.set(name, type)
  }
  return types
}

/** CSDL, "Annotations with External Targeting": the terms of each target, and where it is first named. */
function collectTargets(schemas: Schemas, report: Report) {
  const targets = new Map<string, Record<string, AnnotationRecord[string]>>()
  const targetSources = new Map<string, SourceLocation>()
  for (const { target, annotations, source } of schemas.flatMap(
    (schema) => schema.targetedAnnotations,
  )) {
    const key = target.replace(/\s+/g, '')
    for (const term of Object.keys(annotations)) {
      if (!Object.hasOwn(targets.get(key) ?? {}, term)) continue
      report('duplicate-name', `${key} is annotated with ${term} already: the first counts`, source)
    }
    targets.set(key, { ...annotations, ...targets.get(key) })
    if (!targetSources.has(key)) targetSources.set(key, source)
  }
  return { targets, targetSources }
}

/** CSDL, "Schema": a name means one thing in its schema, and an alias in its document. */
function reportDuplicates(
  documents: readonly CsdlDocument[],
  types: CsdlScope['types'],
  report: CsdlScope['report'],
): void {
  for (const { schemas, references } of documents) {
    const namespaces = new Map<string, SourceLocation | undefined>()
    const aliases = new Map<string, string>()
    for (const { namespace, source } of schemas) {
      const known = namespaces.get(namespace)
      if (known) report('duplicate-name', alreadyDeclared(namespace, known), source)
      else namespaces.set(namespace, source)
    }
    const included = references.flatMap(({ includes, source }) =>
      includes.map((include) => ({ ...include, source })),
    )
    for (const { alias, namespace, source } of [...schemas, ...included]) {
      if (alias === undefined) continue
      const known = aliases.get(alias) ?? namespace
      aliases.set(alias, known)
      if (known === namespace) continue
      report('duplicate-name', `the alias ${alias} stands for ${known} already`, source)
    }
  }
  const schemas = documents.flatMap((document) => document.schemas)
  const terms = new Map<string, SourceLocation | undefined>()
  for (const { namespace, name, source } of schemas.flatMap((schema) => schema.terms)) {
    const qualifiedName = `${namespace}.${name}`
    const known = types.get(qualifiedName)?.source ?? terms.get(qualifiedName)
    if (known) report('duplicate-name', alreadyDeclared(qualifiedName, known), source)
    terms.set(qualifiedName, source)
  }
  for (const { namespace, name, source } of schemas.flatMap((schema) => schema.operations)) {
    const qualifiedName = `${namespace}.${name}`
    const known = types.get(qualifiedName)?.source ?? terms.get(qualifiedName)
    if (known) report('duplicate-name', alreadyDeclared(qualifiedName, known), source)
  }
}

export function alreadyDeclared(name: string, first: SourceLocation | undefined): string {
  return `${name} is already declared${first ? ` at ${first.file}:${first.line}` : ''}`
}

/** Whether a property, parameter or return type may name it. */
export function isKnownType(name: string, { types }: CsdlScope): boolean {
  return isPrimitiveTypeName(name) || types.has(name)
}
