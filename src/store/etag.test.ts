import { describe, expect, test } from '@jest/globals'
import type {
  EntitySet,
  EntityType,
  JsonObject,
  NavigationProperty,
  Singleton,
} from '../model/index.ts'
import { giveComplexLinks } from './complex-links.ts'
import { EntityCollection } from './entity-collection.ts'
import { linksAt, newEntity, type Entity } from './entity.ts'
import { etagOf } from './etag.ts'
import { linkEndOf } from './link-end.ts'
import { LinkSet } from './link-set.ts'

const type = { kind: 'entityType', name: 'product' } as EntityType
const tagOf = (properties: JsonObject) =>
  etagOf(newEntity(type, properties, { singleton: undefined as never }))

test('the same properties have the same tag in every process', () => {
  expect([tagOf({ id: 'a', price: 1 }), tagOf({})]).toEqual([
    'W/"9336fabb1cae5b64"',
    'W/"5465b825c78bf217"',
  ])
})

test('a hundred thousand states have as many tags', () => {
  const tags = new Set<string>()
  for (let index = 0; index < 100_000; index++) tags.add(tagOf({ id: 'a', price: index }))
  expect(tags.size).toBe(100_000)
})

describe('links', () => {
  const navigation = (name: string) => ({ name, isCollection: true }) as NavigationProperty
  const products = Array.from({ length: 1000 }, (_, index) =>
    newEntity(type, {}, { singleton: { name: `product${index}` } as Singleton }),
  )
  const tagWith = (...ends: readonly (readonly [NavigationProperty, readonly Entity[]])[]) => {
    const entity = newEntity(type, { id: 'a' }, { singleton: undefined as never })
    for (const [end, targets] of ends) {
      const links = linksAt(entity, linkEndOf(end), () => new LinkSet(entity, linkEndOf(end)))
      for (const target of targets) links.add(target, target)
    }
    return etagOf(entity)
  }

  test('the order of links does not change the tag', () => {
    const [parts, rivals] = [navigation('parts'), navigation('rivals')]
    expect(tagWith([parts, products], [rivals, products.slice(5)])).toBe(
      tagWith([rivals, products.slice(5).reverse()], [parts, [...products].reverse()]),
    )
  })

  test('each link counts, and by which navigation property', () => {
    const [parts, rivals] = [navigation('parts'), navigation('rivals')]
    const tags = products.flatMap((product) => [
      tagWith([parts, [product]]),
      tagWith([rivals, [product]]),
      tagWith([parts, products.filter((each) => each !== product)]),
      tagWith([parts, products.filter((each) => each !== product)], [rivals, [product]]),
    ])
    expect(new Set([...tags, tagWith(), tagWith([parts, products])]).size).toBe(4002)
  })

  test('the tag follows what a complex value leads to, which is removed and put back', () => {
    const parts = navigation('parts')
    const productType = { ...type, keyProperties: [] } as unknown as EntityType
    const collection = new EntityCollection(productType, { name: 'products' } as EntitySet)
    const product = newEntity(productType, {}, { collection, key: 'p' })
    collection.add('p', product)
    const address = {}
    giveComplexLinks(address, parts, [product])
    const entity = newEntity(type, { address }, { singleton: undefined as never })
    const tags = [etagOf(entity)]
    const entry = collection.entry('p')
    collection.delete('p')
    tags.push(etagOf(entity))
    collection.putBack('p', entry)
    tags.push(etagOf(entity))
    expect(tags[1]).toBe(tagOf({ address: {} }))
    expect(tags[0]).not.toBe(tags[1])
    expect(tags[2]).toBe(tags[0])
  })

  test('the tag follows each link that is added, removed and put back', () => {
    const [parts, [first, second]] = [navigation('parts'), products]
    const entity = newEntity(type, { id: 'a' }, { singleton: undefined as never })
    const links = linksAt(entity, linkEndOf(parts), () => new LinkSet(entity, linkEndOf(parts)))
    const tags = [etagOf(entity)]
    links.add(first!, first!)
    tags.push(etagOf(entity))
    links.add(second!, second!)
    tags.push(etagOf(entity))
    const entry = links.entry(first!)
    links.delete(first!)
    tags.push(etagOf(entity))
    links.putBack(first!, entry)
    tags.push(etagOf(entity))
    links.delete(second!)
    links.delete(first!)
    tags.push(etagOf(entity))
    const sets = [[], [first!], [first!, second!], [second!], [first!, second!], []]
    expect(tags).toEqual(sets.map((targets) => tagWith([parts, targets])))
  })
})
