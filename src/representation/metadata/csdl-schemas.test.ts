import { expect, test } from '@jest/globals'
import { buildModel, type EntityType } from '../../model/index.ts'
import { bindingsOf, isNamed } from './csdl-schemas.ts'

test('bindings of derived types have a cast in their path, inherited ones have none', () => {
  const many = { typeName: 'n.base', isCollection: true, nullable: false }
  const parts = { ...many, name: 'parts', containsTarget: true }
  const linked = { ...many, containsTarget: false, targetEntitySet: 'all' }
  const type = { kind: 'entityType', namespace: 'n', properties: [] } as const
  const model = buildModel({
    namespace: 'n',
    containerName: 'container',
    types: [
      {
        ...type,
        name: 'base',
        navigationProperties: [{ ...linked, name: 'friends' }, parts],
      },
      {
        ...type,
        name: 'derived',
        baseType: 'n.base',
        navigationProperties: [{ ...linked, name: 'own' }],
      },
    ],
    operations: [],
    entitySets: [{ name: 'all', entityType: 'n.base' }],
    singletons: [],
    operationImports: [],
  })
  const bindings = bindingsOf(model.types.get('n.base') as EntityType)
  expect([...bindings.keys()]).toEqual(['friends', 'n.derived/own'])
})

test.each([
  ['accessPackage', true],
  ['_x1', true],
  ['größe', true],
  ['1x', false],
  ['16:9', false],
  ['a.b', false],
  ['@odata.type', false],
  ['', false],
  ['a'.repeat(128), true],
  ['a'.repeat(129), false],
])('%s as a name in CSDL: %j', (name, isAllowed) => {
  expect(isNamed({ name })).toBe(isAllowed)
})
