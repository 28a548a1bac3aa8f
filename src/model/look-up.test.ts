import { expect, test } from '@jest/globals'
import { buildModel } from './build-model.ts'
import type { StructuredTypeDeclaration } from './declarations.ts'
import { findBoundOperations, findType, isDerivedFrom } from './look-up.ts'
import type { EntityType } from './types.ts'

const entityType = (name: string, baseType?: string): StructuredTypeDeclaration => ({
  kind: 'entityType',
  namespace: 'shop',
  name,
  baseType,
  properties: [],
  navigationProperties: [],
})

const operation = (name: string, isCollection: boolean) => ({
  kind: 'function' as const,
  namespace: 'shop',
  name,
  bindingType: { typeName: 'shop.animal', isCollection },
  parameters: [],
})

const model = buildModel({
  namespace: 'shop',
  types: [entityType('animal'), entityType('dog', 'shop.animal'), entityType('plant')],
  operations: [operation('feed', false), operation('feed', true)],
  containerName: 'container',
  entitySets: [],
  singletons: [],
  operationImports: [],
})
const [animal, dog, plant] = ['animal', 'dog', 'plant'].map(
  (name) => model.types.get(`shop.${name}`) as EntityType,
) as [EntityType, EntityType, EntityType]

test.each([
  ['Edm.Guid', 'Edm.Guid'],
  ['shop.dog', 'shop.dog'],
  ['dog', 'shop.dog'],
  ['other.dog', undefined],
  ['toString', undefined],
])('the type of %s is %s', (name, expected) => {
  expect(findType(model, name)?.qualifiedName).toBe(expected)
})

test('a type derives from itself and its bases, not from its derived types', () => {
  expect([isDerivedFrom(dog, animal), isDerivedFrom(dog, dog)]).toEqual([true, true])
  expect([isDerivedFrom(animal, dog), isDerivedFrom(plant, animal)]).toEqual([false, false])
})

test.each([
  ['feed', dog, false, 1],
  ['shop.feed', animal, true, 1],
  ['feed', plant, false, 0],
  ['feet', dog, false, 0],
])('%s bound to %p (collection: %p) has %i overloads', (name, type, isCollection, count) => {
  const found = findBoundOperations(model, name, { type, isCollection })
  expect(found.map(({ bindingType }) => bindingType?.isCollection)).toEqual(
    Array<boolean>(count).fill(isCollection),
  )
})
