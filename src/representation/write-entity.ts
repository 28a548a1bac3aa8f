import { ODataError } from '../errors.ts'
import {
  isDerivedFrom,
  type EdmType,
  type EntityInstance,
  type EntityType,
  type JsonValue,
} from '../model/index.ts'
import {
  applyQuery,
  takeWindow,
  type ExpandItemPlan,
  type QueryPlan,
  type Selection,
} from '../query/index.ts'
import { findInstanceType } from '../schemas/instance-type.ts'
import { canonicalPath, etagOf, type Entity } from '../store/index.ts'
import { mayHoldDigits, writePrimitive } from './write-number.ts'
import type { WriteOptions } from './write-options.ts'
import { propertyTypeAnnotation } from './type-annotation.ts'

/** Bounds what one answer may hold, so that expansions of expansions end. */
const mostEntities = 1_000_000

/** Counts the entities of one answer. */
export interface Budget {
  left: number
}

export function newBudget(): Budget {
  return { left: mostEntities }
}

/**
 * The members of an entity's JSON object, without the braces.
 * @param declaredType the type that the context tells; another one is said by `@odata.type`
 * @see JSON Format, "Entity"
 */
export function writeEntityMembers(
  entity: Entity,
  query: QueryPlan,
  { declaredType, budget }: { declaredType: EntityType; budget: Budget },
  options: WriteOptions,
): string {
  if (--budget.left < 0) {
    throw new ODataError(
      400,
      'BadRequest',
      `the answer would hold more than ${mostEntities} entities`,
    )
  }
  const parts: string[] = []
  addControlInformation(parts, entity, { declaredType, select: query.$select }, options)
  const members = writeMembers(entity, query.$select, options)
  if (members) parts.push(members)
  for (const item of query.$expand?.items ?? []) {
    if (isDerivedFrom(entity.type, item.onType)) {
      parts.push(...writeExpanded(entity, item, budget, options))
    }
  }
  return parts.join(',')
}

/** A navigation property that is selected is represented by its link (URL Conventions, "System Query Option $select"). */
function addControlInformation(
  parts: string[],
  entity: Entity,
  { declaredType, select }: { declaredType: EntityType; select: Selection | undefined },
  { metadata, serviceRoot }: WriteOptions,
): void {
  if (metadata === 'none') return
  if (metadata === 'full' || entity.type !== declaredType) {
    parts.push(`"@odata.type":"#${entity.type.qualifiedName}"`)
  }
  if (metadata !== 'full' && !select?.navigations.size) return
  if (!entity.collection && !entity.containment && !entity.singleton) {
    // JSON Format, "Control Information: id": null for what is transient.
    if (metadata === 'full') parts.push('"@odata.id":null')
    return
  }
  const path = canonicalPath(entity)
  if (metadata === 'full') {
    parts.push(
      `"@odata.etag":${JSON.stringify(etagOf(entity))}`,
      `"@odata.id":${JSON.stringify(`${serviceRoot}/${path}`)}`,
      `"@odata.editLink":${JSON.stringify(path)}`,
    )
  }
  for (const { name } of entity.type.navigationProperties.values()) {
    if (metadata !== 'full' && !select?.navigations.has(name)) continue
    const url = `${serviceRoot}/${path}/${name}`
    parts.push(
      `"${name}@odata.associationLink":${JSON.stringify(`${url}/$ref`)}`,
      `"${name}@odata.navigationLink":${JSON.stringify(url)}`,
    )
  }
}

function writeMembers(
  entity: Entity,
  select: Selection | undefined,
  options: WriteOptions,
): string {
  const isPlain = options.metadata === 'minimal' && !options.ieee754Compatible
  if (isPlain && (!select || select.all)) {
    return (entity.text ??= writeWhole(entity, options))
  }
  const parts: string[] = []
  const add = (name: string, nested: Selection | undefined) => {
    if (!Object.hasOwn(entity.properties, name)) return
    const value = entity.properties[name]!
    const property = entity.type.properties.get(name)
    const annotation =
      options.metadata === 'full' && property && value !== null
        ? propertyTypeAnnotation(property)
        : undefined
    if (annotation) parts.push(`${JSON.stringify(`${name}@odata.type`)}:"${annotation}"`)
    parts.push(`${JSON.stringify(name)}:${writeValue(value, property?.type, nested, options)}`)
  }
  if (!select || select.all) for (const name of Object.keys(entity.properties)) add(name, undefined)
  else for (const [name, nested] of select.properties) add(name, nested)
  return parts.join(',')
}

function writeWhole({ type, properties }: Entity, options: WriteOptions): string {
  if (!mayHoldDigits(type)) return JSON.stringify(properties).slice(1, -1)
  return Object.entries(properties)
    .map(([name, value]) => {
      const declared = type.properties.get(name)?.type
      return `${JSON.stringify(name)}:${writeValue(value, declared, undefined, options)}`
    })
    .join(',')
}

/** A primitive, complex or collection value, with what is selected beneath it. */
export function writeValue(
  value: JsonValue,
  type: EdmType | undefined,
  select: Selection | undefined,
  options: WriteOptions,
): string {
  if (value === null || typeof value !== 'object') {
    return writePrimitive(value, type, options.ieee754Compatible)
  }
  if (Array.isArray(value)) {
    return `[${value.map((item: JsonValue) => writeValue(item, type, select, options)).join(',')}]`
  }
  const isStructured = type?.kind === 'complexType' || type?.kind === 'entityType'
  const actual = isStructured ? findInstanceType(type, value) : undefined
  const selected = select?.all ? undefined : select?.properties
  const names = selected ? ['@odata.type', ...selected.keys()] : Object.keys(value)
  const parts = names.flatMap((name) => {
    if (!Object.hasOwn(value, name) || (options.metadata === 'none' && name.includes('@')))
      return []
    const inner = (value as Record<string, JsonValue>)[name]!
    const innerType = actual?.properties.get(name)?.type
    return [`${JSON.stringify(name)}:${writeValue(inner, innerType, selected?.get(name), options)}`]
  })
  return `{${parts.join(',')}}`
}

function writeExpanded(
  entity: Entity,
  { name, navigation, suffix, query }: ExpandItemPlan,
  budget: Budget,
  options: WriteOptions,
): string[] {
  const { evaluation } = options
  if (!navigation) return []
  const related = evaluation.follow(entity, navigation)
  const writeOne = (target: EntityInstance): string =>
    suffix === '$ref'
      ? writeReference(target as Entity, options)
      : `{${writeEntityMembers(target as Entity, query, { declaredType: navigation.type, budget }, options)}}`
  if (!Array.isArray(related)) {
    return [`"${name}":${related ? writeOne(related as EntityInstance) : 'null'}`]
  }
  const instances = applyQuery(query, { items: related as readonly EntityInstance[] }, evaluation)
  const count = suffix === '$count' ? instances.items.length : instances.count
  const parts: string[] = []
  if (count !== undefined) {
    parts.push(`"${name}@odata.count":${options.ieee754Compatible ? `"${count}"` : count}`)
  }
  if (suffix === '$count') return parts
  const window = takeWindow(
    instances,
    instances.skip ?? 0,
    instances.top ?? Number.MAX_SAFE_INTEGER,
  )
  parts.push(`"${name}":[${(window as readonly EntityInstance[]).map(writeOne).join(',')}]`)
  return parts
}

/** @see JSON Format, "Entity Reference" */
export function writeReference(entity: Entity, { serviceRoot }: WriteOptions): string {
  return `{"@odata.id":${JSON.stringify(`${serviceRoot}/${canonicalPath(entity)}`)}}`
}
