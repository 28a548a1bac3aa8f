import {
  isStructuredType,
  type ComplexType,
  type NavigationProperty,
  type Property,
  type StructuredType,
} from '../../model/index.ts'
import type { SourceLocation } from '../contract.ts'
import type { LintContext, LintExample } from './lint-context.ts'
import type { LocatedMember, LocatedValue } from './located-json.ts'

/** A member of a JSON object in an example, with what the contract says about it. */
export interface TypedMember {
  readonly example: LintExample
  readonly part: 'request' | 'response'
  readonly name: string
  readonly value: LocatedValue
  /** Type of the object. */
  readonly owner: StructuredType
  /** `undefined` when the type, its base types and the types derived from it have none of this name. */
  readonly property: Property | NavigationProperty | undefined
  /** True for a member of the entity itself, false for one of a nested object. */
  readonly isTopLevel: boolean
  readonly source: SourceLocation
}

type FindType = LintContext['findTypeByName']

/** The members of the request and response bodies of examples, as far as their types are known. */
export function findTypedMembers(
  examples: readonly LintExample[],
  findType: FindType,
): readonly TypedMember[] {
  return examples.flatMap((example) => [
    ...membersOfPart(example, 'request', findType),
    ...membersOfPart(example, 'response', findType),
  ])
}

/** The type of the body of an example: what its annotation says, else what the page says. */
export function typeOfBody(
  { operation, requestBlock, responseBlock, response }: LintExample,
  part: TypedMember['part'],
  findType: FindType,
): StructuredType | undefined {
  const block = part === 'request' ? requestBlock : responseBlock
  const annotated = annotatedType(block?.annotation?.value?.['@odata.type'])
  const shape =
    part === 'request'
      ? operation?.requestBody?.shape
      : operation?.responses.find(({ status, body }) => body && status === response?.status)?.body
  const name = annotated ?? shape?.typeName
  return name === undefined ? undefined : findStructuredType(name, findType)
}

/** A structured type by its name; by its simple name where its namespace is a foreign one. */
function findStructuredType(name: string, findType: FindType): StructuredType | undefined {
  const type = findType(name) ?? findType(name.slice(name.lastIndexOf('.') + 1))
  return type && isStructuredType(type) ? type : undefined
}

/** The type that `#microsoft.graph.tea` or `Collection(microsoft.graph.tea)` names. */
export function annotatedType(value: unknown): string | undefined {
  if (typeof value !== 'string') return undefined
  return /^#?(?:Collection\(#?)?([\w.]+)\)?$/.exec(value.trim())?.[1]
}

function membersOfPart(
  example: LintExample,
  part: TypedMember['part'],
  findType: FindType,
): TypedMember[] {
  const body = part === 'request' ? example.requestBody : example.responseBody
  const type = body && typeOfBody(example, part, findType)
  if (!body || !type) return []
  const entities = part === 'response' ? entitiesIn(body, type) : [body]
  return entities.flatMap((entity) => {
    const members: TypedMember[] = []
    collectMembers(entity, type, { example, part, isTopLevel: true, findType, members })
    return members
  })
}

/** The entities of a response: the items of its `value`, or the whole of it. */
export function entitiesIn(body: LocatedValue, type: StructuredType): readonly LocatedValue[] {
  const wrapper = findWrapper(body, type)
  if (!wrapper) return [body]
  return Array.isArray(wrapper.value.value) ? wrapper.value.items : [wrapper.value]
}

/** The member `value` of a body when it holds entities and is no property of theirs. */
export function findWrapper(body: LocatedValue, type: StructuredType): LocatedMember | undefined {
  const wrapper = body.members.find(({ name }) => name === 'value')
  const property = type.properties.get('value')
  if (!wrapper || !property || property.isInferred) return wrapper
  const isAlone = body.members.every(({ name }) => name === 'value' || name.includes('@'))
  const holdsObjects = [wrapper.value, ...wrapper.value.items].some(
    ({ members }) => members.length > 0,
  )
  return isAlone && holdsObjects && property.type.kind === 'primitiveType' ? wrapper : undefined
}

interface Collecting extends Pick<TypedMember, 'example' | 'part' | 'isTopLevel'> {
  readonly findType: FindType
  readonly members: TypedMember[]
}

function collectMembers(
  value: LocatedValue,
  declared: StructuredType,
  collecting: Collecting,
): void {
  const { findType, members, example, part, isTopLevel } = collecting
  const stated = value.members.find(({ name }) => name === '@odata.type')?.value.value
  const statedType = findStructuredType(annotatedType(stated) ?? '', findType)
  const owner = stated === undefined ? declared : statedType
  if (!owner || owner.isImplied || !isPlausible(value.members, owner)) return
  for (const { name, value: member, line } of value.members) {
    const property = findMember(owner, name)
    const source = { file: example.page.file, line }
    members.push({ example, part, name, value: member, owner, property, isTopLevel, source })
    if (!property || !isStructuredType(property.type)) continue
    for (const inner of Array.isArray(member.value) ? member.items : [member]) {
      collectMembers(inner, property.type, { ...collecting, isTopLevel: false })
    }
  }
}

/** A body that shares hardly a name with the type is of another type, such as the parameters of an action. */
function isPlausible(members: readonly LocatedMember[], type: StructuredType): boolean {
  const named = members.filter(({ name }) => !name.includes('@'))
  const known = named.filter(({ name }) => {
    const property = findMember(type, name)
    return property && !(property.kind === 'property' && property.isInferred)
  })
  return known.length * 2 >= named.length
}

function findMember(type: StructuredType, name: string): Property | NavigationProperty | undefined {
  const own = type.properties.get(name) ?? type.navigationProperties.get(name)
  if (own) return own
  for (const derived of type.derivedTypes as readonly ComplexType[]) {
    const found = findMember(derived, name)
    if (found) return found
  }
  return undefined
}
