import type {
  AnnotationRecord,
  EntitySetDeclaration,
  OperationDeclaration,
  OperationImportDeclaration,
  ReferenceDeclaration,
  SchemaDeclaration,
  SingletonDeclaration,
  SourceLocation,
  TermDeclaration,
  TypeDeclaration,
} from '../model/index.ts'
import type { Diagnostic } from './contract.ts'

/**
 * A CSDL document as it stands, whichever its format: aliases are resolved to namespaces, everything
 * else is as written, names that nothing declares included.
 */
export interface CsdlDocument {
  readonly file: string
  /** XML writes default values as text, JSON as values. */
  readonly format: 'xml' | 'json'
  readonly version: string
  /** Qualified name of the service's container, where the document says which it is. */
  readonly entityContainer?: string | undefined
  readonly references: readonly ReferenceDeclaration[]
  readonly schemas: readonly CsdlSchema[]
  readonly diagnostics: readonly Diagnostic[]
}

export interface CsdlSchema extends SchemaDeclaration {
  readonly types: readonly TypeDeclaration[]
  readonly operations: readonly OperationDeclaration[]
  readonly terms: readonly TermDeclaration[]
  readonly containers: readonly CsdlContainer[]
  readonly targetedAnnotations: readonly TargetedAnnotations[]
}

export interface CsdlContainer {
  readonly namespace: string
  readonly name: string
  /** Qualified name of the container that it adds to. */
  readonly extends?: string | undefined
  readonly entitySets: readonly EntitySetDeclaration[]
  readonly singletons: readonly SingletonDeclaration[]
  readonly operationImports: readonly OperationImportDeclaration[]
  readonly annotations?: AnnotationRecord | undefined
  readonly source: SourceLocation
}

/** CSDL, "Annotations with External Targeting". */
export interface TargetedAnnotations {
  /** Path to a model element: `Ns.Type/Property`, `Ns.Container/Set`, `Ns.Function(Edm.String)/$ReturnType`. */
  readonly target: string
  readonly annotations: AnnotationRecord
  readonly source: SourceLocation
}
