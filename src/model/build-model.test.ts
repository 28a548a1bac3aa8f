import { describe, expect, test } from '@jest/globals'
import { buildModel } from './build-model.ts'
import type {
  ModelDeclaration,
  NavigationPropertyDeclaration,
  PropertyDeclaration,
  StructuredTypeDeclaration,
} from './declarations.ts'
import type { EntityType } from './types.ts'

const text = (name: string): PropertyDeclaration => ({
  name,
  typeName: 'Edm.String',
  isCollection: false,
  nullable: true,
})

const navigation = (
  name: string,
  typeName: string,
  more: Partial<NavigationPropertyDeclaration> = {},
): NavigationPropertyDeclaration => ({
  name,
  typeName,
  isCollection: true,
  nullable: true,
  containsTarget: false,
  ...more,
})

const entityType = (
  name: string,
  more: Partial<StructuredTypeDeclaration> = {},
): StructuredTypeDeclaration => ({
  kind: 'entityType',
  namespace: 'shop',
  name,
  properties: [],
  navigationProperties: [],
  ...more,
})

const declare = (
  types: readonly StructuredTypeDeclaration[],
  more: Partial<ModelDeclaration> = {},
): ModelDeclaration => ({
  namespace: 'shop',
  types,
  operations: [],
  containerName: 'container',
  entitySets: [],
  singletons: [],
  operationImports: [],
  ...more,
})

function typeOf(declaration: ModelDeclaration, name: string): EntityType {
  return buildModel(declaration).types.get(`shop.${name}`) as EntityType
}

describe('buildModel', () => {
  const animal = entityType('animal', { key: ['id'], properties: [text('id')], isOpen: true })
  const dog = entityType('dog', { baseType: 'shop.animal', properties: [text('breed')] })

  test('a derived type has what its base has, first, in whichever order they are declared', () => {
    for (const types of [
      [animal, dog],
      [dog, animal],
    ]) {
      const type = typeOf(declare(types), 'dog')
      expect([...type.properties.keys()]).toEqual(['id', 'breed'])
      expect([...type.ownProperties.keys()]).toEqual(['breed'])
      expect([type.key, type.isOpen, type.baseType?.name]).toEqual([['id'], true, 'animal'])
      expect(type.baseType?.derivedTypes).toEqual([type])
    }
  })

  test('partners refer to each other, also when one end declares it alone', () => {
    const author = entityType('author', {
      navigationProperties: [navigation('books', 'shop.book', { partner: 'writer' })],
    })
    const book = entityType('book', {
      navigationProperties: [navigation('writer', 'shop.author', { isCollection: false })],
    })
    const { types } = buildModel(declare([author, book]))
    const books = (types.get('shop.author') as EntityType).navigationProperties.get('books')
    const writer = (types.get('shop.book') as EntityType).navigationProperties.get('writer')
    expect([books?.partner === writer, writer?.partner === books]).toEqual([true, true])
  })

  test('a navigation property leads to the entity set that it names', () => {
    const model = buildModel(
      declare(
        [
          entityType('book', {
            navigationProperties: [
              navigation('sequels', 'shop.book', { targetEntitySet: 'books' }),
            ],
          }),
        ],
        {
          entitySets: [{ name: 'books', entityType: 'shop.book' }],
          singletons: [{ name: 'newest', entityType: 'shop.book' }],
        },
      ),
    )
    const book = model.types.get('shop.book') as EntityType
    expect(book.navigationProperties.get('sequels')?.target).toBe(
      model.container.entitySets.get('books'),
    )
    expect(model.container.singletons.get('newest')?.entityType).toBe(book)
  })

  test.each([
    [
      'an undeclared property type',
      [entityType('a', { properties: [{ ...text('x'), typeName: 'shop.b' }] })],
      'the type shop.b is not declared',
    ],
    [
      'an undeclared base type',
      [entityType('a', { baseType: 'shop.b' })],
      'the base type shop.b of shop.a is not declared',
    ],
    [
      'base types in a circle',
      [entityType('a', { baseType: 'shop.b' }), entityType('b', { baseType: 'shop.a' })],
      'shop.a is its own base type',
    ],
    [
      'a navigation property to a complex type',
      [
        { ...entityType('c'), kind: 'complexType' as const },
        entityType('a', { navigationProperties: [navigation('x', 'shop.c')] }),
      ],
      'shop.c is not an entity type',
    ],
  ])('%s is refused', (_, types, message) => {
    expect(() => buildModel(declare(types))).toThrow(message)
  })
})
