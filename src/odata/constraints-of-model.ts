import type { Model, NavigationProperty, Property, TypeReference } from '../model/index.ts'
import type { Constraints } from './names.ts'

/** A contract, as `readContract` gives it, or its model. */
export type NamesSource = Constraints | Model | { readonly model: Model }

/** The names that stand for the rules of the ABNF in a model. */
export function constraintsOfModel(model: Model): Constraints {
  const lists = new Map<string, Set<string>>(ruleNames.map((rule) => [rule, new Set()]))
  const add = (rule: string, name: string) => lists.get(rule)!.add(name)
  for (const type of model.types.values()) {
    for (const part of type.namespace.split('.')) add('namespacePart', part)
    switch (type.kind) {
      case 'enumType':
        add('enumerationTypeName', type.name)
        for (const member of type.members.keys()) add('enumerationMember', member)
        break
      case 'typeDefinition':
        add('typeDefinitionName', type.name)
        break
      case 'entityType':
      case 'complexType':
        add(type.kind === 'entityType' ? 'entityTypeName' : 'complexTypeName', type.name)
        for (const property of type.properties.values())
          add(ruleOfProperty(property), property.name)
        for (const navigation of type.navigationProperties.values()) {
          add(ruleOfNavigation(navigation), navigation.name)
        }
        if (type.kind === 'entityType') {
          for (const { name, path } of type.keyProperties) {
            if (path.length === 1) add('primitiveKeyProperty', name)
            else add('keyPropertyAlias', name)
          }
          for (const { name } of type.alternateKeys.flat()) add('keyPropertyAlias', name)
        }
    }
  }
  for (const alias of model.aliases.keys()) {
    for (const part of alias.split('.')) add('namespacePart', part)
  }
  for (const part of vocabularies) add('namespacePart', part)
  addOperations(model, add)
  addContainer(model, add)
  addCustomAggregates(model, add)
  // Instances of an open type have properties of any name.
  if (isOpen(model)) lists.delete('primitiveNonKeyProperty')
  return Object.fromEntries(Array.from(lists, ([rule, names]) => [rule, [...names]]))
}

function isOpen({ types }: Model): boolean {
  return Array.from(types.values()).some((type) => 'isOpen' in type && type.isOpen)
}

/** Parts of the namespaces that annotations are written with. */
const vocabularies = [
  'Org',
  'OData',
  'V1',
  'odata',
  'Aggregation',
  'Authorization',
  'Capabilities',
  'Core',
  'JSON',
  'Measures',
  'Temporal',
  'Validation',
]

type Add = (rule: string, name: string) => void

const shapes = ['entity', 'entityCol', 'complex', 'complexCol', 'primitive', 'primitiveCol']
const ruleNames = [
  'action',
  'actionImport',
  'complexColProperty',
  'complexProperty',
  'complexTypeName',
  'entityColNavigationProperty',
  'entityNavigationProperty',
  'customAggregate',
  'entitySetName',
  'entityTypeName',
  'enumerationMember',
  'enumerationTypeName',
  'keyPropertyAlias',
  'lambdaVariableExpr',
  'namespacePart',
  'parameterName',
  'primitiveColProperty',
  'primitiveKeyProperty',
  'primitiveNonKeyProperty',
  'singletonEntity',
  'streamProperty',
  'typeDefinitionName',
  ...shapes.map((shape) => `${shape}Function`),
  ...shapes.map((shape) => `${shape}FunctionImport`),
]

function ruleOfProperty({ type, isCollection }: Property): string {
  if (type.kind === 'complexType') return isCollection ? 'complexColProperty' : 'complexProperty'
  if (isCollection) return 'primitiveColProperty'
  const isStream = type.kind === 'primitiveType' && type.name === 'Edm.Stream'
  return isStream ? 'streamProperty' : 'primitiveNonKeyProperty'
}

function ruleOfNavigation({ isCollection }: NavigationProperty): string {
  return isCollection ? 'entityColNavigationProperty' : 'entityNavigationProperty'
}

/** `entityColFunction` and its like, without the word at the end. */
function shapeOf({ type, isCollection }: TypeReference): string {
  const collection = isCollection ? 'Col' : ''
  if (type.kind === 'entityType') return `entity${collection}`
  return type.kind === 'complexType' ? `complex${collection}` : `primitive${collection}`
}

function addOperations(model: Model, add: Add): void {
  for (const { kind, namespace, name, returnType, parameters } of model.operations) {
    for (const part of namespace.split('.')) add('namespacePart', part)
    for (const parameter of parameters) add('parameterName', parameter.name)
    if (kind === 'action') add('action', name)
    else if (returnType) add(`${shapeOf(returnType)}Function`, name)
  }
}

const customAggregateTerm = 'Org.OData.Aggregation.V1.CustomAggregate'

/** @see Data Aggregation, "Custom Aggregates": the qualifier of the annotation is the name */
function addCustomAggregates({ types, container }: Model, add: Add): void {
  for (const annotated of [...types.values(), container, ...container.entitySets.values()]) {
    for (const annotation of annotated.annotations?.keys() ?? []) {
      const [term, qualifier] = annotation.split('#')
      if (term === customAggregateTerm && qualifier) add('customAggregate', qualifier)
    }
  }
}

function addContainer({ container }: Model, add: Add): void {
  for (const { name, aliases } of container.entitySets.values()) {
    for (const spelling of [name, ...aliases]) add('entitySetName', spelling)
  }
  for (const name of container.singletons.keys()) add('singletonEntity', name)
  for (const { name, operations } of container.operationImports.values()) {
    for (const { kind, returnType } of operations) {
      if (kind === 'action') add('actionImport', name)
      else if (returnType) add(`${shapeOf(returnType)}FunctionImport`, name)
    }
  }
}
