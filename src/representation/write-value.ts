import { withIt } from '../expression/index.ts'
import {
  isDerivedFrom,
  isStructuredType,
  type EdmType,
  type JsonObject,
  type JsonValue,
  type StructuredType,
} from '../model/index.ts'
import {
  applyQuery,
  takeWindow,
  type AliasPlan,
  type ExpandPlan,
  type SelectedProperty,
  type Selection,
} from '../query/index.ts'
import { findInstanceType } from '../schemas/instance-type.ts'
import { controlName, memberName } from './control-name.ts'
import { givenTypeAnnotation, propertyTypeAnnotation } from './type-annotation.ts'
import { isLeftOut } from './left-out.ts'
import { writePrimitive } from './write-number.ts'
import type { WriteOptions } from './write-options.ts'
import { hasStreams, writeStreams } from './write-streams.ts'

/** What is to be seen of a value. */
export interface Projection {
  /** `undefined` for all of it. */
  readonly select?: Selection | undefined
  readonly expand?: ExpandPlan | undefined
  readonly writer?: ComplexWriter | undefined
  /**
   * Property names from the entity, or from what the path addresses, to the value; `undefined` within
   * a collection, whose items have no path.
   */
  readonly path?: readonly string[] | undefined
}

/** Writes what leads from a complex value to entities, each member as `"name":…`. */
export interface ComplexWriter {
  readonly writeNavigations: (
    source: ComplexSource,
    shown: { readonly expand: ExpandPlan | undefined; readonly linked: Linked | undefined },
  ) => readonly string[]
  /** Path of a value below the service root; `undefined` where it has none, as an item of a collection. */
  readonly pathOf: (source: ComplexSource) => string | undefined
}

/** The navigation properties whose links are written. */
export type Linked = ReadonlySet<string> | 'all'

/** Full metadata has the links of all, `$select` those that it names. */
export function linkedBy(
  select: Selection | undefined,
  { metadata }: Pick<WriteOptions, 'metadata'>,
): Linked | undefined {
  if (metadata === 'full') return 'all'
  return metadata === 'minimal' && select?.navigations.size ? select.navigations : undefined
}

export interface ComplexSource {
  readonly value: JsonObject
  readonly type: StructuredType
  readonly path: readonly string[] | undefined
}

/** A primitive, complex or collection value, with what is selected and expanded beneath it. */
export function writeValue(
  value: JsonValue,
  type: EdmType | undefined,
  projection: Projection,
  options: WriteOptions,
): string {
  if (value === null || typeof value !== 'object') {
    return writePrimitive(value, type, options.ieee754Compatible)
  }
  if (Array.isArray(value)) {
    const inner = projection.path ? { ...projection, path: undefined } : projection
    const items = value.map((item: JsonValue) => writeValue(item, type, inner, options))
    return `[${items.join(',')}]`
  }
  const members = value as JsonObject
  const declared = isStructuredType(type) ? findInstanceType(type, members) : undefined
  const parts = writeMemberList(members, declared, projection, options)
  if (options.metadata === 'full' && declared?.kind === 'complexType' && !namesType(members)) {
    parts.unshift(`"${controlName('type', options)}":"#${declared.qualifiedName}"`)
  }
  if (declared) addNavigations(parts, members, declared, projection, options)
  return `{${parts.join(',')}}`
}

const typeNames = ['@odata.type', '@type']

function namesType(members: JsonObject): boolean {
  return typeNames.some((name) => Object.hasOwn(members, name))
}

function addNavigations(
  parts: string[],
  value: JsonObject,
  type: StructuredType,
  { select, expand, writer, path }: Projection,
  options: WriteOptions,
): void {
  if (!writer) return
  const source = { value, type, path }
  if (hasStreams(type)) {
    const holder = { type, value, path: () => writer.pathOf(source) }
    parts.push(...writeStreams(holder, { select, expand }, options))
  }
  if (type.navigationProperties.size === 0) return
  const linked = linkedBy(select, options)
  if (linked || expand) parts.push(...writer.writeNavigations(source, { expand, linked }))
}

/** The members of a complex value that are selected, and those that something is expanded in. */
function writeMemberList(
  members: JsonObject,
  type: StructuredType | undefined,
  projection: Projection,
  options: WriteOptions,
): string[] {
  const parts: string[] = []
  const { select } = projection
  if (!select || select.all) {
    for (const name of Object.keys(members)) {
      const nested = { ...projection, select: select?.properties.get(name) }
      addMember(parts, { members, name, type, projection: nested }, options)
    }
    return parts
  }
  for (const name of typeNames) {
    if (options.metadata === 'none' || !Object.hasOwn(members, name)) continue
    addMember(parts, { members, name, type, projection: {} }, options)
  }
  for (const [name, selected] of select.properties) {
    if (!isSelectedOn(selected, type)) continue
    addMember(
      parts,
      { members, name, type, projection: { ...projection, select: selected } },
      options,
    )
  }
  for (const name of projection.expand?.within.keys() ?? []) {
    if (select.properties.has(name)) continue
    addMember(parts, { members, name, type, projection: { ...projection, select: none } }, options)
  }
  return parts
}

/** Selects nothing: for complex values that are there for what is expanded in them. */
export const none: SelectedProperty = {
  all: false,
  properties: new Map(),
  navigations: new Set(),
  operations: new Map(),
  nameText: '',
  property: undefined,
  onTypes: undefined,
  query: undefined,
}

/** A property that a type cast selects is there on instances of that type alone. */
export function isSelectedOn(
  { onTypes }: SelectedProperty,
  type: StructuredType | undefined,
): boolean {
  return !onTypes || (type !== undefined && onTypes.some((onType) => isDerivedFrom(type, onType)))
}

interface Member {
  readonly members: JsonObject
  readonly name: string
  readonly type: StructuredType | undefined
  /** Of the value that holds it, but for what is selected of the member. */
  readonly projection: Projection
}

function addMember(
  parts: string[],
  { members, name, type, projection }: Member,
  options: WriteOptions,
): void {
  const property = type?.properties.get(name)
  if (isLeftOut(name, members, property, options)) return
  if (!Object.hasOwn(members, name)) {
    const absent = writeAbsent(projection.select as SelectedProperty | undefined, property)
    if (absent) parts.push(absent)
    return
  }
  const nested = nestedProjection(name, type, projection)
  const nameText = JSON.stringify(memberName(name, options))
  const value = givenTypeAnnotation(name, members[name]!, options)
  const annotation = propertyTypeAnnotation(type, name, value, options)
  if (annotation) {
    parts.push(`${JSON.stringify(name + controlName('type', options))}:"${annotation}"`)
  }
  parts.push(...writeMember(value, property?.type, { name, nameText, ...nested }, options))
}

/**
 * A selected property is there, also where nothing was stored for it: null, or no items. A dynamic one
 * "is treated as null for all instances on which it is not defined".
 * @see URL Conventions, "System Query Option $select"
 */
export function writeAbsent(
  selected: SelectedProperty | undefined,
  property: SelectedProperty['property'],
): string | undefined {
  if (!selected) return undefined
  if (!property) return selected.isNullWhenAbsent ? `${selected.nameText}null` : undefined
  if (property.type.qualifiedName === 'Edm.Stream') return undefined
  if (property.isCollection) return `${selected.nameText}[]`
  return property.nullable ? `${selected.nameText}null` : undefined
}

/** What is expanded in a complex property, for instances of the type that has it. */
export function nestedProjection(
  name: string,
  type: StructuredType | undefined,
  { select, expand, writer, path }: Projection,
): Projection {
  const within = expand?.within.get(name)
  const has = within && type && isDerivedFrom(type, within.onType)
  return { select, expand: has ? within.expand : undefined, writer, path: path && [...path, name] }
}

/**
 * A property's value by name, with the options that `$select` has for it: a collection is filtered,
 * ordered and cut, and its count precedes it.
 */
export function writeMember(
  value: JsonValue,
  type: EdmType | undefined,
  {
    name,
    nameText,
    ...projection
  }: Projection & { readonly name: string; readonly nameText: string },
  options: WriteOptions,
): string[] {
  const query = (projection.select as SelectedProperty | undefined)?.query
  if (!query || value === null) {
    return [`${nameText}:${writeValue(value, type, projection, options)}`]
  }
  const isCollection = Array.isArray(value)
  const items = isCollection ? (value as readonly JsonValue[]) : [value]
  const instances = applyQuery(query, { items }, options.evaluation)
  const { count, skip = 0, top = Number.MAX_SAFE_INTEGER } = instances
  const window = takeWindow(instances, skip, top) as readonly JsonValue[]
  const parts: string[] = []
  if (count !== undefined) {
    const countName = JSON.stringify(name + controlName('count', options))
    parts.push(`${countName}:${options.ieee754Compatible ? `"${count}"` : count}`)
  }
  const left = isCollection ? window : window[0]!
  parts.push(`${nameText}:${writeValue(left, type, projection, options)}`)
  return parts
}

/** The evaluation of nested options, in which `$it` is the instance of the resource that the path names. */
export function withOuterInstance(options: WriteOptions, instance: unknown): WriteOptions {
  const evaluation = withIt(options.evaluation, instance)
  return evaluation === options.evaluation ? options : { ...options, evaluation }
}

/** The evaluation of nested options, in which aliases given beside them have their values for the instance. */
export function withAliases(
  options: WriteOptions,
  instance: unknown,
  aliases: readonly AliasPlan[],
): WriteOptions {
  const { evaluation } = options
  const variables = new Map(evaluation.variables)
  for (const { name, evaluate } of aliases) variables.set(name, evaluate(instance, evaluation))
  return { ...options, evaluation: { ...evaluation, variables } }
}
