import { expect, test } from '@jest/globals'
import type { EntityType, JsonObject } from '../model/index.ts'
import { newEntity } from './entity.ts'
import { etagOf } from './etag.ts'

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
