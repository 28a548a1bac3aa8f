/*
 * Trees of what `syntax/` leaves in parts: whole URLs, queries with each option parsed, context URLs, header fields. Kinds are
 * rule names of the ABNF, positions count in the undecoded text that was given to `parse`.
 */
import type {
  ApplyExpr,
  BinaryOperator,
  CommonExpr,
  ComputeItem,
  ExpandItem,
  GroupbyElement,
  NamedParameter,
  OrderbyItem,
  ResourcePath,
  SearchExpr,
  SelectItem,
  SegmentParentheses,
} from '../syntax/index.ts'

interface Node {
  readonly position: number
}

// ── Queries ─────────────────────────────────────────────────────────────────────────────────────

/** ABNF `expandItem`, its options parsed too. */
export interface ExpandNode extends ExpandItem {
  readonly nested: readonly QueryOptionNode[]
}

/** ABNF `selectItem`, its options parsed too. */
export interface SelectNode extends SelectItem {
  readonly nested: readonly QueryOptionNode[]
}

/** ABNF `queryOption`; the kind is that of the option, without `$`. */
export type QueryOptionNode = Node &
  (
    | { readonly kind: 'filter'; readonly expression: CommonExpr }
    | { readonly kind: 'orderby'; readonly items: readonly OrderbyItem[] }
    | { readonly kind: 'compute'; readonly items: readonly ComputeItem[] }
    | { readonly kind: 'apply'; readonly transformations: ApplyExpr }
    | { readonly kind: 'select'; readonly items: readonly SelectNode[] }
    | { readonly kind: 'expand'; readonly items: readonly ExpandNode[] }
    | { readonly kind: 'search'; readonly expression: SearchExpr }
    | { readonly kind: 'inlinecount'; readonly value: boolean }
    /** Digits as written, as they may be more than a number holds. */
    | { readonly kind: 'skip' | 'top' | 'index'; readonly value: string }
    /** Digits, or `max`. */
    | { readonly kind: 'levels'; readonly value: string }
    | { readonly kind: 'format' | 'schemaversion' | 'id'; readonly value: string }
    | { readonly kind: 'skiptoken' | 'deltatoken'; readonly value: string }
    /** ABNF `aliasAndValue`: `@p={"a":1}`; the name is without `@`. ABNF `nameAndValue`: an implicit parameter alias. */
    | {
        readonly kind: 'aliasAndValue' | 'nameAndValue'
        readonly name: string
        readonly value: CommonExpr
      }
    /** Name and value decoded; no value without `=`. */
    | {
        readonly kind: 'customQueryOption'
        readonly name: string
        readonly value: string | undefined
      }
  )

/** ABNF `queryOptions`, `batchOptions`, `metadataOptions`, `entityOptions`, `entityCastOptions`. */
export interface QueryOptionsNode extends Node {
  readonly kind: 'queryOptions'
  readonly options: readonly QueryOptionNode[]
}

// ── URLs ────────────────────────────────────────────────────────────────────────────────────────

/** ABNF `odataRelativeUri`. */
export type RelativeUriNode = Node & {
  readonly kind: 'odataRelativeUri'
  readonly resource:
    | (ResourcePath & Node)
    | (Node & { readonly kind: '$batch' | '$metadata' })
    /** With the type of `$entity/Model.Customer`. */
    | (Node & { readonly kind: '$entity'; readonly typeName: string | undefined })
  /** `undefined` without `?`. */
  readonly query: QueryOptionsNode | undefined
  /** After `$metadata`; else `undefined`. */
  readonly context: ContextUrl | undefined
}

/** ABNF `odataUri`. */
export interface UriNode extends Node {
  readonly kind: 'odataUri'
  /** As written, with the slash at its end. */
  readonly serviceRoot: string
  readonly relativeUri: RelativeUriNode | undefined
}

// ── Context URLs ────────────────────────────────────────────────────────────────────────────────

/** ABNF `contextFragment`. */
export interface ContextUrl extends Node {
  readonly kind: 'context'
  /** What the fragment names: references, any instances, a type, or what a path leads to. */
  readonly target:
    | { readonly kind: 'ref' | 'refs' | 'anyEntities' | 'anyComplexes' }
    | { readonly kind: 'type'; readonly typeName: string; readonly isCollection: boolean }
    | { readonly kind: 'path'; readonly segments: readonly ContextSegment[] }
  readonly selectList: SelectList | undefined
  /** `undefined` for a collection, a property, a singleton. */
  readonly suffix: '$entity' | '$delta' | '$deletedEntity' | '$link' | '$deletedLink' | undefined
}

/** ABNF `contextFragment` by itself, without `#`. */
export interface ContextFragmentNode extends Node {
  readonly kind: 'contextFragment'
  readonly context: ContextUrl
}

/** An entity set, singleton, property or type cast of a context URL. */
export interface ContextSegment extends Node {
  readonly kind: 'contextSegment'
  readonly name: string
  readonly key: SegmentParentheses | undefined
}

/** ABNF `selectList`. */
export interface SelectList extends Node {
  readonly kind: 'selectList'
  readonly items: readonly SelectListItem[]
}

/** ABNF `selectListItem`. */
export interface SelectListItem extends Node {
  readonly kind: 'selectListItem'
  /** Names between slashes: `*`, `Ns.*`, properties, type casts, an operation. */
  readonly path: readonly { readonly name: string; readonly position: number }[]
  /** ABNF `parameterNames` of a function, else `undefined`. */
  readonly parameterNames: readonly string[] | undefined
  /** True for `Manager+`: expanded to the leaves of a recursion. */
  readonly isRecursive: boolean
  readonly selectList: SelectList | undefined
}

// ── Header fields ───────────────────────────────────────────────────────────────────────────────

/** ABNF `header`. */
export interface HeaderNode extends Node {
  readonly kind: 'header'
  /** As written: `OData-Version`. */
  readonly name: string
  readonly value: string
  /** Of `Prefer`; else empty. */
  readonly preferences: readonly PreferenceNode[]
}

/** ABNF `preference`. */
export interface PreferenceNode extends Node {
  readonly kind: 'preference'
  /** In lower case, without `odata.`: `maxpagesize`. */
  readonly name: string
  /** Without quotes; `undefined` without `=`, and for `callback` its `url`. */
  readonly value: string | undefined
}

// ── Parts ───────────────────────────────────────────────────────────────────────────────────────

/** Text of a rule without a tree of its own: `hour`, `qualifiedTypeName`, `IPv6address`. */
export interface TokenNode extends Node {
  readonly kind: 'token'
  /** As the ABNF spells it. */
  readonly rule: string
  /** As written. */
  readonly text: string
}

/** ABNF `andExpr`, `eqExpr`, `addExpr` and their like: an operator with what stands right of it. */
export interface OperatorNode extends Node {
  readonly kind: 'operatorExpr'
  readonly operator: BinaryOperator
  readonly right: CommonExpr
}

/** ABNF `searchOrExpr`, `searchAndExpr`: an operator with what stands right of it. */
export interface SearchOperatorNode extends Node {
  readonly kind: 'searchOperator'
  readonly operator: 'AND' | 'OR'
  readonly right: SearchExpr
}

/** ABNF `member`. */
export interface MemberNode extends Node {
  readonly kind: 'member'
  readonly name: string
  readonly value: CommonExpr
}

/** ABNF `groupbyList`. */
export interface GroupbyListNode extends Node {
  readonly kind: 'groupbyList'
  readonly elements: readonly GroupbyElement[]
}

/** ABNF `functionParameters`, `compoundKey`, and other lists of names with values. */
export interface ParametersNode extends Node {
  readonly kind: 'parameters'
  readonly parameters: readonly NamedParameter[]
}
