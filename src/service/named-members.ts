import type { TypedExpression } from '../expression/index.ts'
import {
  findType,
  isDerivedFrom,
  isJsonObject,
  isStructuredType,
  type EdmType,
  type JsonObject,
  type Model,
  type NavigationProperty,
  type Property,
  type StructuredType,
} from '../model/index.ts'
import type { RequestPlan } from '../plan/index.ts'
import type { ExpandPlan, QueryPlan, Selection } from '../query/index.ts'

/** What of the model is named somewhere, each once. */
export interface NamedMembers {
  readonly properties: ReadonlySet<Property>
  readonly navigations: ReadonlySet<NavigationProperty>
  /** Names of system query options, those nested in others too. */
  readonly options: ReadonlySet<string>
}

interface Found extends NamedMembers {
  readonly properties: Set<Property>
  readonly navigations: Set<NavigationProperty>
  readonly options: Set<string>
  /** Plans of queries that were looked at: `$levels=max` has a plan that holds itself. */
  readonly seen: Set<QueryPlan>
}

/** What a URL names: in its path, and in its options wherever they nest. */
export function findMembersOfUrl({ path, query, optionNames }: RequestPlan): NamedMembers {
  const found = newFound()
  for (const name of optionNames) found.options.add(name)
  for (const step of path.steps) {
    if (step.kind === 'property') found.properties.add(step.property)
    else if (step.kind === 'navigation') found.navigations.add(step.navigation)
    else if (step.kind === 'filter') addExpression(step.filter.predicate, found)
  }
  for (const door of findDoors(path.steps)) found.navigations.add(door)
  addQuery(query, found)
  return found
}

/** What JSON of a type has: properties with a value, and relationships that are nested or bound. */
export function findMembersOfBody(body: unknown, type: EdmType, model: Model): NamedMembers {
  const found = newFound()
  addValue(body, type, { model, found })
  return found
}

function newFound(): Found {
  return { properties: new Set(), navigations: new Set(), options: new Set(), seen: new Set() }
}

/** A door is entered as the set that it leads to: what led there is the type of the step before. */
function findDoors(steps: RequestPlan['path']['steps']): readonly NavigationProperty[] {
  return steps.flatMap((step, index) => {
    if (step.kind !== 'entitySet' || index === 0) return []
    const before = steps[index - 1]!
    const type =
      before.kind === 'singleton'
        ? before.singleton.entityType
        : before.kind === 'navigation'
          ? before.navigation.type
          : undefined
    const doors = [...(type?.navigationProperties.values() ?? [])]
    return doors.find(({ isDoor, target }) => isDoor && target === step.entitySet) ?? []
  })
}

/** A query in the parentheses of another; the options of the request's own are known by their names. */
function addNestedQuery(query: QueryPlan, found: Found): void {
  for (const name of Object.keys(query)) if (name.startsWith('$')) found.options.add(name)
  addQuery(query, found)
}

function addQuery(query: QueryPlan, found: Found): void {
  if (found.seen.has(query)) return
  found.seen.add(query)
  const { $filter, $orderby, $compute, $select, $expand, $apply } = query
  const expressions = [
    ...($filter ? [$filter.predicate] : []),
    ...($orderby?.expressions ?? []),
    ...($compute?.expressions ?? []),
  ]
  for (const expression of expressions) addExpression(expression, found)
  for (const member of $apply?.named ?? []) addMember(member, found)
  if ($select) addSelection($select, found)
  if ($expand) addExpand($expand, found)
}

/** A relationship that is selected gives its link alone. */
function addSelection({ properties }: Selection, found: Found): void {
  for (const selected of properties.values()) {
    if (selected.property) found.properties.add(selected.property)
    if (selected.query) addNestedQuery(selected.query, found)
    addSelection(selected, found)
  }
}

function addExpand({ items, within }: ExpandPlan, found: Found): void {
  for (const { navigation, query } of items) {
    if (navigation) found.navigations.add(navigation)
    addNestedQuery(query, found)
  }
  for (const [name, { onType, expand }] of within) {
    const property = onType.properties.get(name)
    if (property) found.properties.add(property)
    addExpand(expand, found)
  }
}

/** Without recursion, since the left spine of an expression may be thousands of nodes deep. */
function addExpression(first: TypedExpression, found: Found): void {
  const waiting: TypedExpression[] = [first]
  for (let node = waiting.pop(); node; node = waiting.pop()) {
    if (node.kind === 'path') addPath(node, found, waiting)
    else for (const operand of operandsOf(node)) waiting.push(operand)
  }
}

type PathExpression = Extract<TypedExpression, { readonly kind: 'path' }>

function addMember(member: Property | NavigationProperty, found: Found): void {
  if (member.kind === 'navigationProperty') found.navigations.add(member)
  else found.properties.add(member)
}

function addPath({ root, steps }: PathExpression, found: Found, waiting: TypedExpression[]): void {
  if (root.kind === 'function') waiting.push(...root.parameters.values())
  for (const step of steps) {
    switch (step.kind) {
      case 'property':
        if (step.property) found.properties.add(step.property)
        break
      case 'navigationProperty':
        found.navigations.add(step.navigation)
        break
      case 'filter':
      case 'lambda':
        if (step.predicate) waiting.push(step.predicate)
        break
      case 'function':
        waiting.push(...step.parameters.values())
        break
      case 'key':
        waiting.push(...step.values.map(({ expression }) => expression))
        break
      case 'aggregate':
        for (const member of step.named) addMember(member, found)
        break
      case 'annotation':
      case 'search':
      case 'cast':
      case 'count':
        break
    }
  }
}

function operandsOf(node: Exclude<TypedExpression, PathExpression>): readonly TypedExpression[] {
  switch (node.kind) {
    case 'literal':
    case 'context':
      return []
    case 'logical':
      return node.operands
    case 'not':
      return [node.operand]
    case 'comparison':
    case 'membership':
    case 'operator':
      return [node.left, node.right]
    case 'call':
      return node.arguments
    case 'case':
      return node.branches.flatMap(({ condition, value }) => [condition, value])
    case 'list':
      return node.items
    case 'object':
      return node.members.map(([, value]) => value)
  }
}

interface Reading {
  readonly model: Model
  readonly found: Found
}

/** Also the items of a collection in `value`, as a response or a delta payload has them. */
function addValue(value: unknown, type: EdmType, reading: Reading): void {
  if (Array.isArray(value)) {
    for (const item of value as readonly unknown[]) addValue(item, type, reading)
  } else if (isStructuredType(type) && isJsonObject(value)) {
    addMembers(value, typeOfInstance(value, type, reading.model), reading)
  }
}

function addMembers(instance: JsonObject, type: StructuredType, reading: Reading): void {
  for (const [name, value] of Object.entries(instance)) {
    const bound = /^(.+)@(?:odata\.)?bind$/.exec(name)?.[1]
    const property = type.properties.get(name)
    const navigation = type.navigationProperties.get(bound ?? name)
    if (property) reading.found.properties.add(property)
    if (navigation) reading.found.navigations.add(navigation)
    const member = property ?? (bound === undefined ? navigation : undefined)
    if (member) addValue(value, member.type, reading)
    else if (name === 'value') addValue(value, type, reading)
  }
}

/** The type that the instance says it has, where it is one derived from the declared. */
function typeOfInstance(instance: JsonObject, declared: StructuredType, model: Model) {
  const said = instance['@odata.type'] ?? instance['@type']
  if (typeof said !== 'string') return declared
  const type = findType(model, said.slice(said.indexOf('#') + 1))
  return type && isStructuredType(type) && isDerivedFrom(type, declared) ? type : declared
}
