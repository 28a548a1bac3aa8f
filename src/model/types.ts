import type { JsonValue } from './instance.ts'
import type { PrimitiveType } from './primitive-types.ts'

/** Where an element of the contract stands; `line` counts from 1. */
export interface SourceLocation {
  readonly file: string
  readonly line: number
}

/**
 * Annotations by qualified term name, `Org.OData.Core.V1.Computed`, with `#qualifier` where there is one;
 * aliases are resolved. Values are in the form of CSDL JSON: constants as JSON values, records as
 * objects, other expressions as `{ "$Path": "Address/City" }`.
 * @see CSDL JSON, "Annotation"
 */
export type Annotations = ReadonlyMap<string, JsonValue>

/** That an element is to be used no more. */
export interface Deprecation {
  /** What the contract says of it, in one line. */
  readonly message: string
  readonly source: SourceLocation
}

/** What every named element of a contract carries. */
interface Documented {
  readonly description?: string | undefined
  readonly source?: SourceLocation | undefined
  /** Absent for none. */
  readonly annotations?: Annotations | undefined
  /** Absent for what is not. */
  readonly deprecated?: Deprecation | undefined
}

export type EdmType = PrimitiveType | EnumType | TypeDefinition | ComplexType | EntityType

export type StructuredType = ComplexType | EntityType

/** A type as a property, parameter or return type uses it (CSDL, "Type Facets" aside). */
export interface TypeReference {
  readonly type: EdmType
  readonly isCollection: boolean
}

/** CSDL, "Facets": absent facets are unrestricted. */
export interface Facets {
  readonly maxLength?: number | undefined
  readonly precision?: number | undefined
  /** `'variable'` and `'floating'` as in CSDL. */
  readonly scale?: number | 'variable' | 'floating' | undefined
  /** Of Edm.String; absent means true. */
  readonly unicode?: boolean | undefined
  /** Of geo types. */
  readonly srid?: number | 'variable' | undefined
}

export interface EnumType extends Documented {
  readonly kind: 'enumType'
  readonly namespace: string
  readonly name: string
  /** Namespace and name, e.g. `microsoft.graph.bodyType`. */
  readonly qualifiedName: string
  readonly isFlags: boolean
  /** Absent for Edm.Int32. */
  readonly underlyingType?: PrimitiveType | undefined
  /** Member name to value, in document order. */
  readonly members: ReadonlyMap<string, number>
  /** By member name; absent for none at all. */
  readonly memberAnnotations?: ReadonlyMap<string, Annotations> | undefined
}

export interface TypeDefinition extends Documented, Facets {
  readonly kind: 'typeDefinition'
  readonly namespace: string
  readonly name: string
  readonly qualifiedName: string
  readonly underlyingType: PrimitiveType
}

interface Structured extends Documented {
  readonly namespace: string
  readonly name: string
  readonly qualifiedName: string
  readonly isAbstract: boolean
  readonly isOpen: boolean
  /** True for a type that the contract mentions and nothing explains. */
  readonly isImplied: boolean
  /** Own properties; `properties` below has the inherited ones too. */
  readonly ownProperties: ReadonlyMap<string, Property>
  readonly ownNavigationProperties: ReadonlyMap<string, NavigationProperty>
  /** Own and inherited, base type first. */
  readonly properties: ReadonlyMap<string, Property>
  readonly navigationProperties: ReadonlyMap<string, NavigationProperty>
  /** The declared type that this one, made by `$compute` or `$apply`, adds dynamic properties to; absent for a declared type. */
  readonly shapeOf?: StructuredType | undefined
}

export interface ComplexType extends Structured {
  readonly kind: 'complexType'
  readonly baseType: ComplexType | undefined
  readonly derivedTypes: readonly ComplexType[]
}

export interface EntityType extends Structured {
  readonly kind: 'entityType'
  readonly baseType: EntityType | undefined
  readonly derivedTypes: readonly EntityType[]
  /** Names of the key properties, inherited ones included; empty for a keyless (abstract or singleton's) type. */
  readonly key: readonly string[]
  /** As `key`, with the path to each value: a key property may stand in a complex or related one. */
  readonly keyProperties: readonly KeyProperty[]
  /** Core.AlternateKeys and those of base types. */
  readonly alternateKeys: readonly (readonly KeyProperty[])[]
  /** Names of properties whose value may stand for the key: `userPrincipalName`, where a page says `/users/{id | userPrincipalName}`. */
  readonly keySubstitutes: readonly string[]
  readonly hasStream: boolean
  /** Reference pages show the ETag in the body, or ask for it in `If-Match`. */
  readonly showsETag: boolean
}

/** CSDL, "Key": what it is called in key predicates (its alias, else the property), and where its value is. */
export interface KeyProperty {
  readonly name: string
  readonly path: readonly string[]
}

export interface Property extends Documented, Facets {
  readonly kind: 'property'
  readonly name: string
  readonly declaringType: StructuredType
  readonly type: EdmType
  readonly isCollection: boolean
  readonly nullable: boolean
  /** Set by the server alone (Core.Computed): ignored in what clients send. */
  readonly isComputed: boolean
  /** May be given on create, and is not changed by update (Core.Immutable). */
  readonly isImmutable: boolean
  /** The server finds a value where a create gives none (Core.ComputedDefaultValue). */
  readonly isComputedDefault?: boolean
  /** What a create that does not give it stores; `undefined` means none is declared. */
  readonly defaultValue?: unknown
  /** Known from an example or a JSON representation only, from no table. */
  readonly isInferred: boolean
}

export interface ReferentialConstraint {
  /** Dependent property, on the type that declares the navigation property. */
  readonly property: string
  /** Principal property, on the target type. */
  readonly referencedProperty: string
  /** Absent for none. */
  readonly annotations?: Annotations | undefined
}

export interface NavigationProperty extends Documented {
  readonly kind: 'navigationProperty'
  readonly name: string
  readonly declaringType: StructuredType
  readonly type: EntityType
  readonly isCollection: boolean
  /** Whether it may lead to nothing: as declared, or since dependent properties may be null. */
  readonly nullable: boolean
  /** Where the declaration says otherwise. See CSDL, "Referential Constraint". */
  readonly declaredNullable?: false | undefined
  readonly containsTarget: boolean
  /** The opposite direction of the same links; both sides are kept in step. */
  readonly partner: NavigationProperty | undefined
  /** What it leads on by from step to step, as `transitiveMembers` by `members`. */
  readonly transitiveOf: NavigationProperty | undefined
  readonly referentialConstraints: readonly ReferentialConstraint[]
  /** Changed through its partner or by the server only. */
  readonly isReadOnly: boolean
  /**
   * Where the related entities live; `undefined` when contained or not bound. Entity sets that bind it
   * differently say so in `navigationPropertyBindings`; this is the first of them.
   */
  readonly target: EntitySet | undefined
  /** CSDL, "On-Delete Action". */
  readonly onDelete?: 'Cascade' | 'None' | 'SetNull' | 'SetDefault' | undefined
  /** Of the on-delete action; absent for none. */
  readonly onDeleteAnnotations?: Annotations | undefined
  /**
   * True for a door: followed from its singleton, it leads to the whole of `target`, as
   * `identityGovernance/entitlementManagement/accessPackages` leads to all access packages.
   */
  readonly isDoor: boolean
  /** Of a single-valued containment: as `Singleton.isImplicit`; absent for false. */
  readonly isImplicit?: boolean | undefined
  /** Other spellings in documented paths that lead here, e.g. a singular one. */
  readonly aliases: readonly string[]
  /** Of a dynamic one that `$apply` made: the select-list of what it leads to. */
  readonly selectList?: string | undefined
}

export interface Parameter extends Documented, Facets {
  readonly name: string
  readonly type: EdmType
  readonly isCollection: boolean
  readonly nullable: boolean
}

export interface ReturnType extends TypeReference, Facets {
  readonly nullable: boolean
  readonly annotations?: Annotations | undefined
}

export interface Operation extends Documented {
  readonly kind: 'action' | 'function'
  readonly namespace: string
  readonly name: string
  readonly qualifiedName: string
  /** The type it is bound to; `undefined` for an unbound one. */
  readonly bindingType: TypeReference | undefined
  /** Without the binding parameter. */
  readonly parameters: readonly Parameter[]
  /** True when no page tells the parameters, so any are taken. */
  readonly takesAnyParameters: boolean
  readonly returnType: ReturnType | undefined
  readonly isComposable: boolean
  /** Name of the binding parameter; absent for an unbound operation, and where no page tells it. */
  readonly bindingParameterName?: string | undefined
  /** CSDL, "Entity Set Path": from the binding parameter to what is returned. */
  readonly entitySetPath?: string | undefined
}

/** The documented path to an entity set that has only its short name beside. */
export interface Door {
  /** Of the entity set. */
  readonly name: string
  /** `identityGovernance/accessReviews/definitions` */
  readonly path: string
}

export interface EntitySet extends Documented {
  readonly kind: 'entitySet'
  readonly name: string
  readonly entityType: EntityType
  /** True when no path of the contract names it: it follows from links, a door's short name, or fixtures. */
  readonly isImplied: boolean
  /** Other spellings in documented paths that lead here. */
  readonly aliases: readonly string[]
  readonly navigationPropertyBindings?: NavigationPropertyBindings | undefined
  /** As `navigationPropertyBindings`, for targets below a set or singleton: `Me/Trips`. */
  readonly containmentBindings?: ReadonlyMap<string, string> | undefined
  /** Absent for true. */
  readonly includeInServiceDocument?: boolean | undefined
}

/** Entity sets and singletons by path: `Supplier`, `Address/Country`, `Ns.Manager/DirectReports`. */
export type NavigationPropertyBindings = ReadonlyMap<string, EntitySet | Singleton>

export interface Singleton extends Documented {
  readonly kind: 'singleton'
  readonly name: string
  readonly entityType: EntityType
  /** The service has it without anyone's creating it, with default values at first; absent for false. */
  readonly isImplicit?: boolean | undefined
  /** CSDL, "Singleton": whether it may have no entity; absent for false. */
  readonly nullable?: boolean | undefined
  readonly navigationPropertyBindings?: NavigationPropertyBindings | undefined
  readonly containmentBindings?: ReadonlyMap<string, string> | undefined
}

export interface OperationImport extends Documented {
  readonly kind: 'operationImport'
  readonly name: string
  readonly operation: Operation
  /** Every overload of a function import; the action itself for an action import. */
  readonly operations: readonly Operation[]
  readonly entitySet: EntitySet | undefined
  /** Absent for false. */
  readonly includeInServiceDocument?: boolean | undefined
}

export interface EntityContainer extends Documented {
  readonly namespace: string
  readonly name: string
  readonly entitySets: ReadonlyMap<string, EntitySet>
  readonly singletons: ReadonlyMap<string, Singleton>
  readonly operationImports: ReadonlyMap<string, OperationImport>
}

/** CSDL, "Vocabulary Term". */
export interface Term extends Documented, Facets, TypeReference {
  readonly namespace: string
  readonly name: string
  readonly qualifiedName: string
  readonly nullable: boolean
  readonly baseTerm?: string | undefined
  readonly appliesTo?: readonly string[] | undefined
  readonly defaultValue?: JsonValue | undefined
}

/** CSDL, "Schema": what it says of itself. */
export interface Schema extends Documented {
  readonly namespace: string
  readonly alias?: string | undefined
}

/** CSDL, "Reference". */
export interface Reference {
  readonly uri: string
  readonly includes: readonly {
    readonly namespace: string
    readonly alias?: string | undefined
  }[]
  readonly includeAnnotations: readonly {
    readonly termNamespace: string
    readonly qualifier?: string | undefined
    readonly targetNamespace?: string | undefined
  }[]
  readonly annotations?: Annotations | undefined
  readonly source?: SourceLocation | undefined
}

/** The entity data model: every type by qualified name, and the entity container. */
export interface Model {
  /** The namespace that unqualified type names of the contract belong to, e.g. `microsoft.graph`. */
  readonly namespace: string
  readonly types: ReadonlyMap<string, EnumType | TypeDefinition | ComplexType | EntityType>
  /** Actions and functions in document order; overloads share a name. */
  readonly operations: readonly Operation[]
  readonly container: EntityContainer
  /** CSDL schema aliases to namespaces: names in URLs may be qualified with either. */
  readonly aliases: ReadonlyMap<string, string>
  /** Namespaces whose operations and types need no qualification (Core.DefaultNamespace). */
  readonly defaultNamespaces: ReadonlySet<string>
  /** Those that the contract declares, in its order; none for a contract of pages. */
  readonly schemas: readonly Schema[]
  /** By qualified name. */
  readonly terms: ReadonlyMap<string, Term>
  readonly references: readonly Reference[]
  /** By target path, where it leads to no element of the model, e.g. to a property as one entity set has it. */
  readonly targetedAnnotations: ReadonlyMap<string, Annotations>
}
