import { expect, test } from '@jest/globals'
import { buildModel, type EntityType, type OperationDeclaration } from '../../model/index.ts'
import { derivedBindings, isNamed, schemasOf } from './csdl-schemas.ts'

const text = { typeName: 'Edm.String', isCollection: false, nullable: true }
const asFunction = { kind: 'function', returnType: text } as const

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
  const bindings = derivedBindings(model.types.get('n.base') as EntityType)
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

test.each<[string, readonly Partial<OperationDeclaration>[], number]>([
  ['an overload for another binding type', [{}, { bindingType: undefined }], 2],
  ['an action with other parameters', [{}, { parameters: [{ ...text, name: 'p' }] }], 1],
  [
    'a function with other parameters',
    [asFunction, { ...asFunction, parameters: [{ ...text, name: 'p' }] }],
    2,
  ],
  ['an operation with the name of a type', [{ name: 'thing' }], 0],
])('%s is written as the rules on names allow', (_, operations, expected) => {
  const model = buildModel({
    namespace: 'n',
    containerName: 'container',
    types: [
      {
        kind: 'complexType',
        namespace: 'n',
        name: 'thing',
        properties: [],
        navigationProperties: [],
      },
    ],
    operations: operations.map((more) => ({
      kind: 'action',
      namespace: 'n',
      name: 'turn',
      parameters: [],
      bindingType: { typeName: 'n.thing', isCollection: false },
      ...more,
    })),
    entitySets: [],
    singletons: [],
    operationImports: [],
  })
  expect(schemasOf(model)[0]?.operations.length).toBe(expected)
})
