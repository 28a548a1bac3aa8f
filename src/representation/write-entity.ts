import { readPage } from '../engine/index.ts'
import { followComplex, isTransient } from '../expression/index.ts'
import {
  isDerivedFrom,
  isPrimitiveTypeName,
  primitiveTypes,
  type EdmType,
  type JsonObject,
  type EntityInstance,
  type EntityType,
  type NavigationProperty,
  type StructuredType,
} from '../model/index.ts'
import {
  applyQuery,
  type ExpandItemPlan,
  type ExpandPlan,
  type Instances,
  type QueryPlan,
  type SelectedProperty,
  selectListOf,
} from '../query/index.ts'
import type { Entity } from '../store/index.ts'
import { contextUrl } from './context-url.ts'
import { controlName, memberName } from './control-name.ts'
import {
  innerPlace,
  newBudget,
  spend,
  standsWithinItself,
  type EntityPlace,
} from './entity-place.ts'
import { entityPath, isUpdatable } from './entity-path.ts'
import { isEverythingWritten, isLeftOut } from './left-out.ts'
import { isInStore, storedOf } from './stored-instance.ts'
import { givenTypeAnnotation, propertyTypeAnnotation } from './type-annotation.ts'
import {
  addControlInformation,
  navigationLinks,
  writeReference,
} from './write-control-information.ts'
import { mayHoldDigits, writePrimitive } from './write-number.ts'
import { addOperations } from './write-operations.ts'
import type { WriteOptions } from './write-options.ts'
import { hasStreams, writeStreams } from './write-streams.ts'
import {
  isSelectedOn,
  linkedBy,
  nestedProjection,
  none,
  withAliases,
  withOuterInstance,
  writeAbsent,
  writeMember,
  writeValue,
  type ComplexSource,
  type ComplexWriter,
  type Linked,
  type Projection,
} from './write-value.ts'

/**
 * The members of an entity's JSON object, without the braces.
 * @see JSON Format, "Entity"
 */
export function writeEntityMembers(
  given: EntityInstance,
  query: QueryPlan,
  place: EntityPlace,
  options: WriteOptions,
): string {
  const instance = options.shown ? options.shown(given) : given
  const { $select, $expand } = query
  const needsOuter = $expand?.needsOuter || $select?.hasOptions
  const outer = needsOuter ? withOuterInstance(options, instance) : options
  const nested = query.aliases ? withAliases(outer, instance, query.aliases) : outer
  const parts: string[] = []
  addControlInformation(parts, instance, { expected: place.declaredType, select: $select }, options)
  addContentId(parts, instance, options)
  const members = writeMembers(instance, { select: $select, expand: $expand }, place, nested)
  if (members) parts.push(members)
  const stored = storedOf(instance)
  if (stored && hasStreams(instance.type)) {
    const holder = {
      type: stored.type,
      value: stored.properties,
      path: () => (isInStore(stored) ? entityPath(stored) : undefined),
      isReadOnly: !isUpdatable(stored),
    }
    parts.push(...writeStreams(holder, { select: $select, expand: $expand }, options))
  }
  const linked = linkedBy($select, options)
  if ($expand || linked) {
    const source = sourceOf(instance, options)
    addNavigations(parts, source, { expand: $expand, linked, place }, nested)
  }
  addOperations(parts, instance, $select, options)
  return parts.join(',')
}

/** @see Protocol, "Create Related Entities When Creating an Entity" */
function addContentId(
  parts: string[],
  instance: EntityInstance,
  { contentIds, metadata }: WriteOptions,
): void {
  const noted = contentIds?.get(instance.origin ?? instance)
  if (noted && metadata !== 'none') parts.push(`"${noted[0]}":${JSON.stringify(noted[1])}`)
}

// ── Structural properties ───────────────────────────────────────────────────────────────────────

function writeMembers(
  instance: EntityInstance,
  projection: Projection,
  place: EntityPlace,
  options: WriteOptions,
): string {
  const { select, expand } = projection
  if (!expand?.within.size && (!select || (select.all && select.properties.size === 0))) {
    const text = findKeptText(instance, options)
    if (text !== undefined) return text
  }
  const { properties, type } = instance
  const owner = storedOf(instance)
  const basePath = () => (owner && isInStore(owner) ? entityPath(owner) : undefined)
  const writer = complexWriter(basePath, place, options)
  const members: MembersOf = { instance, expand, writer, path: [], parts: [] }
  if (!select || select.all) {
    for (const name of Object.keys(properties)) {
      addMember(name, select?.properties.get(name), members, options)
    }
    return members.parts.join(',')
  }
  const annotations = Object.keys(properties).filter((name) => name.indexOf('@') > 0)
  for (const [name, selected] of select.properties) {
    if (!isSelectedOn(selected, type)) continue
    for (const annotation of annotations) {
      if (annotation.startsWith(`${name}@`)) addMember(annotation, none, members, options)
    }
    addMember(name, selected, members, options)
  }
  for (const name of expand?.within.keys() ?? []) {
    if (!select.properties.has(name)) addMember(name, none, members, options)
  }
  return members.parts.join(',')
}

interface MembersOf extends Pick<Projection, 'expand' | 'writer' | 'path'> {
  readonly instance: EntityInstance
  readonly parts: string[]
}

function addMember(
  name: string,
  selected: SelectedProperty | undefined,
  members: MembersOf,
  options: WriteOptions,
): void {
  const { instance, parts, expand, writer, path } = members
  const { properties, type } = instance
  const property = type.properties.get(name)
  if (isLeftOut(name, properties, property, options)) return
  if (!Object.hasOwn(properties, name)) {
    const absent = writeAbsent(selected, property)
    if (absent) parts.push(absent)
    return
  }
  const isAnnotation = name.includes('@')
  const value = isAnnotation
    ? givenTypeAnnotation(name, properties[name]!, options)
    : properties[name]!
  const annotation = propertyTypeAnnotation(type, name, value, options)
  if (annotation) {
    parts.push(`${JSON.stringify(name + controlName('type', options))}:"${annotation}"`)
  }
  if ((value === null || typeof value !== 'object') && !isAnnotation) {
    const nameText = selected?.nameText || `${JSON.stringify(name)}:`
    const declared = property?.type ?? dynamicType(properties, name)
    parts.push(nameText + writePrimitive(value, declared, options.ieee754Compatible))
    return
  }
  const nested = nestedProjection(name, type, { expand, writer, path, select: selected })
  const member = { name, nameText: JSON.stringify(memberName(name, options)), ...nested }
  parts.push(...writeMember(value, property?.type, member, options))
}

/** The built-in type that a dynamic property was given with. */
function dynamicType(properties: JsonObject, name: string): EdmType | undefined {
  const given = properties[`${name}@odata.type`]
  const qualified = typeof given === 'string' ? `Edm.${given.slice(1)}` : ''
  return isPrimitiveTypeName(qualified) ? primitiveTypes[qualified] : undefined
}

/** The text of a stored entity's whole is kept with it. */
function findKeptText(instance: EntityInstance, options: WriteOptions): string | undefined {
  if (!isEverythingWritten(options) || options.ieee754Compatible) return undefined
  if (!('links' in instance)) return undefined
  const entity = instance as Entity
  const text = (entity.text ??= writeWhole(entity, options))
  return options.version === '4.01' && text.includes('@odata.') ? undefined : text
}

function writeWhole({ type, properties }: Entity, options: WriteOptions): string {
  if (!mayHoldDigits(type)) return JSON.stringify(properties).slice(1, -1)
  const asStored = { ...options, version: undefined }
  return Object.entries(properties)
    .map(([name, value]) => {
      const declared = type.properties.get(name)?.type
      return `${JSON.stringify(name)}:${writeValue(value, declared, {}, asStored)}`
    })
    .join(',')
}

// ── Expanded navigation properties ──────────────────────────────────────────────────────────────

/** What navigation properties are followed from: an entity, or a complex value of one. */
interface Source {
  readonly type: StructuredType
  readonly instance: EntityInstance | undefined
  readonly follow: (
    navigation: NavigationProperty,
  ) => EntityInstance | null | readonly EntityInstance[]
  /** Its path below the service root; `undefined` where it has none, as an item of a collection. */
  readonly path: () => string | undefined
}

function sourceOf(instance: EntityInstance, { evaluation }: WriteOptions): Source {
  return {
    type: instance.type,
    instance,
    follow: (navigation) => {
      const given = instance.related?.get(navigation.name)
      if (given !== undefined) return given
      const stored = storedOf(instance)
      if (stored) return evaluation.follow(stored, navigation)
      return navigation.isCollection ? [] : null
    },
    path: () => {
      const stored = storedOf(instance)
      return stored && isInStore(stored) ? entityPath(stored) : undefined
    },
  }
}

interface Navigations {
  readonly expand: ExpandPlan | undefined
  /** Which navigation properties have their links written. */
  readonly linked: Linked | undefined
  readonly place: EntityPlace
}

/**
 * Writes what leads from complex values to entities; their links are kept by the values themselves.
 * @param basePath of the entity or value that paths begin at; `undefined` for what has none
 */
function complexWriter(
  basePath: () => string | undefined,
  place: EntityPlace,
  options: WriteOptions,
): ComplexWriter {
  const pathOf = ({ path }: ComplexSource) => {
    const base = path && basePath()
    return base === undefined ? undefined : [base, ...path!].join('/')
  }
  return {
    pathOf,
    writeNavigations: (complex, { expand, linked }) => {
      const { value, type } = complex
      const parts: string[] = []
      const source: Source = {
        type,
        instance: undefined,
        follow: (navigation) =>
          followComplex(value, navigation, options.evaluation) ??
          (navigation.isCollection ? [] : null),
        path: () => pathOf(complex),
      }
      addNavigations(parts, source, { expand, linked, place }, options)
      return parts
    },
  }
}

/**
 * The links of a navigation property stand right before what is expanded of it.
 * @see JSON Format, "Navigation Link", "Association Link"
 */
function addNavigations(
  parts: string[],
  source: Source,
  { expand, linked, place }: Navigations,
  options: WriteOptions,
): void {
  const { type } = source
  const path = linked && source.path()
  const left = path === undefined ? undefined : new Set(namesLinked(type, linked!))
  const takeLinks = (name: string) => {
    if (left?.delete(name)) parts.push(...navigationLinks(name, path!, options))
  }
  for (const item of expand?.items ?? []) {
    if (!item.navigation || !isDerivedFrom(type, item.onType)) continue
    const written = writeExpanded(source, item, item.navigation, { place, options })
    if (written.length === 0) continue
    parts.push(...contextOfDynamic(item, options))
    takeLinks(item.name)
    parts.push(...written)
  }
  for (const name of left ?? []) takeLinks(name)
}

function namesLinked(type: StructuredType, linked: Linked): readonly string[] {
  const names = [...(type.shapeOf ?? type).navigationProperties.keys()]
  return linked === 'all' ? names : names.filter((name) => linked.has(name))
}

/** @see Data Aggregation, "Transformation addnested": it "carries as control information the context URL" */
function contextOfDynamic(
  { name, navigation, suffix, query }: ExpandItemPlan,
  options: WriteOptions,
): string[] {
  if (navigation?.selectList === undefined || suffix || options.metadata === 'none') return []
  const { target, type, isCollection, selectList } = navigation
  const list = selectListOf(query) || selectList
  const whole = isCollection ? `Collection(${type.qualifiedName})` : type.qualifiedName
  const end = isCollection || !target ? '' : '/$entity'
  const fragment = `${target?.name ?? whole}${list && `(${list})`}${end}`
  const url = JSON.stringify(contextUrl(options, fragment))
  return [`"${name}${controlName('context', options)}":${url}`]
}

interface Writing {
  readonly place: EntityPlace
  readonly options: WriteOptions
}

function writeExpanded(
  source: Source,
  item: ExpandItemPlan,
  navigation: NavigationProperty,
  { place, options }: Writing,
): string[] {
  const { name, suffix, query, targetType, isApplied, isUnbounded } = item
  const { evaluation } = options
  if (isAggregatedAway(source.instance, name)) return []
  const fits = (target: EntityInstance) => !targetType || isDerivedFrom(target.type, targetType)
  const related = source.follow(navigation)
  const inner = innerPlace(source.instance, { isUnbounded, declaredType: navigation.type }, place)
  const writeOne = (target: EntityInstance): string => {
    spend(place.budget)
    return suffix === '$ref' || standsWithinItself(target, inner.ancestors)
      ? writeReference(storedOf(target), options)
      : `{${writeEntityMembers(target, query, inner, options)}}`
  }
  if (!isMany(related)) {
    if (!related || !fits(related)) return [`"${name}":null`]
    if (!isApplied) return [`"${name}":${writeOne(related)}`]
    const [one] = applyQuery(query, { items: [related] }, evaluation).items
    return [`"${name}":${one ? writeOne(one as EntityInstance) : 'null'}`]
  }
  const items = targetType ? related.filter(fits) : related
  if (!isApplied && options.pageSize === undefined && suffix !== '$count') {
    return [`"${name}":[${items.map(writeOne).join(',')}]`]
  }
  const instances = applyQuery(query, { items }, evaluation)
  const count = suffix === '$count' ? instances.items.length : instances.count
  const parts: string[] = []
  if (count !== undefined) {
    const text = options.ieee754Compatible ? `"${count}"` : count
    parts.push(`"${name}${controlName('count', options)}":${text}`)
  }
  if (suffix === '$count') return parts
  const { texts, nextLink } = writePage({ source, item, instances, writeOne }, options)
  parts.push(`"${name}":[${texts.join(',')}]`)
  if (nextLink !== undefined) {
    parts.push(`"${name}${controlName('nextLink', options)}":${JSON.stringify(nextLink)}`)
  }
  return parts
}

/** "Other properties have been aggregated away and are not represented" (Data Aggregation, "System Query Option $apply"). */
function isAggregatedAway(instance: EntityInstance | undefined, name: string): boolean {
  return instance !== undefined && isTransient(instance) && !instance.related?.has(name)
}

function isMany(
  related: EntityInstance | null | readonly EntityInstance[],
): related is readonly EntityInstance[] {
  return Array.isArray(related)
}

/**
 * The items of an expanded collection that one page holds, and the link to the others.
 * @see JSON Format, "Control Information: nextLink"
 */
function writePage(
  {
    source,
    item,
    instances,
    writeOne,
  }: {
    readonly source: Source
    readonly item: ExpandItemPlan
    readonly instances: Instances
    readonly writeOne: (target: EntityInstance) => string
  },
  { pageSize, serviceRoot, aliasQuery }: WriteOptions,
): { readonly texts: readonly string[]; readonly nextLink: string | undefined } {
  // In a request of its own `$it` would be another instance, and what `$apply` made is nowhere: such
  // a collection is given whole.
  const isDynamic = item.navigation?.selectList !== undefined
  const isPaged = pageSize !== undefined && !isDynamic && !item.readsOuter
  const path = isPaged ? source.path() : undefined
  const maxPageSize = path === undefined ? undefined : pageSize
  const { items, skiptoken } = readPage(instances, { maxPageSize, skiptoken: undefined })
  const texts = (items as readonly EntityInstance[]).map(writeOne)
  if (skiptoken === undefined) return { texts, nextLink: undefined }
  const { name, targetType, suffix, queryText } = item
  const steps = [serviceRoot, path, name, targetType?.qualifiedName, suffix]
  const options = [queryText, aliasQuery, `$skiptoken=${skiptoken}`]
  const nextLink = `${steps.filter((step) => step !== undefined).join('/')}?${options.filter((text) => text).join('&')}`
  return { texts, nextLink }
}

/**
 * What is expanded in a value that a path addresses by itself.
 * @param owner the entity whose property it is
 * @param path from the owner to the value
 */
export function projectionOfValue(
  { $select, $expand }: QueryPlan,
  { owner, path }: { readonly owner: Entity | undefined; readonly path: string },
  options: WriteOptions,
): Projection {
  const place = { declaredType: owner?.type as EntityType, budget: newBudget() }
  const basePath = () => (owner ? `${entityPath(owner)}/${path}` : undefined)
  const writer = complexWriter(basePath, place, options)
  return { select: $select, expand: $expand, writer, path: [] }
}
