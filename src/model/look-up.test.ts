import { expect, test } from '@jest/globals'
import { buildModel } from './build-model.ts'
import type { StructuredTypeDeclaration } from './declarations.ts'
import {
  findBoundOperations,
  findNavigationTarget,
  findOperationsByName,
  findType,
  isDerivedFrom,
} from './look-up.ts'
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
  aliases: { s: 'shop' },
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
  ['s.dog', 'shop.dog'],
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
  ['s.feed', animal, true, 1],
  ['feed', plant, false, 0],
  ['feet', dog, false, 0],
])('%s bound to %p (collection: %p) has %i overloads', (name, type, isCollection, count) => {
  const found = findBoundOperations(model, name, { type, isCollection })
  expect(found.map(({ bindingType }) => bindingType?.isCollection)).toEqual(
    Array<boolean>(count).fill(isCollection),
  )
})

test('operations of a name are found, whatever they are bound to', () => {
  const counts = ['feed', 's.feed', 'shop.feed', 'feet'].map(
    (name) => findOperationsByName(model, name).length,
  )
  expect(counts).toEqual([2, 2, 2, 0])
})

test('a navigation property leads where the set that it is followed from binds it', () => {
  const owner = { name: 'owner', typeName: 'shop.person', isCollection: false, nullable: true }
  const zoo = buildModel({
    namespace: 'shop',
    types: [
      entityType('person'),
      {
        ...entityType('animal'),
        navigationProperties: [{ ...owner, containsTarget: false }],
      },
      entityType('dog', 'shop.animal'),
    ],
    operations: [],
    containerName: 'container',
    entitySets: [
      { name: 'people', entityType: 'shop.person' },
      { name: 'staff', entityType: 'shop.person' },
      {
        name: 'animals',
        entityType: 'shop.animal',
        navigationPropertyBindings: { owner: 'people' },
      },
      {
        name: 'dogs',
        entityType: 'shop.animal',
        navigationPropertyBindings: { 'shop.dog/owner': 'staff' },
      },
    ],
    singletons: [
      { name: 'rex', entityType: 'shop.dog', navigationPropertyBindings: { owner: 'boss' } },
      { name: 'boss', entityType: 'shop.person' },
    ],
    operationImports: [],
  })
  const { entitySets, singletons } = zoo.container
  const navigation = entitySets.get('animals')!.entityType.navigationProperties.get('owner')!
  const targetFrom = (source: 'animals' | 'dogs' | 'rex' | 'boss') =>
    findNavigationTarget(navigation, entitySets.get(source) ?? singletons.get(source))?.name
  expect([targetFrom('animals'), targetFrom('dogs')]).toEqual(['people', 'staff'])
  expect([targetFrom('rex'), targetFrom('boss')]).toEqual(['boss', 'people'])
  expect(findNavigationTarget(navigation)?.name).toBe('people')
})
