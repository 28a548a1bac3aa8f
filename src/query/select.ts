import { badRequest, notImplemented } from '../errors.ts'
import {
  didYouMean,
  findType,
  isDerivedFrom,
  isStructuredType,
  primitiveTypes,
  type EdmType,
  type Model,
  type Operation,
  type Property,
  type StructuredType,
} from '../model/index.ts'
import { parseSelect, type SelectItem } from '../syntax/index.ts'
import { addOperations, operationText } from './select-operations.ts'
import type { PlanContext, QueryPlan, SystemQueryOption } from './system-query-option.ts'

/** What of a structured value is represented: all, or the members named, each with what is selected beneath it. */
export interface Selection {
  /** Then every structural property is; those in `properties` have options of their own. */
  readonly all: boolean
  /** Structural and dynamic properties by name. */
  readonly properties: ReadonlyMap<string, SelectedProperty>
  /** Navigation properties named: their links, not their entities. */
  readonly navigations: ReadonlySet<string>
  /** Operations that are advertised, by what is written before their target. */
  readonly operations: ReadonlyMap<string, Operation>
}

export interface SelectedProperty extends Selection {
  /** The property's name with its colon, as JSON has it. */
  readonly nameText: string
  /** `undefined` for a dynamic property. */
  readonly property: Property | undefined
  /** A dynamic property that is null where it has no value; pages leave it out. */
  readonly isNullWhenAbsent?: boolean | undefined
  /** Only instances of these types have it selected; `undefined` for every instance. */
  readonly onTypes: readonly StructuredType[] | undefined
  /** Options in parentheses on a collection, or `$compute` on a complex value. */
  readonly query: QueryPlan | undefined
}

export interface SelectPlan extends Selection {
  /** The paths selected, for the context URL; '' where that is every structural property and nothing else. */
  readonly text: string
  /** Whether something selected has options in parentheses. */
  readonly hasOptions: boolean
}

interface Growing extends Selection {
  all: boolean
  readonly properties: Map<string, GrowingProperty>
  readonly navigations: Set<string>
  readonly operations: Map<string, Operation>
}

interface GrowingProperty extends Growing {
  readonly nameText: string
  property: Property | undefined
  isNullWhenAbsent?: boolean | undefined
  onTypes: readonly StructuredType[] | undefined
  query: QueryPlan | undefined
}

/** Options of selected properties nest this deep at most. */
const deepestSelect = 8

type SelectSegment = SelectItem['path'][number]

/** @see URL Conventions, "System Query Option $select" */
export const select: SystemQueryOption<readonly SelectItem[], '$select'> = {
  name: '$select',
  appliesTo: ['collection', 'single'],
  parse: parseSelect,
  plan: (items, type, context) => {
    const selection = emptySelection()
    const texts = new Set<string>()
    for (const item of items) {
      for (const text of addItem(item, type, selection, context)) texts.add(text)
    }
    const text = contextText(selection, texts)
    return { ...selection, text, hasOptions: hasOptions(selection) }
  },
}

function emptySelection(): Growing {
  return { all: false, properties: new Map(), navigations: new Set(), operations: new Map() }
}

function hasOptions({ properties }: Selection): boolean {
  return [...properties.values()].some((selected) => selected.query || hasOptions(selected))
}

/** "The shortcut `*` represents the list of all structural properties"; alone, it says nothing. */
function contextText({ all, navigations, operations }: Selection, texts: Iterable<string>): string {
  if (!all) return [...texts].join(',')
  if (navigations.size + operations.size === 0) return ''
  return ['*', ...navigations, ...[...operations.keys()].map((name) => name.slice(1))].join(',')
}

// ── Paths ───────────────────────────────────────────────────────────────────────────────────────

/** Where the segments so far lead. */
interface Place {
  readonly selection: Growing
  readonly type: EdmType
  readonly isCollection: boolean
  /** The path for the context URL, with a slash at its end unless it is empty. */
  readonly prefix: string
  /** The property that the last segment names; `undefined` at the start and after a dynamic one. */
  readonly selected: GrowingProperty | undefined
  /** The type that a cast before the next segment gives. */
  readonly castTo: StructuredType | undefined
}

/** @returns the paths that the item selects, as a context URL has them */
function addItem(
  item: SelectItem,
  type: EdmType,
  selection: Growing,
  context: PlanContext,
): readonly string[] {
  const { path, options } = item
  const start = { selection, type, isCollection: false, prefix: '' }
  let place: Place = { ...start, selected: undefined, castTo: undefined }
  for (const [index, segment] of path.entries()) {
    const { name } = segment
    const isLast = index === path.length - 1
    if (name === '*') {
      place.selection.all = true
      return [`${place.prefix}*`]
    }
    if (isLast && addOperations(item, segment, place, context)) {
      return [place.prefix + operationText(item, segment, context.model)]
    }
    if (name.includes('.') && !name.startsWith('@')) {
      place = enterCast(segment, place, context.model)
      continue
    }
    const found = findMember(segment, place, context)
    if (found === 'navigation') {
      if (options.length > 0 || !isLast) throw refuseNavigation(segment)
      place.selection.navigations.add(name)
      return [place.prefix + name]
    }
    place = enterProperty(name, found, place)
  }
  const { selected, prefix, castTo } = place
  if (!selected || castTo) {
    throw badRequest('$select: expected a property after the type', '$select')
  }
  if (options.length > 0) return addOptions(item, place, context)
  selected.all = true
  return [prefix.slice(0, -1)]
}

function refuseNavigation({ name, position }: SelectSegment) {
  return badRequest(
    `$select: '${name}' at ${position} is a navigation property: use $expand`,
    '$select',
  )
}

function enterCast({ name, position }: SelectSegment, place: Place, model: Model): Place {
  const from = place.castTo ?? place.type
  const type = findType(model, name)
  if (isStructuredType(type) && isStructuredType(from)) {
    if (isDerivedFrom(type, from) || isDerivedFrom(from, type)) {
      return { ...place, castTo: type, prefix: `${place.prefix}${type.qualifiedName}/` }
    }
  }
  throw badRequest(
    `$select: '${name}' at ${position} is not a type derived from ${from.qualifiedName}`,
    '$select',
  )
}

interface FoundProperty extends Pick<SelectedProperty, 'isNullWhenAbsent'> {
  readonly property: Property | undefined
  /** The derived types that declare it, where no cast says which; absent for the type itself. */
  readonly onTypes: readonly StructuredType[] | undefined
}

function enterProperty(name: string, found: FoundProperty, place: Place): Place {
  const { property } = found
  const onTypes = place.castTo ? [place.castTo] : found.onTypes
  const known = place.selection.properties.get(name)
  const selected = known ?? {
    ...emptySelection(),
    nameText: `${JSON.stringify(name)}:`,
    property,
    isNullWhenAbsent: found.isNullWhenAbsent,
    onTypes,
    query: undefined,
  }
  if (!known) place.selection.properties.set(name, selected)
  else selected.onTypes = onTypes && selected.onTypes && [...selected.onTypes, ...onTypes]
  const [onlyType, ...others] = place.castTo ? [] : (found.onTypes ?? [])
  const cast = onlyType && others.length === 0 ? `${onlyType.qualifiedName}/` : ''
  return {
    selection: selected,
    type: property?.type ?? primitiveTypes['Edm.Untyped'],
    isCollection: property?.isCollection ?? false,
    prefix: `${place.prefix}${cast}${name}/`,
    selected,
    castTo: undefined,
  }
}

/** What a name of an instance stands for; no property where the model leaves that open. */
function findMember(
  { name, position }: SelectSegment,
  place: Place,
  context: PlanContext,
): FoundProperty | 'navigation' {
  const type = place.castTo ?? place.type
  const isNullWhenAbsent = context.isStrict && !name.startsWith('@')
  const open = { property: undefined, onTypes: undefined, isNullWhenAbsent }
  if (type.qualifiedName === 'Edm.Untyped') return open
  if (!isStructuredType(type)) {
    throw badRequest(
      `$select: '${name}' at ${position} follows a value of type ${type.qualifiedName}, which has no properties`,
      '$select',
    )
  }
  const found = findMemberOf(name, type, context)
  if (found) return found
  if (type.isOpen || name.startsWith('@')) return open
  const names = [...type.properties.keys(), ...type.navigationProperties.keys()]
  throw badRequest(
    `$select: '${name}' at ${position} is not a property of ${type.qualifiedName}${didYouMean(name, names)}`,
    '$select',
  )
}

/** "The select item MUST be prefixed" for a derived type's property; pages let it go without. */
function findMemberOf(
  name: string,
  type: StructuredType,
  context: PlanContext,
): FoundProperty | 'navigation' | undefined {
  if (type.navigationProperties.has(name)) return 'navigation'
  const property = type.properties.get(name)
  if (property) return { property, onTypes: undefined }
  if (context.isStrict) return undefined
  const declared: FoundProperty[] = []
  for (const derived of type.derivedTypes) {
    const found = findMemberOf(name, derived, context)
    if (found === 'navigation') return found
    if (found) declared.push({ ...found, onTypes: found.onTypes ?? [derived] })
  }
  const [first] = declared
  return first && { ...first, onTypes: declared.flatMap(({ onTypes = [] }) => onTypes) }
}

// ── Options in parentheses ──────────────────────────────────────────────────────────────────────

/** `Address($select=City)` is `Address/City`; the options of a collection are applied to its items. */
function addOptions(
  { path, options, position }: SelectItem,
  { selected, type, isCollection, prefix }: Place,
  context: PlanContext,
): readonly string[] {
  const name = path.at(-1)!.name
  if (context.depth >= deepestSelect) {
    throw badRequest(`$select: nests deeper than ${deepestSelect} levels`, '$select')
  }
  if (selected!.query) {
    throw badRequest(
      `$select: '${name}' at ${position} has options in more than one place`,
      '$select',
    )
  }
  const planned = context.planNested(options, type, isCollection ? 'collection' : 'single', {
    ...context,
    depth: context.depth + 1,
  })
  const { $select, $expand, aliases, ...query } = planned
  if ($expand) throw badRequest('$expand does not apply within $select', '$expand')
  if (aliases && $select?.hasOptions) {
    throw notImplemented('an expression as the value of an alias within nested options of $select')
  }
  selected!.query = query
  if (!$select) {
    selected!.all = true
    return [prefix.slice(0, -1)]
  }
  merge($select, selected!)
  if ($select.text === '') return [`${prefix}*`]
  return $select.text.split(',').map((inner) => prefix + inner)
}

function merge({ all, properties, navigations, operations }: Selection, into: Growing): void {
  if (all) into.all = true
  for (const [name, inner] of properties) {
    const known = into.properties.get(name)
    if (known) merge(inner, known)
    else into.properties.set(name, inner as GrowingProperty)
  }
  for (const name of navigations) into.navigations.add(name)
  for (const [name, operation] of operations) into.operations.set(name, operation)
}
