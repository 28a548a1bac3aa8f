import type { JsonValue } from './instance.ts'
import type {
  Deprecation,
  Facets,
  KeyProperty,
  NavigationProperty,
  Reference,
  ReferentialConstraint,
  SourceLocation,
} from './types.ts'

/*
 * What a contract source says, with types by name: the input of `buildModel`, which resolves the
 * names. Sources of every format give these; nothing after `buildModel` sees them.
 */

/** As `Annotations` of the model. */
export type AnnotationRecord = Readonly<Record<string, JsonValue>>

interface Declared {
  readonly description?: string | undefined
  readonly source?: SourceLocation | undefined
  readonly annotations?: AnnotationRecord | undefined
  readonly deprecated?: Deprecation | undefined
}

/** A type by name: `Edm.String`, or qualified, e.g. `microsoft.graph.group`. */
export interface TypeName {
  readonly typeName: string
  readonly isCollection: boolean
}

export interface PropertyDeclaration extends Declared, Facets, TypeName {
  readonly name: string
  readonly nullable: boolean
  readonly isComputed?: boolean
  readonly isImmutable?: boolean
  readonly isComputedDefault?: boolean
  readonly defaultValue?: unknown
  readonly isInferred?: boolean
}

export type ReferentialConstraintDeclaration = Omit<ReferentialConstraint, 'annotations'> & {
  readonly annotations?: AnnotationRecord | undefined
}

export interface NavigationPropertyDeclaration extends Declared, TypeName {
  readonly name: string
  readonly nullable: boolean
  readonly containsTarget: boolean
  /** Name of the partner on the target type, or its path where it stands in a complex property or a derived type. */
  readonly partner?: string | undefined
  /** Name of the navigation property of the same type that it leads on by from step to step. */
  readonly transitiveOf?: string | undefined
  readonly referentialConstraints?: readonly ReferentialConstraintDeclaration[]
  readonly isReadOnly?: boolean
  /** Name of the entity set that its targets live in; absent when contained. */
  readonly targetEntitySet?: string | undefined
  readonly onDelete?: NavigationProperty['onDelete']
  readonly onDeleteAnnotations?: AnnotationRecord | undefined
  readonly isDoor?: boolean
  readonly isImplicit?: boolean
  readonly aliases?: readonly string[]
}

export interface StructuredTypeDeclaration extends Declared {
  readonly kind: 'complexType' | 'entityType'
  readonly namespace: string
  readonly name: string
  /** Qualified. */
  readonly baseType?: string | undefined
  readonly isAbstract?: boolean
  readonly isOpen?: boolean
  readonly isImplied?: boolean
  readonly hasStream?: boolean
  readonly showsETag?: boolean
  /** Own key; absent when inherited or keyless. */
  readonly key?: readonly string[]
  /** Where `key` has aliases; absent when each name is a property's own. */
  readonly keyProperties?: readonly KeyProperty[]
  /** Own ones. */
  readonly alternateKeys?: readonly (readonly KeyProperty[])[]
  /** Own ones. */
  readonly keySubstitutes?: readonly string[]
  readonly properties: readonly PropertyDeclaration[]
  readonly navigationProperties: readonly NavigationPropertyDeclaration[]
}

export interface EnumTypeDeclaration extends Declared {
  readonly kind: 'enumType'
  readonly namespace: string
  readonly name: string
  readonly isFlags: boolean
  /** Absent for Edm.Int32. */
  readonly underlyingType?: string | undefined
  readonly members: readonly {
    readonly name: string
    readonly value: number
    readonly annotations?: AnnotationRecord | undefined
  }[]
}

export interface TypeDefinitionDeclaration extends Declared, Facets {
  readonly kind: 'typeDefinition'
  readonly namespace: string
  readonly name: string
  readonly underlyingType: string
}

export type TypeDeclaration =
  StructuredTypeDeclaration | EnumTypeDeclaration | TypeDefinitionDeclaration

export interface ParameterDeclaration extends Declared, Facets, TypeName {
  readonly name: string
  readonly nullable: boolean
}

export interface ReturnTypeDeclaration extends Facets, TypeName {
  readonly nullable: boolean
  readonly annotations?: AnnotationRecord | undefined
}

export interface OperationDeclaration extends Declared {
  readonly kind: 'action' | 'function'
  readonly namespace: string
  readonly name: string
  readonly bindingType?: TypeName | undefined
  readonly parameters: readonly ParameterDeclaration[]
  readonly takesAnyParameters?: boolean
  readonly returnType?: ReturnTypeDeclaration | undefined
  readonly isComposable?: boolean
  readonly bindingParameterName?: string | undefined
  readonly entitySetPath?: string | undefined
}

export interface EntitySetDeclaration extends Declared {
  readonly name: string
  /** Qualified name of the entity type. */
  readonly entityType: string
  readonly isImplied?: boolean
  readonly aliases?: readonly string[]
  /** Path to name of the entity set or singleton, or to the path of a containment below one. */
  readonly navigationPropertyBindings?: Readonly<Record<string, string>> | undefined
  readonly includeInServiceDocument?: boolean | undefined
}

export interface SingletonDeclaration extends Declared {
  readonly name: string
  readonly entityType: string
  readonly isImplicit?: boolean
  /** Whether it may have no entity; absent for false. */
  readonly nullable?: boolean | undefined
  readonly navigationPropertyBindings?: Readonly<Record<string, string>> | undefined
}

export interface OperationImportDeclaration extends Declared {
  readonly name: string
  /** What it imports; absent where only the operation tells. */
  readonly kind?: OperationDeclaration['kind'] | undefined
  /** Qualified name of the unbound action or function. */
  readonly operation: string
  readonly entitySet?: string | undefined
  readonly includeInServiceDocument?: boolean | undefined
}

/** CSDL, "Vocabulary Term". */
export interface TermDeclaration extends Declared, Facets, TypeName {
  readonly namespace: string
  readonly name: string
  readonly nullable: boolean
  /** Qualified name of the term that it specialises. */
  readonly baseTerm?: string | undefined
  /** Kinds of model elements, `EntityType`, `Property`, …; absent for all. */
  readonly appliesTo?: readonly string[] | undefined
  readonly defaultValue?: JsonValue | undefined
}

/** CSDL, "Reference": another document, and what of it is used. */
export type ReferenceDeclaration = Omit<Reference, 'annotations'> & {
  readonly annotations?: AnnotationRecord | undefined
}

export interface SchemaDeclaration extends Declared {
  readonly namespace: string
  readonly alias?: string | undefined
}

export interface ModelDeclaration {
  readonly namespace: string
  readonly types: readonly TypeDeclaration[]
  readonly operations: readonly OperationDeclaration[]
  readonly containerName: string
  readonly entitySets: readonly EntitySetDeclaration[]
  readonly singletons: readonly SingletonDeclaration[]
  readonly operationImports: readonly OperationImportDeclaration[]
  /** Namespace of the container where it is not `namespace`. */
  readonly containerNamespace?: string | undefined
  readonly containerAnnotations?: AnnotationRecord | undefined
  readonly containerSource?: SourceLocation | undefined
  /** Alias to namespace. */
  readonly aliases?: Readonly<Record<string, string>> | undefined
  readonly defaultNamespaces?: readonly string[] | undefined
  readonly schemas?: readonly SchemaDeclaration[] | undefined
  readonly terms?: readonly TermDeclaration[] | undefined
  readonly references?: readonly ReferenceDeclaration[] | undefined
  /** Annotations by target path, of what is no model element of this declaration, e.g. a property as one entity set has it. */
  readonly targetedAnnotations?: Readonly<Record<string, AnnotationRecord>> | undefined
}
