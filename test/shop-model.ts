import {
  buildModel,
  type EntitySet,
  type EntityType,
  type Model,
  type ModelDeclaration,
  type NavigationProperty,
  type PropertyDeclaration,
  type Singleton,
} from '../src/model/index.ts'
import { navigation, property } from './declare.ts'

const key = (name: string, typeName: string, more: Partial<PropertyDeclaration> = {}) =>
  property(name, typeName, { nullable: false, ...more })

const many: typeof navigation = (name, typeName, more) =>
  navigation(name, typeName, { isCollection: true, ...more })

const type = { namespace: 'shop', properties: [], navigationProperties: [] }
const entity = { ...type, kind: 'entityType' } as const

/** A model small enough to read, with each kind of key, link, containment, door and operation. */
export const shopDeclaration: ModelDeclaration = {
  namespace: 'shop',
  containerName: 'container',
  types: [
    {
      ...entity,
      name: 'customer',
      key: ['id'],
      properties: [
        key('id', 'Edm.String', { isComputed: true }),
        property('name', 'Edm.String'),
        property('age', 'Edm.Int32'),
        property('points', 'Edm.Int64'),
        property('isActive', 'Edm.Boolean', { nullable: false }),
        property('grade', 'Edm.String', { defaultValue: 'new' }),
        property('origin', 'Edm.String', { isImmutable: true }),
        property('address', 'shop.address'),
        property('tags', 'Edm.String', { isCollection: true, nullable: false }),
        property('photo', 'Edm.Stream'),
        property('createdDateTime', 'Edm.DateTimeOffset', { isComputed: true }),
        property('createdBy', 'Edm.String', { isComputed: true }),
        property('modifiedDateTime', 'Edm.DateTimeOffset', { isComputed: true }),
      ],
      navigationProperties: [
        many('orders', 'shop.order', { partner: 'customer', targetEntitySet: 'orders' }),
        many('friends', 'shop.customer', { targetEntitySet: 'customers' }),
        navigation('spouse', 'shop.customer', { partner: 'spouse', targetEntitySet: 'customers' }),
        navigation('referrer', 'shop.customer', { targetEntitySet: 'customers' }),
        many('notes', 'shop.note', { containsTarget: true, partner: 'customer' }),
        navigation('profile', 'shop.profile', { containsTarget: true }),
      ],
    },
    {
      ...entity,
      name: 'vip',
      baseType: 'shop.customer',
      properties: [property('discount', 'Edm.Decimal')],
      navigationProperties: [many('wishes', 'shop.product', { targetEntitySet: 'products' })],
    },
    {
      ...entity,
      name: 'order',
      key: ['number'],
      properties: [key('number', 'Edm.Int32'), property('total', 'Edm.Decimal')],
      navigationProperties: [
        navigation('customer', 'shop.customer', {
          partner: 'orders',
          targetEntitySet: 'customers',
        }),
      ],
    },
    {
      ...entity,
      name: 'note',
      key: ['id'],
      properties: [key('id', 'Edm.String'), property('text', 'Edm.String')],
      navigationProperties: [
        navigation('customer', 'shop.customer', { partner: 'notes', targetEntitySet: 'customers' }),
      ],
    },
    {
      ...entity,
      name: 'profile',
      key: ['id'],
      properties: [key('id', 'Edm.String'), property('motto', 'Edm.String')],
    },
    {
      ...entity,
      name: 'category',
      key: ['id'],
      properties: [key('id', 'Edm.Int32'), property('title', 'Edm.String')],
      navigationProperties: [
        many('products', 'shop.product', { partner: 'category', targetEntitySet: 'products' }),
      ],
    },
    {
      ...entity,
      name: 'product',
      key: ['id'],
      properties: [
        key('id', 'Edm.Guid'),
        property('title', 'Edm.String'),
        property('categoryId', 'Edm.Int32'),
      ],
      navigationProperties: [
        navigation('category', 'shop.category', {
          partner: 'products',
          targetEntitySet: 'categories',
          referentialConstraints: [{ property: 'categoryId', referencedProperty: 'id' }],
        }),
      ],
    },
    {
      ...entity,
      name: 'line',
      key: ['order', 'code'],
      properties: [
        key('order', 'Edm.Int32'),
        key('code', 'Edm.String'),
        property('amount', 'Edm.Int32'),
      ],
    },
    {
      ...entity,
      name: 'document',
      isOpen: true,
      key: ['id'],
      properties: [key('id', 'Edm.String'), property('title', 'Edm.String')],
    },
    {
      ...entity,
      name: 'company',
      properties: [property('motto', 'Edm.String')],
      navigationProperties: [
        many('clients', 'shop.customer', {
          isDoor: true,
          targetEntitySet: 'customers',
          aliases: ['client'],
        }),
        navigation('ceo', 'shop.customer', { targetEntitySet: 'customers' }),
      ],
    },
    {
      ...type,
      kind: 'complexType',
      name: 'address',
      properties: [
        property('city', 'Edm.String'),
        property('street', 'Edm.String'),
        property('place', 'shop.place'),
      ],
    },
    {
      ...type,
      kind: 'complexType',
      name: 'place',
      properties: [property('north', 'Edm.Double'), property('east', 'Edm.Double')],
    },
  ],
  operations: [
    {
      kind: 'function',
      namespace: 'shop',
      name: 'best',
      bindingType: { typeName: 'shop.customer', isCollection: true },
      parameters: [{ ...key('of', 'Edm.Int32') }],
      returnType: { typeName: 'shop.customer', isCollection: true, nullable: false },
    },
    {
      kind: 'function',
      namespace: 'shop',
      name: 'best',
      bindingType: { typeName: 'shop.customer', isCollection: true },
      parameters: [{ ...key('of', 'Edm.Int32') }, { ...key('city', 'Edm.String') }],
      returnType: { typeName: 'shop.customer', isCollection: true, nullable: false },
    },
    {
      kind: 'function',
      namespace: 'shop',
      name: 'debt',
      bindingType: { typeName: 'shop.customer', isCollection: false },
      parameters: [],
      returnType: { typeName: 'Edm.Decimal', isCollection: false, nullable: false },
    },
    {
      kind: 'action',
      namespace: 'shop',
      name: 'greet',
      bindingType: { typeName: 'shop.customer', isCollection: false },
      parameters: [],
    },
    {
      kind: 'function',
      namespace: 'shop',
      name: 'version',
      parameters: [],
      returnType: { typeName: 'Edm.String', isCollection: false, nullable: false },
    },
  ],
  entitySets: [
    { name: 'customers', entityType: 'shop.customer', aliases: ['customer'] },
    { name: 'orders', entityType: 'shop.order' },
    { name: 'categories', entityType: 'shop.category' },
    { name: 'products', entityType: 'shop.product' },
    { name: 'lines', entityType: 'shop.line' },
    { name: 'documents', entityType: 'shop.document' },
  ],
  singletons: [
    { name: 'company', entityType: 'shop.company' },
    { name: 'me', entityType: 'shop.customer' },
  ],
  operationImports: [{ name: 'version', operation: 'shop.version' }],
}

export function shopModel(): Model {
  return buildModel(shopDeclaration)
}

export function entitySetOf({ container }: Model, name: string): EntitySet {
  return container.entitySets.get(name)!
}

export function singletonOf({ container }: Model, name: string): Singleton {
  return container.singletons.get(name)!
}

export function entityTypeOf(model: Model, name: string): EntityType {
  return model.types.get(`shop.${name}`) as EntityType
}

export function navigationOf(model: Model, typeName: string, name: string): NavigationProperty {
  return entityTypeOf(model, typeName).navigationProperties.get(name)!
}
