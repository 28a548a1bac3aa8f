import type { EntityType, NavigationProperty, StructuredType } from '../model/index.ts'
import { namesExpansions, selectListOf } from './select-list.ts'
import type { QueryPlan } from './system-query-option.ts'

/** One navigation property to expand. */
export interface ExpandItemPlan {
  readonly name: string
  /** `undefined` for a dynamic property of an open type, whose stored value is given as it is. */
  readonly navigation: NavigationProperty | undefined
  /** Only instances of this type have it: its declaring type, or that of a type cast before it. */
  readonly onType: StructuredType
  /** Of a type cast after it: related entities of other types are left out. */
  readonly targetType: EntityType | undefined
  /** `/$ref` and `/$count` after the navigation property. */
  readonly suffix: '$ref' | '$count' | undefined
  readonly query: QueryPlan
  /** Whether `query` changes which instances there are, or what they hold. */
  readonly isApplied: boolean
  /** The options of `query` as a URL has them, for the next link of what is expanded; '' for none. */
  readonly queryText: string
  /** Whether `query` looks at instances around it, which a next link would lose. */
  readonly readsOuter?: boolean | undefined
  /** `$levels=max`: an entity that stands around itself is given as a reference. */
  readonly isUnbounded: boolean
}

export interface ExpandPlan {
  readonly items: readonly ExpandItemPlan[]
  /** Streams that are given in place; absent for none. */
  readonly streams?: readonly ExpandedStream[] | undefined
  /** What is expanded within complex properties, by name. */
  readonly within: ReadonlyMap<string, ExpandWithin>
  /** For the context URL, e.g. `Orders(),Friends+(Name)`: every expansion is named there. */
  readonly text: string
  /** As `text`, naming only what has a `$select` or `$expand` of its own (4.0). */
  readonly selectiveText: string
  /** Whether nested options look at the instance that they are nested in (`$it`). */
  readonly needsOuter: boolean
}

/** A stream property, or `$value` for the stream of a media entity. */
export interface ExpandedStream {
  readonly name: string
  /** Only instances of this type have it. */
  readonly onType: StructuredType
}

export interface ExpandWithin {
  /** Only instances of this type have the complex property. */
  readonly onType: StructuredType
  readonly expand: ExpandPlan
}

export const emptyExpandPlan: ExpandPlan = {
  items: [],
  within: new Map(),
  text: '',
  selectiveText: '',
  needsOuter: false,
}

/** An item of `$expand`, named or given by the star, with its part of the context URL. */
export interface Planned {
  readonly item: ExpandItemPlan
  readonly isNamed: boolean
  readonly texts: ContextTexts
}

interface ContextTexts {
  readonly all: string | undefined
  readonly selective: string | undefined
}

/**
 * References and counts are not represented in the context URL.
 * @see Protocol, "Collection of Expanded Entities"
 */
export function contextTexts(
  path: string,
  suffix: ExpandItemPlan['suffix'],
  query: QueryPlan,
  isRecursive: boolean,
): ContextTexts {
  const { $select, $expand } = query
  if (suffix) return { all: undefined, selective: undefined }
  const name = isRecursive ? `${path}+` : path
  const list = (texts: readonly (string | undefined)[]) => texts.filter((text) => text).join(',')
  const own = selectListOf(query)
  const isNamed = namesExpansions(query)
  const selective = list([own, isNamed ? '' : $expand?.selectiveText])
  return {
    all: `${name}(${list([own, isNamed ? '' : $expand?.text])})`,
    selective: $select || selective !== '' ? `${name}(${selective})` : undefined,
  }
}
