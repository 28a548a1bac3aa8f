import { ODataError } from '../../errors.ts'
import { isJsonEqual, valueAtPath, type KeyProperty } from '../../model/index.ts'
import type { Entity } from '../../store/index.ts'

/**
 * Refuses an entity whose alternate key another one of the same collection has; one with a null in it
 * names nothing.
 * @throws ODataError 409
 * @see Vocabulary Core, "AlternateKeys"
 */
export function refuseTakenAlternateKey(entity: Entity, pointer: string): void {
  for (const key of entity.type.alternateKeys) {
    const values = key.map(({ path }) => valueAtPath(entity.properties, path) ?? null)
    if (values.includes(null) || !isTaken(entity, key, values)) continue
    const names = key.map(({ name }, index) => `${name}=${JSON.stringify(values[index])}`).join(',')
    throw new ODataError(
      409,
      'Conflict',
      `a ${entity.type.qualifiedName} with the alternate key (${names}) exists already`,
      { target: `${pointer}/${key[0]!.path.join('/')}` },
    )
  }
}

function isTaken(
  entity: Entity,
  key: readonly KeyProperty[],
  values: readonly ReturnType<typeof valueAtPath>[],
): boolean {
  const { collection } = entity
  if (!collection) return false
  const [name, ...deeper] = key[0]!.path
  const found = deeper.length === 0 ? collection.findByIndex(name!, values[0]!) : undefined
  return (found ?? collection.toArray()).some(
    (other) =>
      other !== entity &&
      key.every(({ path }, index) =>
        isJsonEqual(valueAtPath(other.properties, path) ?? null, values[index]),
      ),
  )
}
