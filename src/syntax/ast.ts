/*
 * The abstract syntax of OData URLs. Kinds are rule names of the OASIS ABNF where it has one.
 * `position` counts UTF-16 code units from 0 in the text that was parsed: for a query option its
 * decoded value, for a resource path the undecoded path after the service root.
 */

import type { ODataSyntaxError } from './syntax-error.ts'

interface Node {
  readonly position: number
}

// ── Literals ────────────────────────────────────────────────────────────────────────────────────

/** ABNF `primitiveLiteral`; `type` is what its form alone tells, numbers by their form and size. */
export interface PrimitiveLiteral extends Node {
  readonly kind: 'primitiveLiteral'
  readonly type:
    | 'null'
    | 'Edm.Boolean'
    | 'Edm.Guid'
    | 'Edm.DateTimeOffset'
    | 'Edm.Date'
    | 'Edm.TimeOfDay'
    | 'Edm.Duration'
    | 'Edm.Binary'
    | 'Edm.String'
    /** `sbyte`, `byte`, `int16`, `int32`, `int64` are one form; whole numbers beyond Int64 are decimals. */
    | 'Edm.Int32'
    | 'Edm.Int64'
    | 'Edm.Decimal'
    /** Exponent form, `INF`, `-INF`, `NaN`. */
    | 'Edm.Double'
    | 'Edm.Geography'
    | 'Edm.Geometry'
  /** As written, e.g. `'O''Neil'`, `duration'PT5M'`. */
  readonly text: string
  /**
   * Strings unquoted (and unescaped in JSON), durations, binaries and geo without prefix and quotes,
   * Booleans and durations in the standard's case; otherwise as written.
   */
  readonly value: string
}

/** ABNF `enum`: `Sales.Pattern'Yellow,Solid'`. */
export interface EnumLiteral extends Node {
  readonly kind: 'enum'
  readonly typeName: string
  readonly value: string
}

/** ABNF `listExpr`: `('tea','wine')`. */
export interface ListExpr extends Node {
  readonly kind: 'listExpr'
  readonly items: readonly CommonExpr[]
}

/** ABNF `arrayOrObject`: JSON in URLs, with expressions as values where the grammar has `rootExpr`. */
export interface ArrayExpr extends Node {
  readonly kind: 'array'
  readonly items: readonly CommonExpr[]
}

export interface ObjectExpr extends Node {
  readonly kind: 'object'
  readonly members: readonly {
    readonly name: string
    readonly value: CommonExpr
    readonly position: number
  }[]
}

// ── Expressions ─────────────────────────────────────────────────────────────────────────────────

export type BinaryOperator =
  | 'or'
  | 'and'
  | 'eq'
  | 'ne'
  | 'lt'
  | 'le'
  | 'gt'
  | 'ge'
  | 'has'
  | 'in'
  | 'add'
  | 'sub'
  | 'mul'
  | 'div'
  | 'divby'
  | 'mod'

/**
 * ABNF `andExpr`, `eqExpr`, `addExpr`, …: left-associative, precedence by URL Conventions, "Operator Precedence".
 * A chain of thousands of terms is a tree just as deep on the left: walk the left spine in a loop,
 * never by recursion. Everything else is at most `maximumDepth` (cursor.ts) deep.
 */
export interface BinaryExpr extends Node {
  readonly kind: 'binaryExpr'
  readonly operator: BinaryOperator
  /** Position of the operator. */
  readonly position: number
  readonly left: CommonExpr
  readonly right: CommonExpr
}

/** ABNF `notExpr`, `negateExpr`. */
export interface UnaryExpr extends Node {
  readonly kind: 'unaryExpr'
  readonly operator: 'not' | 'negate'
  readonly operand: CommonExpr
}

/**
 * ABNF `methodCallExpr`, `castExpr`, `isofExpr`: any name before a parenthesis with values, e.g.
 * `geo.length`. A type among the arguments is a `firstMemberExpr` of one identifier, or the
 * call `Collection(…)`. The arguments of `case` are condition, value, condition, value, ….
 */
export interface MethodCallExpr extends Node {
  readonly kind: 'methodCallExpr'
  /** As written. */
  readonly name: string
  readonly arguments: readonly CommonExpr[]
}

/** ABNF `firstMemberExpr`, `rootExpr`, `parameterAlias`: a path through the instance. */
export interface FirstMemberExpr extends Node {
  readonly kind: 'firstMemberExpr'
  /** What the path starts from; `undefined` for the current instance. A range variable is a first segment; `$these` is the current collection of `$apply`. */
  readonly root: '$it' | '$root' | '$this' | '$these' | undefined
  readonly segments: readonly MemberSegment[]
}

export interface ParameterAlias extends Node {
  readonly kind: 'parameterAlias'
  /** Without `@`. */
  readonly name: string
}

export type MemberSegment =
  | IdentifierSegment
  | KeySegment
  | FunctionSegment
  | CountSegment
  | LambdaExpr
  | FilterSegment
  | AnnotationSegment
  | AggregateSegment

/** ABNF `collectionPathExpr` of the aggregation grammar: `/aggregate(Amount with sum)`. */
export interface AggregateSegment extends Node {
  readonly kind: 'aggregate'
  readonly expression: AggregateExpr
}

/** A property, navigation property, range variable, or (qualified) type cast or function without parentheses. */
export interface IdentifierSegment extends Node {
  readonly kind: 'identifier'
  readonly name: string
}

/** ABNF `keyPredicate` after the segment before it. */
export interface KeySegment extends Node {
  readonly kind: 'keyPredicate'
  /** `name` is `undefined` for a simple key. */
  readonly pairs: readonly { readonly name: string | undefined; readonly value: CommonExpr }[]
}

/**
 * ABNF `functionExpr`: a qualified (or, bound, unqualified) function with named parameters. A key with
 * names after a navigation property, `Items(OrderID=1,Pos=2)`, has this form too: the name tells.
 */
export interface FunctionSegment extends Node {
  readonly kind: 'functionExpr'
  readonly name: string
  readonly parameters: readonly NamedParameter[]
}

export interface NamedParameter extends Node {
  readonly name: string
  readonly value: CommonExpr
}

/** ABNF `countExpr`: `/$count`, `/$count($filter=…;$search=…)`. */
export interface CountSegment extends Node {
  readonly kind: 'countExpr'
  readonly filter: CommonExpr | undefined
  readonly search: SearchExpr | undefined
}

/** ABNF `anyExpr`, `allExpr`; `variable` and `predicate` are absent for `any()`. */
export interface LambdaExpr extends Node {
  readonly kind: 'anyExpr' | 'allExpr'
  readonly variable: string | undefined
  readonly predicate: CommonExpr | undefined
}

/** ABNF `filterExpr`: `/$filter(…)` within a path. */
export interface FilterSegment extends Node {
  readonly kind: 'filterExpr'
  readonly predicate: CommonExpr
}

/** ABNF `annotationInQuery`: `@Ns.Term#qualifier`; at the start of a path and without a dot, a parameter alias. */
export interface AnnotationSegment extends Node {
  readonly kind: 'annotation'
  /** Without `@`. */
  readonly term: string
  readonly qualifier: string | undefined
}

export type CommonExpr =
  | PrimitiveLiteral
  | EnumLiteral
  | ListExpr
  | ArrayExpr
  | ObjectExpr
  | BinaryExpr
  | UnaryExpr
  | MethodCallExpr
  | FirstMemberExpr
  | ParameterAlias

// ── Query options ───────────────────────────────────────────────────────────────────────────────

/** ABNF `searchExpr`. */
export type SearchExpr =
  | (Node & {
      readonly kind: 'searchOr' | 'searchAnd'
      readonly left: SearchExpr
      readonly right: SearchExpr
    })
  | (Node & { readonly kind: 'searchNot'; readonly operand: SearchExpr })
  | (Node & {
      readonly kind: 'searchPhrase' | 'searchWord'
      readonly text: string
    })

/** ABNF `orderbyItem`. */
export interface OrderbyItem extends Node {
  readonly kind: 'orderbyItem'
  readonly expression: CommonExpr
  readonly descending: boolean
}

/** One option as it stands in a query or in parentheses: name as written, value decoded. */
export interface QueryOption extends Node {
  /** As written, decoded: `$filter`, `filter`, `@p1`, `sap-client`. */
  readonly name: string
  /** Decoded; '' when there is no `=`. `position` is that of the value. */
  readonly value: string
}

/** ABNF `selectItem`. */
export interface SelectItem extends Node {
  readonly kind: 'selectItem'
  /** Segments between slashes: property names, qualified type casts, a final `*` or `Ns.*` or operation name. */
  readonly path: readonly { readonly name: string; readonly position: number }[]
  /** Nested options in parentheses, separated by `;`. */
  readonly options: readonly QueryOption[]
  /** ABNF `parameterNames` after a function: `Ns.MostPopular(Location,Kind)`; absent without. */
  readonly parameterNames?: readonly string[] | undefined
}

/** ABNF `expandItem`. */
export interface ExpandItem extends Node {
  readonly kind: 'expandItem'
  /** Segments between slashes: property names, type casts, a navigation property or `*`. */
  readonly path: readonly { readonly name: string; readonly position: number }[]
  /** `/$ref` or `/$count` after the path. */
  readonly suffix: '$ref' | '$count' | undefined
  readonly options: readonly QueryOption[]
}

// ── $compute and $apply ─────────────────────────────────────────────────────────────────────────

/** ABNF `computeItem`, `computeExpr`: `Price mul Qty as Amount`. */
export interface ComputeItem extends Node {
  readonly kind: 'computeItem'
  readonly expression: CommonExpr
  readonly alias: string
}

/**
 * ABNF `aggregateExpr`: `Amount mul Price with sum from Customer with average as Avg`, `$count as N`,
 * `Sales/$count as N`, `Forecast` (a custom aggregate).
 */
export interface AggregateExpr extends Node {
  readonly kind: 'aggregateExpr'
  /** What is aggregated; for a count the path with a `countExpr` at its end, alone for `$count`. */
  readonly expression: CommonExpr
  /** `sum`, `countdistinct`, `Ns.Method`; `undefined` for a count and a custom aggregate. */
  readonly method: string | undefined
  /** ABNF `aggregateFrom`, `customFrom`, in the order written. */
  readonly from: readonly AggregateFrom[]
  /** `undefined` for a custom aggregate under its own name. */
  readonly alias: string | undefined
}

export interface AggregateFrom extends Node {
  readonly kind: 'aggregateFrom'
  readonly properties: readonly GroupingProperty[]
  readonly method: string | undefined
}

/** A path of names and type casts, as in `groupby`; may end in a collection where `aggregate` and `addnested` take one. */
export interface GroupingProperty extends Node {
  readonly kind: 'groupingProperty'
  readonly path: readonly { readonly name: string; readonly position: number }[]
}

/** ABNF `recHierReference`: `$root/SalesOrganizations,SalesOrgHierarchy,SalesOrganization/ID`. */
export interface RecursiveHierarchyReference extends Node {
  readonly kind: 'recHierReference'
  readonly nodes: CommonExpr
  readonly qualifier: string
  readonly path: GroupingProperty
}

export type GroupbyElement =
  | GroupingProperty
  /** `rollup(Country,City)`; a `qualifier` for `rollup(SomeLeveledHierarchy)`, which a lone name may be. */
  | (Node & { readonly kind: 'rollupLevels'; readonly levels: readonly GroupingProperty[] })
  | (Node & {
      readonly kind: 'rollupRecursive'
      readonly hierarchy: RecursiveHierarchyReference
      readonly transformations: ApplyExpr
    })

/** ABNF `applyExpr`: transformations between slashes, each applied to what the one before gives. */
export type ApplyExpr = readonly ApplyTransformation[]

/** ABNF `applyTrafo`; kinds are the names of its alternatives. */
export type ApplyTransformation = Node &
  (
    | { readonly kind: 'identityTrafo' }
    | { readonly kind: 'aggregateTrafo'; readonly items: readonly AggregateExpr[] }
    | { readonly kind: 'computeTrafo'; readonly items: readonly ComputeItem[] }
    | { readonly kind: 'concatTrafo'; readonly sequences: readonly ApplyExpr[] }
    | {
        readonly kind: 'groupbyTrafo'
        readonly elements: readonly GroupbyElement[]
        readonly transformations: ApplyExpr | undefined
      }
    | { readonly kind: 'filterTrafo'; readonly predicate: CommonExpr }
    | { readonly kind: 'searchTrafo'; readonly search: SearchExpr }
    | { readonly kind: 'orderbyTrafo'; readonly items: readonly OrderbyItem[] }
    | { readonly kind: 'topTrafo' | 'skipTrafo'; readonly count: number }
    | {
        readonly kind: RankingTrafoKind
        /** A count, percentage or sum: evaluated on the collection, with `$these`. */
        readonly amount: CommonExpr
        readonly measure: CommonExpr
      }
    | {
        readonly kind: 'joinTrafo' | 'outerjoinTrafo'
        readonly property: FirstMemberExpr
        readonly alias: string
        readonly transformations: ApplyExpr | undefined
      }
    | { readonly kind: 'nestTrafo'; readonly sequences: readonly NestedApply[] }
    | {
        readonly kind: 'addnestedTrafo'
        readonly path: GroupingProperty
        readonly sequences: readonly NestedApply[]
      }
    | {
        readonly kind: 'ancestorsTrafo' | 'descendantsTrafo'
        readonly hierarchy: RecursiveHierarchyReference
        readonly start: ApplyExpr
        readonly distance: number | undefined
        readonly keepStart: boolean
      }
    | {
        readonly kind: 'traverseTrafo'
        readonly hierarchy: RecursiveHierarchyReference
        readonly order: 'preorder' | 'postorder'
        readonly start: ApplyExpr | undefined
        readonly siblings: readonly OrderbyItem[]
      }
    /** A bound function of the contract: `Ns.TopCountAndBalance(Count=4)`. */
    | { readonly kind: 'customFunction'; readonly call: FunctionSegment }
  )

export type RankingTrafoKind =
  | 'topcountTrafo'
  | 'topsumTrafo'
  | 'toppercentTrafo'
  | 'bottomcountTrafo'
  | 'bottomsumTrafo'
  | 'bottompercentTrafo'

export interface NestedApply {
  readonly transformations: ApplyExpr
  readonly alias: string
}

// ── Resource path ───────────────────────────────────────────────────────────────────────────────

/** The part of a resource path between two slashes, decoded after splitting. */
export interface PathSegment extends Node {
  readonly kind: 'pathSegment'
  /** Decoded; without the parentheses that follow it: `accessPackages`, `$ref`, `microsoft.graph.delta`, an id. */
  readonly name: string
  /** The whole segment decoded, for a key that holds parentheses. */
  readonly text: string
  /** What stands in parentheses; `undefined` when there are none, or none that are well-formed. */
  readonly parentheses: SegmentParentheses | undefined
  /** A second pair, the key of what a function or `$filter(…)` gives: `ByColor(color='red')(2)`; else absent. */
  readonly keyPredicate?: SegmentParentheses | undefined
  /** Why `parentheses` is `undefined` although there are some: for a caller that does not take the text as a key. */
  readonly parenthesesError?: ODataSyntaxError | undefined
}

/** `()`, `('x')`, `(a=1,b='x')`, `(on='allowedRequestor')`. */
export type SegmentParentheses = Node &
  (
    | { readonly kind: 'empty' }
    /** One value without a name: a key, a `$filter(…)` expression, the `listExpr` of names of `$crossjoin(…)`. */
    | { readonly kind: 'value'; readonly value: CommonExpr }
    | { readonly kind: 'named'; readonly parameters: readonly NamedParameter[] }
  )

export interface ResourcePath {
  readonly kind: 'resourcePath'
  readonly segments: readonly PathSegment[]
}
