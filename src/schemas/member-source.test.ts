import { describe, expect, test } from '@jest/globals'
import { buildModel, type StructuredType } from '../model/index.ts'
import { findMemberSource } from './member-source.ts'

const text = { typeName: 'Edm.String', isCollection: false, nullable: true }
const complex = { kind: 'complexType', namespace: 'shop', navigationProperties: [] } as const
const at = (file: string, line: number) => ({ source: { file, line } })

const model = buildModel({
  namespace: 'shop',
  types: [
    {
      ...complex,
      name: 'settings',
      properties: [
        {
          name: 'requestors',
          typeName: 'shop.userSet',
          isCollection: true,
          nullable: true,
          ...at('settings.md', 5),
        },
        { ...text, name: 'a/b', ...at('settings.md', 6) },
      ],
    },
    {
      ...complex,
      name: 'userSet',
      isAbstract: true,
      properties: [{ ...text, name: 'isBackup', ...at('userset.md', 7) }],
    },
    {
      ...complex,
      name: 'group',
      baseType: 'shop.userSet',
      properties: [{ ...text, name: 'id', ...at('group.md', 8) }],
    },
  ],
  operations: [],
  containerName: 'container',
  entitySets: [],
  singletons: [],
  operationImports: [],
})
const settings = model.types.get('shop.settings') as StructuredType
const value = { requestors: [{ id: 1 }, { '@odata.type': '#shop.group', id: 1, isBackup: 2 }] }

describe('findMemberSource', () => {
  test.each([
    ['/requestors', 'settings.md:5'],
    ['/requestors/1/isBackup', 'userset.md:7'],
    ['/requestors/1/id', 'group.md:8'],
    ['/requestors/0/id', 'settings.md:5'],
    ['/a~1b', 'settings.md:6'],
    ['/unknown', undefined],
    ['', undefined],
  ])('finds where %s is documented, by the type that the value names', (pointer, expected) => {
    const source = findMemberSource(pointer, value, settings)
    expect(source && `${source.file}:${source.line}`).toBe(expected)
  })
})
