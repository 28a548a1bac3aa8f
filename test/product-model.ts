import {
  buildModel,
  type EntityInstance,
  type EntityType,
  type JsonObject,
  type Model,
  type NavigationProperty,
} from '../src/model/index.ts'
import { navigation, property } from './declare.ts'
import { parseCommonExpr } from '../src/syntax/index.ts'
import type { BindingScope } from '../src/expression/binding-scope.ts'
import { bindExpression, bindPredicate } from '../src/expression/bind.ts'
import { compileExpression, compilePredicate } from '../src/expression/compile.ts'
import type { EvaluationContext } from '../src/expression/evaluation-context.ts'

/* A small model and its data, for the tests of src/expression. */

export const model: Model = buildModel({
  namespace: 'shop',
  containerName: 'container',
  types: [
    {
      kind: 'enumType',
      namespace: 'shop',
      name: 'size',
      isFlags: false,
      members: [
        { name: 'small', value: 0 },
        { name: 'medium', value: 1 },
        { name: 'large', value: 2 },
      ],
    },
    {
      kind: 'enumType',
      namespace: 'shop',
      name: 'access',
      isFlags: true,
      members: [
        { name: 'read', value: 1 },
        { name: 'write', value: 2 },
        { name: 'share', value: 4 },
      ],
    },
    { kind: 'typeDefinition', namespace: 'shop', name: 'weight', underlyingType: 'Edm.Decimal' },
    {
      kind: 'complexType',
      namespace: 'shop',
      name: 'address',
      properties: [property('city', 'Edm.String'), property('country', 'shop.country')],
      navigationProperties: [navigation('depot', 'shop.category')],
    },
    {
      kind: 'complexType',
      namespace: 'shop',
      name: 'pickupAddress',
      baseType: 'shop.address',
      properties: [property('shelf', 'Edm.Int32')],
      navigationProperties: [],
    },
    {
      kind: 'complexType',
      namespace: 'shop',
      name: 'country',
      properties: [property('code', 'Edm.String')],
      navigationProperties: [],
    },
    {
      kind: 'entityType',
      namespace: 'shop',
      name: 'product',
      key: ['id'],
      properties: [
        property('id', 'Edm.String'),
        property('name', 'Edm.String'),
        property('isHidden', 'Edm.Boolean'),
        property('count', 'Edm.Int32'),
        property('stock', 'Edm.Int64'),
        {
          ...property('price', 'Edm.Decimal'),
          annotations: {
            'Org.OData.Measures.V1.ISOCurrency': 'EUR',
            'Org.OData.Measures.V1.Unit': { $Path: 'address/city' },
          },
        },
        property('rating', 'Edm.Double'),
        property('weight', 'shop.weight'),
        property('created', 'Edm.DateTimeOffset'),
        property('day', 'Edm.Date'),
        property('opens', 'Edm.TimeOfDay'),
        property('lead', 'Edm.Duration'),
        property('code', 'Edm.Guid'),
        property('image', 'Edm.Binary'),
        property('size', 'shop.size'),
        property('access', 'shop.access'),
        property('tags', 'Edm.String', { isCollection: true }),
        property('numbers', 'Edm.Int32', { isCollection: true }),
        property('address', 'shop.address'),
        property('addresses', 'shop.address', { isCollection: true }),
        property('extra', 'Edm.Untyped'),
      ],
      navigationProperties: [
        navigation('category', 'shop.category'),
        navigation('parts', 'shop.product', { isCollection: true }),
        navigation('lines', 'shop.line', {
          isCollection: true,
          containsTarget: true,
          partner: 'product',
        }),
      ],
    },
    {
      kind: 'entityType',
      namespace: 'shop',
      name: 'line',
      key: ['productId', 'position'],
      properties: [
        property('productId', 'Edm.String'),
        property('position', 'Edm.Int32'),
        property('text', 'Edm.String'),
      ],
      navigationProperties: [
        navigation('product', 'shop.product', {
          partner: 'lines',
          referentialConstraints: [{ property: 'productId', referencedProperty: 'id' }],
        }),
      ],
    },
    {
      kind: 'entityType',
      namespace: 'shop',
      name: 'bundle',
      baseType: 'shop.product',
      properties: [property('discount', 'Edm.Int32')],
      navigationProperties: [],
    },
    {
      kind: 'entityType',
      namespace: 'shop',
      name: 'category',
      key: ['id'],
      isOpen: true,
      properties: [property('id', 'Edm.String'), property('name', 'Edm.String')],
      navigationProperties: [navigation('parent', 'shop.category')],
    },
  ],
  operations: [
    {
      kind: 'function',
      namespace: 'shop',
      name: 'similar',
      bindingType: { typeName: 'shop.product', isCollection: false },
      parameters: [],
      returnType: { typeName: 'Edm.Boolean', isCollection: false, nullable: false },
    },
    {
      kind: 'function',
      namespace: 'shop',
      name: 'cheapest',
      bindingType: { typeName: 'shop.product', isCollection: true },
      parameters: [{ name: 'most', typeName: 'Edm.Int32', isCollection: false, nullable: false }],
      returnType: { typeName: 'shop.product', isCollection: true, nullable: false },
    },
    {
      kind: 'function',
      namespace: 'shop',
      name: 'tax',
      parameters: [{ name: 'of', typeName: 'Edm.Decimal', isCollection: false, nullable: false }],
      returnType: { typeName: 'Edm.Decimal', isCollection: false, nullable: false },
    },
    { kind: 'action', namespace: 'shop', name: 'discard', parameters: [] },
  ],
  entitySets: [
    { name: 'products', entityType: 'shop.product' },
    { name: 'lines', entityType: 'shop.line' },
  ],
  singletons: [{ name: 'featured', entityType: 'shop.product' }],
  operationImports: [{ name: 'taxOf', operation: 'shop.tax' }],
  aliases: { Measures: 'Org.OData.Measures.V1' },
})

export function entityType(name: string): EntityType {
  const type = model.types.get(name)
  if (type?.kind !== 'entityType') throw new Error(`${name} is not an entity type`)
  return type
}

export type Links = Readonly<Record<string, EntityInstance | null | readonly EntityInstance[]>>

const linksOf = new WeakMap<EntityInstance, Links>()

export function entity(
  typeName: string,
  properties: JsonObject,
  links: Links = {},
): EntityInstance {
  const instance = { type: entityType(typeName), properties }
  linksOf.set(instance, links)
  return instance
}

export const context: EvaluationContext = {
  follow: (instance: EntityInstance, { name, isCollection }: NavigationProperty) =>
    linksOf.get(instance)?.[name] ?? (isCollection ? [] : null),
  now: () => new Date('2026-01-02T03:04:05.678Z'),
}

export const productScope: BindingScope = {
  model,
  type: entityType('shop.product'),
  optionName: '$filter',
}

/** The value of an expression for an instance, a product without values by default. */
export function valueOf(
  text: string,
  instance: unknown = entity('shop.product', {}),
  scope: BindingScope = productScope,
): unknown {
  return compileExpression(bindExpression(parseCommonExpr(text), scope))(instance, context)
}

/** Whether an instance satisfies a predicate; its value and its test have to agree. */
export function satisfies(
  text: string,
  instance: unknown = entity('shop.product', {}),
  scope: BindingScope = productScope,
): boolean {
  const predicate = bindPredicate(parseCommonExpr(text), scope)
  const result = compilePredicate(predicate)(instance, context)
  if (result !== (compileExpression(predicate)(instance, context) === true)) {
    throw new Error(`the value of ${text} and its test differ`)
  }
  return result
}
