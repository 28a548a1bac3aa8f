import { expect, test } from '@jest/globals'
import { buildModel, type EntityType } from '../model/index.ts'
import { canonicalPath } from './canonical-path.ts'
import { EntityCollection } from './entity-collection.ts'
import { newEntity } from './entity.ts'

function pathOf(typeName: string, value: string | number | boolean): string {
  const type = { namespace: 'n', navigationProperties: [], properties: [] }
  const model = buildModel({
    namespace: 'n',
    containerName: 'c',
    types: [
      { ...type, kind: 'typeDefinition', name: 'code', underlyingType: 'Edm.String' },
      { ...type, kind: 'enumType', name: 'color', isFlags: false, members: [] },
      {
        ...type,
        kind: 'entityType',
        name: 'thing',
        key: ['id'],
        properties: [{ name: 'id', typeName, isCollection: false, nullable: false }],
      },
    ],
    operations: [],
    entitySets: [{ name: 'things', entityType: 'n.thing' }],
    singletons: [],
    operationImports: [],
  })
  const set = model.container.entitySets.get('things')!
  const collection = new EntityCollection(model.types.get('n.thing') as EntityType, set)
  return canonicalPath(newEntity(set.entityType, { id: value }, { collection, key: String(value) }))
}

test.each<[string, string | number | boolean, string]>([
  ['Edm.String', 'a', "things('a')"],
  ['Edm.String', "O'Neil/ä", "things('O''Neil%2F%C3%A4')"],
  ['Edm.Int32', 5, 'things(5)'],
  ['Edm.Int64', '9007199254740993', 'things(9007199254740993)'],
  ['Edm.Boolean', true, 'things(true)'],
  [
    'Edm.Guid',
    '0e29ee23-68b8-4c4f-94ac-1c1d7a4e4d2b',
    'things(0e29ee23-68b8-4c4f-94ac-1c1d7a4e4d2b)',
  ],
  ['Edm.Date', '2026-01-01', 'things(2026-01-01)'],
  ['Edm.DateTimeOffset', '2026-01-01T00:00:00Z', 'things(2026-01-01T00%3A00%3A00Z)'],
  ['Edm.Duration', 'PT5M', "things(duration'PT5M')"],
  ['n.code', 'x', "things('x')"],
  ['n.color', 'red', "things(n.color'red')"],
])('a key of %s, %j, is written %s', (typeName, value, path) => {
  expect(pathOf(typeName, value)).toBe(path)
})
