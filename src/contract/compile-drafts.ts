import type { Deprecation, EdmPrimitiveName, Facets, SourceLocation } from '../model/index.ts'
import type { ContractOperation, HttpMethod } from './contract.ts'

/*
 * The model while it is being compiled. Drafts change until every page has been heard, since one page
 * tells what another left open: whether a type has a key, which set a relationship leads to. They
 * live within one call of `compilePages`, and `declareModel` makes the declaration of them.
 */

export interface StructuredDraft {
  readonly kind: 'structured'
  readonly namespace: string
  readonly name: string
  isEntity: boolean
  isAbstract: boolean
  isOpen: boolean
  isImplied: boolean
  hasStream: boolean
  showsETag: boolean
  /** Something says that instances have a key: an annotation, a property `id`, a collection of them. */
  isKeyed: boolean
  keyProperty: string
  /** Names of properties whose value may stand for the key. */
  readonly keySubstitutes: Set<string>
  base: StructuredDraft | undefined
  readonly properties: Map<string, PropertyDraft>
  readonly navigations: Map<string, NavigationDraft>
  description: string | undefined
  deprecated?: Deprecation | undefined
  source: SourceLocation | undefined
}

export interface EnumDraft {
  readonly kind: 'enum'
  readonly namespace: string
  readonly name: string
  readonly isFlags: boolean
  readonly members: readonly { readonly name: string; readonly value: number }[]
  readonly description: string | undefined
  readonly source: SourceLocation | undefined
}

export type TypeDraft = StructuredDraft | EnumDraft

export interface TypeReferenceDraft {
  readonly type: EdmPrimitiveName | TypeDraft
  readonly isCollection: boolean
}

export interface PropertyDraft extends Facets {
  readonly name: string
  type: EdmPrimitiveName | TypeDraft
  isCollection: boolean
  readonly isReadOnly: boolean
  /** Some create example supplies it. */
  isGivenOnCreate: boolean
  /** Its description says that it stays as given. */
  readonly isImmutable: boolean
  readonly isInferred: boolean
  readonly defaultValue: unknown
  readonly description: string | undefined
  readonly deprecated?: Deprecation | undefined
  readonly source: SourceLocation | undefined
}

export interface NavigationDraft {
  readonly name: string
  readonly type: StructuredDraft
  readonly isCollection: boolean
  readonly isReadOnly: boolean
  /** Some documented path adds or removes its links by `$ref`. */
  isLinked: boolean
  isDoor: boolean
  /** Some documented path goes on from it, or changes what it leads to. */
  isPassed: boolean
  /** Some documented operation creates, replaces or deletes what it leads to. */
  isMade: boolean
  target: EntitySetDraft | undefined
  partner: NavigationDraft | undefined
  /** The type that declares the partner, where that derives from `type`. */
  partnerType: StructuredDraft | undefined
  /** What it leads to step by step: `members` for `transitiveMembers`. */
  transitiveOf: NavigationDraft | undefined
  readonly aliases: Set<string>
  /** Names of the properties that hold the target's `id`. */
  readonly constraints: string[]
  readonly description: string | undefined
  readonly deprecated?: Deprecation | undefined
  readonly source: SourceLocation | undefined
}

export interface EntitySetDraft {
  readonly name: string
  readonly type: StructuredDraft
  isImplied: boolean
  readonly aliases: Set<string>
  source: SourceLocation | undefined
}

export interface SingletonDraft {
  readonly name: string
  readonly type: StructuredDraft
  readonly source: SourceLocation | undefined
}

export interface ParameterDraft extends TypeReferenceDraft {
  readonly name: string
  readonly isRequired: boolean
  /** The row itself says so, not the sentence before the table alone. */
  readonly isRequiredInRow?: boolean
  readonly description: string | undefined
  readonly source: SourceLocation | undefined
}

/** An action or function of OData, as found at the end of a documented path. */
export interface BoundOperationDraft {
  readonly kind: 'action' | 'function'
  readonly namespace: string
  readonly name: string
  readonly binding: TypeReferenceDraft | undefined
  readonly parameters: readonly ParameterDraft[]
  readonly takesAnyParameters: boolean
  returns: TypeReferenceDraft | undefined
  isComposable: boolean
  readonly description: string | undefined
  readonly source: SourceLocation | undefined
}

/** A documented operation with what the compiler needs beside it. */
export interface OperationDraft {
  readonly operation: ContractOperation
  readonly method: HttpMethod
  readonly requestType: TypeReferenceDraft | undefined
  readonly responseType: TypeReferenceDraft | undefined
  readonly createsEntity: boolean
  /** The page or row calls it an action or function, or tells a function's parameters. */
  readonly isOperation: boolean
  readonly parameters: readonly ParameterDraft[]
  readonly takesAnyParameters: boolean
  readonly namespace: string
  /** Its paths end in so many places that its types say nothing of a single one. */
  readonly isBroad: boolean
  /** Lower-case base name of the API page, documented or only linked to. */
  readonly page: string
  readonly description: string | undefined
}

export function findProperty(type: StructuredDraft, name: string): PropertyDraft | undefined {
  for (let current: StructuredDraft | undefined = type; current; current = current.base) {
    const property = current.properties.get(name)
    if (property) return property
  }
  return undefined
}

export function findNavigation(type: StructuredDraft, name: string): NavigationDraft | undefined {
  for (let current: StructuredDraft | undefined = type; current; current = current.base) {
    const navigation = current.navigations.get(name)
    if (navigation) return navigation
  }
  return undefined
}

export function rootOf(type: StructuredDraft): StructuredDraft {
  let root = type
  while (root.base) root = root.base
  return root
}

/** True when `type` is `base` or derives from it. */
export function derivesFrom(type: StructuredDraft, base: StructuredDraft): boolean {
  for (let current: StructuredDraft | undefined = type; current; current = current.base) {
    if (current === base) return true
  }
  return false
}

export function newNavigation(
  name: string,
  reference: { readonly type: StructuredDraft; readonly isCollection: boolean },
  more: Partial<Pick<NavigationDraft, 'isReadOnly' | 'description' | 'deprecated' | 'source'>> = {},
): NavigationDraft {
  return {
    name,
    ...reference,
    isReadOnly: false,
    isLinked: false,
    isDoor: false,
    isPassed: false,
    isMade: false,
    target: undefined,
    partner: undefined,
    partnerType: undefined,
    transitiveOf: undefined,
    aliases: new Set(),
    constraints: [],
    description: undefined,
    source: undefined,
    ...more,
  }
}
