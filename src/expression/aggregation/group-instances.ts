import type { EvaluationContext } from '../evaluation-context.ts'
import { entityPropertyReader, stepValue, type DataPath, type DataPathStep } from './data-path.ts'
import { distinctKeyOf } from './distinct-key.ts'

/** Instances with the same grouping values, in the order of the input. */
export interface Group {
  readonly items: unknown[]
}

/**
 * Splits instances by the values of paths, in the order in which the values appear.
 * @see Data Aggregation, "Simple Grouping"
 */
export function groupInstances(
  items: readonly unknown[],
  paths: readonly DataPath[],
  context: EvaluationContext,
): readonly Group[] {
  const addTo = (group: Group, item: unknown): void => void group.items.push(item)
  return collectGroups(items, { paths, context }, () => ({ items: [] }), addTo)
}

/** What is aggregated of a group, read in the one pass over all instances. */
export interface GroupColumns {
  /** Has the grouping values. */
  readonly first: unknown

  /** For each column the values that are not null. */
  readonly columns: readonly unknown[][]
}

/** What is read of each instance, and how it gets into the list. */
export interface Column {
  readonly read: (instance: unknown) => unknown
  readonly collect?: ((values: unknown[], value: unknown) => void) | undefined
}

/** As `groupInstances`, with the values of columns in place of the instances. */
export function groupColumns(
  items: readonly unknown[],
  paths: readonly DataPath[],
  columns: readonly Column[],
  context: EvaluationContext,
): readonly GroupColumns[] {
  const create = (first: unknown): GroupColumns => ({ first, columns: columns.map(() => []) })
  const addTo = (group: GroupColumns, item: unknown): void => {
    for (let index = 0; index < columns.length; index++) {
      const { read, collect } = columns[index]!
      const value = read(item)
      if (value === null || value === undefined) continue
      const values = group.columns[index]!
      if (collect) collect(values, value)
      else values.push(value)
    }
  }
  return collectGroups(items, { paths, context }, create, addTo)
}

function collectGroups<G>(
  items: readonly unknown[],
  { paths, context }: { readonly paths: readonly DataPath[]; readonly context: EvaluationContext },
  create: (first: unknown) => G,
  addTo: (group: G, item: unknown) => void,
): readonly G[] {
  const readers = paths.map(compileKey)
  const last = readers.at(-1)!
  const groups: G[] = []
  const root: Level = new Map()
  for (const item of items) {
    let level = root
    for (let index = 0; index < readers.length - 1; index++) {
      const key = readers[index]!(item, context)
      let next = level.get(key) as Level | undefined
      if (!next) level.set(key, (next = new Map()))
      level = next
    }
    const key = last(item, context)
    let group = level.get(key) as G | undefined
    if (group === undefined) {
      group = create(item)
      groups.push(group)
      level.set(key, group)
    }
    addTo(group, item)
  }
  return groups
}

/** By the key of one path, the levels of the next, and groups at the last. */
type Level = Map<unknown, unknown>

/**
 * The key of an instance's value at a path. Where it ends early says how far it came: a path that
 * ends at a null related entity is not the same as one to a null property of an entity.
 */
function compileKey(path: DataPath): (item: unknown, context: EvaluationContext) => unknown {
  const { steps, type } = path
  const keyOf = distinctKeyOf(type)
  const read = entityPropertyReader(path)
  if (read) return (item) => keyOf(read(item))
  return (item, context) => {
    let value: unknown = item
    for (const [index, step] of steps.entries()) {
      value = stepValue(step, value, context)
      if (value === null || value === undefined) return endsEarly(steps, index, value)
    }
    return keyOf(value)
  }
}

const nulls: readonly symbol[] = Array.from({ length: 64 }, (_, index) => Symbol(`null ${index}`))
const absents: readonly symbol[] = Array.from({ length: 64 }, (_, index) =>
  Symbol(`absent ${index}`),
)

function endsEarly(steps: readonly DataPathStep[], index: number, value: unknown): unknown {
  if (index === steps.length - 1) return value
  return (value === null ? nulls : absents)[index] ?? value
}
