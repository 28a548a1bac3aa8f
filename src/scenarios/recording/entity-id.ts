import type { JsonObject } from '../../model/index.ts'

const idNames = ['id', 'ID', 'Id']

/** What an entity is known by, as far as it tells without a model. */
export function entityIdOf(entity: JsonObject): string | undefined {
  const name = idNames.find((each) => Object.hasOwn(entity, each))
  return name === undefined ? undefined : keyTextOf(entity[name])
}

/** A key as URLs write it, without quotes; `undefined` for what can be none. */
export function keyTextOf(value: unknown): string | undefined {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined
}
