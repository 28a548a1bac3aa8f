import { badRequest, notFound } from '../errors.ts'
import { joinKeyTexts, keyText, primitiveTypes, valueAtPath } from '../model/index.ts'
import type { PathStep } from '../plan/index.ts'
import type { Entity, Store } from '../store/index.ts'
import type { Target, Via } from './target.ts'

/**
 * The entity of a collection that has a key.
 * @throws ODataError 404 where there is none
 */
export function followKey(
  step: PathStep & { readonly kind: 'key' },
  target: Target | undefined,
  store: Store,
): Target {
  if (target?.kind !== 'collection') throw badRequest('a key follows what is not a collection')
  const { collection, via, type } = target
  if (step.alternate) return followAlternateKey(step.alternate, step.key, target)
  const key = step.parts ? completeKey(step.parts, via) : step.key
  const entity = collection ? collection.get(key) : findLinked(key, target, store)
  if (!entity) throw notFound(`no ${type.qualifiedName} with the key '${key}' is here`)
  return { kind: 'entity', entity, via }
}

/** A key whose other values are those of the entity that the collection belongs to. */
function completeKey(
  parts: NonNullable<(PathStep & { readonly kind: 'key' })['parts']>,
  via: Via | undefined,
): string {
  const texts = parts.map((part) => {
    if ('text' in part) return part.text
    const value = via?.owner.properties[part.principal]
    return keyText(value, part.type) ?? via?.owner.key ?? ''
  })
  return joinKeyTexts(texts)
}

/** @see URL Conventions, "Alternate Keys" */
function followAlternateKey(
  values: NonNullable<(PathStep & { readonly kind: 'key' })['alternate']>,
  key: string,
  { items, collection, via, type }: Target & { readonly kind: 'collection' },
): Target {
  const [first] = values
  const isIndexed = first?.path.length === 1 && first.type === primitiveTypes['Edm.String']
  const candidates = isIndexed ? collection?.findByIndex(first.path[0]!, first.text) : undefined
  const found = (candidates ?? items).filter(({ properties }) =>
    values.every(
      (value) => keyText(valueAtPath(properties, value.path), value.type) === value.text,
    ),
  )
  if (found.length > 1) throw badRequest(`several ${type.qualifiedName} have the key '${key}'`)
  const [entity] = found
  if (!entity) throw notFound(`no ${type.qualifiedName} with the key '${key}' is here`)
  return { kind: 'entity', entity, via }
}

function findLinked(
  key: string,
  { items, via }: Target & { readonly kind: 'collection' },
  store: Store,
): Entity | undefined {
  if (via?.target?.kind !== 'entitySet' || via.holder) {
    return items.find((entity) => entity.key === key)
  }
  const { owner, navigation, target } = via
  const entity = store.collection(target).get(key)
  if (entity && store.isLinked(owner, navigation, entity)) return entity
  return items.find((item) => item.key === key)
}
