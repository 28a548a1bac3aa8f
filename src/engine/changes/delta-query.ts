import { isDerivedFrom, type EntityType } from '../../model/index.ts'
import type { ExpandItemPlan, QueryPlan, SelectedProperty, SelectPlan } from '../../query/index.ts'
import type { ChangesForm } from '../outcome.ts'

/**
 * What Graph tracks of a query: "the _id_ property is always returned", and Graph
 * tells of a navigation property that is selected which entities it leads to.
 */
export function deltaQuery(query: QueryPlan, type: EntityType, form: ChangesForm): QueryPlan {
  const { $select } = query
  if (!$select || form !== 'graph') return query
  const withKey = { ...$select, properties: withKeyOf(type, $select), navigations: none }
  if ($select.navigations.size === 0) return { ...query, $select: withKey }
  const references = [...$select.navigations].flatMap((name) => referencesOf(name, type))
  const { $expand } = query
  const expanded = new Set($expand?.items.map(({ name }) => name))
  const items = [...($expand?.items ?? []), ...references.filter(({ name }) => !expanded.has(name))]
  const empty = { within: new Map(), text: '', selectiveText: '', needsOuter: false }
  return { ...query, $select: withKey, $expand: { ...empty, ...$expand, items } }
}

const none: ReadonlySet<string> = new Set()

function withKeyOf(type: EntityType, { all, properties }: SelectPlan): SelectPlan['properties'] {
  if (all) return properties
  const key = type.keyProperties.flatMap(({ path: [name = ''] }): [string, SelectedProperty][] =>
    properties.has(name) ? [] : [[name, selectWhole(name, type)]],
  )
  return key.length > 0 ? new Map([...properties, ...key]) : properties
}

function selectWhole(name: string, type: EntityType): SelectedProperty {
  return {
    all: true,
    properties: new Map(),
    navigations: none,
    operations: new Map(),
    nameText: `${JSON.stringify(name)}:`,
    property: type.properties.get(name),
    onTypes: undefined,
    query: undefined,
  }
}

function referencesOf(name: string, type: EntityType): ExpandItemPlan[] {
  const types = [type, ...derivedTypesOf(type)]
  const owner = types.find((each) => each.navigationProperties.has(name))
  const navigation = owner?.navigationProperties.get(name)
  if (!owner || !navigation || !isDerivedFrom(owner, type)) return []
  const plain = { targetType: undefined, isApplied: false, queryText: '', isUnbounded: false }
  return [{ name, navigation, onType: owner, suffix: '$ref', query: {}, ...plain }]
}

function derivedTypesOf({ derivedTypes }: EntityType): readonly EntityType[] {
  return derivedTypes.flatMap((derived) =>
    derived.kind === 'entityType' ? [derived, ...derivedTypesOf(derived)] : [],
  )
}
