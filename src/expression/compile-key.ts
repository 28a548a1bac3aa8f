import type { EntityInstance } from '../model/index.ts'
import type { Step, PartCompiler } from './compile-path.ts'
import { isEqualOrNull } from './comparison.ts'
import type { KeyValue, PathStep } from './typed-expression.ts'

/** Collections of fewer entities are looked through. */
const fewestIndexed = 32

type KeyStep = Extract<PathStep, { kind: 'key' }>

/** The entity of a collection that has a key; null where none has it, or a value of the key is null. */
export function compileKey({ values, isPrimary }: KeyStep, { compileValue }: PartCompiler): Step {
  const wanted = values.map(({ expression }) => compileValue(expression))
  const index = isPrimary ? new KeyIndex(values) : undefined
  return (collection, instance, context, frame) => {
    if (!Array.isArray(collection)) return null
    const items = collection as readonly EntityInstance[]
    const key = wanted.map((evaluate) => evaluate(instance, context, frame))
    if (key.includes(null)) return null
    if (index && items.length >= fewestIndexed) {
      const found = index.find(items, key)
      if (found !== undefined) return found
    }
    return items.find((item) => hasKey(item, values, key)) ?? null
  }
}

function hasKey(
  item: EntityInstance,
  values: readonly KeyValue[],
  key: readonly unknown[],
): boolean {
  return values.every(({ path, comparer }, index) =>
    isEqualOrNull(comparer, valueAt(item, path), key[index]),
  )
}

function valueAt({ properties }: EntityInstance, path: readonly string[]): unknown {
  let value: unknown = properties
  for (const name of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return null
    value = (value as Readonly<Record<string, unknown>>)[name] ?? null
  }
  return value
}

/**
 * The entities of whole collections by key, so that a key within a filter is not looked for through
 * all of them each time. A collection's list only grows while it is the same one, and keys never change.
 */
class KeyIndex {
  readonly #values: readonly KeyValue[]
  readonly #known = new WeakMap<
    readonly EntityInstance[],
    { readonly byKey: Map<string, EntityInstance>; indexed: number; isComplete: boolean }
  >()

  constructor(values: readonly KeyValue[]) {
    this.#values = values
  }

  /** @returns null where no entity has the key, `undefined` where the index does not tell */
  find(
    items: readonly EntityInstance[],
    key: readonly unknown[],
  ): EntityInstance | null | undefined {
    const text = this.#textOf(key)
    if (text === undefined) return undefined
    let known = this.#known.get(items)
    if (!known) this.#known.set(items, (known = { byKey: new Map(), indexed: 0, isComplete: true }))
    for (; known.indexed < items.length; known.indexed++) {
      const item = items[known.indexed]!
      const itemKey = this.#textOf(this.#values.map(({ path }) => valueAt(item, path)))
      if (itemKey === undefined) known.isComplete = false
      else known.byKey.set(itemKey, item)
    }
    return known.byKey.get(text) ?? (known.isComplete ? null : undefined)
  }

  #textOf(key: readonly unknown[]): string | undefined {
    const parts = key.map((value, index) => this.#values[index]!.comparer.keyOf(value))
    if (parts.includes(undefined)) return undefined
    return JSON.stringify(parts.map(String))
  }
}
