import type { ModelDeclaration, PropertyDeclaration } from '../src/model/index.ts'

const property = (
  name: string,
  typeName: string,
  more: Partial<PropertyDeclaration> = {},
): PropertyDeclaration => ({ name, typeName, isCollection: false, nullable: true, ...more })

const related = { isCollection: false, nullable: true, containsTarget: false }

/** A small contract that has each kind of type and property. */
export const directory: ModelDeclaration = {
  namespace: 'sample',
  containerName: 'container',
  types: [
    {
      kind: 'entityType',
      namespace: 'sample',
      name: 'user',
      description: 'Someone who signs in.',
      key: ['id'],
      properties: [
        property('id', 'Edm.String', { nullable: false }),
        property('displayName', 'Edm.String', { description: 'Shown in lists.' }),
        property('initials', 'Edm.String', { maxLength: 3 }),
        property('nicknames', 'Edm.String', { isCollection: true, nullable: false }),
        property('age', 'Edm.Int32'),
        property('isActive', 'Edm.Boolean', { nullable: false, defaultValue: false }),
        property('createdAt', 'Edm.DateTimeOffset', { isComputed: true }),
        property('createdBy', 'sample.address', { isComputed: true }),
        property('status', 'sample.status'),
        property('rights', 'sample.rights'),
        property('mood', 'sample.mood'),
        property('level', 'sample.level'),
        property('address', 'sample.address'),
        property('photo', 'Edm.Stream'),
        property('extra', 'Edm.Untyped'),
      ],
      navigationProperties: [
        { ...related, name: 'manager', typeName: 'sample.user' },
        { ...related, name: 'friends', typeName: 'sample.user', isCollection: true },
      ],
    },
    {
      kind: 'entityType',
      namespace: 'sample',
      name: 'admin',
      baseType: 'sample.user',
      properties: [property('room', 'Edm.String')],
      navigationProperties: [],
    },
    {
      kind: 'entityType',
      namespace: 'sample',
      name: 'mystery',
      isImplied: true,
      isOpen: true,
      key: ['id'],
      properties: [property('id', 'Edm.String', { nullable: false })],
      navigationProperties: [],
    },
    {
      kind: 'complexType',
      namespace: 'sample',
      name: 'address',
      properties: [property('city', 'Edm.String')],
      navigationProperties: [],
    },
    {
      kind: 'complexType',
      namespace: 'sample',
      name: 'postalAddress',
      baseType: 'sample.address',
      properties: [property('zip', 'Edm.String')],
      navigationProperties: [],
    },
    {
      kind: 'enumType',
      namespace: 'sample',
      name: 'status',
      isFlags: false,
      members: [
        { name: 'active', value: 0 },
        { name: 'blocked', value: 1 },
      ],
    },
    {
      kind: 'enumType',
      namespace: 'sample',
      name: 'rights',
      isFlags: true,
      members: [
        { name: 'read', value: 1 },
        { name: 'write', value: 2 },
      ],
    },
    { kind: 'enumType', namespace: 'sample', name: 'mood', isFlags: false, members: [] },
    {
      kind: 'typeDefinition',
      namespace: 'sample',
      name: 'level',
      underlyingType: 'Edm.Byte',
    },
  ],
  operations: [],
  entitySets: [{ name: 'users', entityType: 'sample.user' }],
  singletons: [],
  operationImports: [],
}
