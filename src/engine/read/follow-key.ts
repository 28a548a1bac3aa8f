import { badRequest, notFound, type ODataError } from '../../errors.ts'
import { joinKeyTexts, keyText, primitiveTypes, valueAtPath } from '../../model/index.ts'
import type { PathStep } from '../../plan/index.ts'
import type { Entity, Store } from '../../store/index.ts'
import type { Target, Via } from '../target.ts'

type KeyStep = PathStep & { readonly kind: 'key' }

/**
 * The entity of a collection that has a key.
 * @throws ODataError 404 where there is none
 */
export function followKey(step: KeyStep, target: Target | undefined, store: Store): Target {
  if (target?.kind !== 'collection') throw badRequest('a key follows what is not a collection')
  const entity = findByKey(step, target, store)
  if (!entity) throw noSuchMember(step, target)
  return { kind: 'entity', entity, via: target.via }
}

export function noSuchMember(
  step: KeyStep,
  { type, via }: Target & { readonly kind: 'collection' },
): ODataError {
  const key = step.alternate ? step.key : keyTextOf(step, via)
  return notFound(`no ${type.qualifiedName} with the key '${key}' is here`)
}

export function findByKey(
  step: KeyStep,
  target: Target & { readonly kind: 'collection' },
  store: Store,
): Entity | undefined {
  if (step.alternate) return findByAlternateKey(step.alternate, step.key, target)
  const key = keyTextOf(step, target.via)
  const found = target.collection ? target.collection.get(key) : findLinked(key, target, store)
  return found ?? findBySubstitute(key, target)
}

/** @throws ODataError 400 where several have it */
function findBySubstitute(
  key: string,
  target: Target & { readonly kind: 'collection' },
): Entity | undefined {
  for (const name of target.type.keySubstitutes) {
    const found = findByAlternateKey(
      [{ path: [name], type: primitiveTypes['Edm.String'], text: key }],
      key,
      target,
    )
    if (found) return found
  }
  return undefined
}

/** As `Store` keeps it. */
export function keyTextOf({ key, parts }: KeyStep, via: Via | undefined): string {
  return parts ? completeKey(parts, via) : key
}

/** A key whose other values are those of the entity that the collection belongs to. */
function completeKey(parts: NonNullable<KeyStep['parts']>, via: Via | undefined): string {
  const texts = parts.map((part) => {
    if ('text' in part) return part.text
    const value = via?.owner.properties[part.principal]
    return keyText(value, part.type) ?? via?.owner.key ?? ''
  })
  return joinKeyTexts(texts)
}

/** @see URL Conventions, "Alternate Keys" */
function findByAlternateKey(
  values: NonNullable<KeyStep['alternate']>,
  key: string,
  { items, collection, type }: Target & { readonly kind: 'collection' },
): Entity | undefined {
  const [first] = values
  const isIndexed = first?.path.length === 1 && first.type === primitiveTypes['Edm.String']
  const candidates = isIndexed ? collection?.findByIndex(first.path[0]!, first.text) : undefined
  const found = (candidates ?? items).filter(({ properties }) =>
    values.every(
      (value) => keyText(valueAtPath(properties, value.path), value.type) === value.text,
    ),
  )
  if (found.length > 1) throw badRequest(`several ${type.qualifiedName} have the key '${key}'`)
  return found[0]
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
