import { badRequest, notImplemented } from '../errors.ts'
import {
  didYouMean,
  findType,
  isDerivedFrom,
  primitiveTypes,
  type EdmType,
  type Model,
  type StructuredType,
} from '../model/index.ts'
import { parseSelect, type SelectItem } from '../syntax/index.ts'
import type { PlanContext, SystemQueryOption } from './system-query-option.ts'

/** What of a structured value is represented: all, or the members named, each with what is selected beneath it. */
export interface Selection {
  /** Then `properties` says nothing. */
  readonly all: boolean
  /** Structural and dynamic properties by name. */
  readonly properties: ReadonlyMap<string, Selection>
  /** Navigation properties named: their links, not their entities. */
  readonly navigations: ReadonlySet<string>
}

export interface SelectPlan extends Selection {
  /** The paths selected, for the context URL. */
  readonly text: string
}

interface GrowingSelection extends Selection {
  all: boolean
  readonly properties: Map<string, GrowingSelection>
  readonly navigations: Set<string>
}

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
    return { ...selection, text: [...texts].join(',') }
  },
}

function emptySelection(): GrowingSelection {
  return { all: false, properties: new Map(), navigations: new Set() }
}

/** @returns the paths that the item selects */
function addItem(
  { path, options, parameterNames }: SelectItem,
  type: EdmType,
  selection: GrowingSelection,
  context: PlanContext,
): readonly string[] {
  if (parameterNames) throw notImplemented('$select of operations')
  const text = path.map(({ name }) => name).join('/')
  let current = selection
  let currentType = type
  for (const segment of path) {
    const { name } = segment
    if (name === '*') break
    if (name.includes('.')) {
      currentType = castTo(segment, currentType, context.model)
      continue
    }
    const member = memberType(segment, currentType)
    if (member === 'navigation') {
      if (options.length > 0 || segment !== path.at(-1)) {
        throw badRequest(
          `$select: '${name}' at ${segment.position} is a navigation property: use $expand`,
          '$select',
        )
      }
      current.navigations.add(name)
      return [text]
    }
    current = selectionOf(name, current)
    currentType = member
  }
  if (options.length === 0) {
    current.all = true
    return [text]
  }
  const nested = planNestedSelect(options, currentType, context)
  merge(nested, current)
  return nested.text.split(',').map((inner) => `${text}/${inner}`)
}

function selectionOf(name: string, { properties }: GrowingSelection): GrowingSelection {
  const known = properties.get(name)
  if (known) return known
  const selection = emptySelection()
  properties.set(name, selection)
  return selection
}

/** `address($select=city)` is `address/city`; the other options of 4.01 are refused. */
function planNestedSelect(
  options: SelectItem['options'],
  type: EdmType,
  context: PlanContext,
): SelectPlan {
  const nested = { ...context, depth: context.depth + 1 }
  const { $select, ...others } = context.planNested(options, type, 'collection', nested)
  const [other] = Object.keys(others)
  if (!$select || other !== undefined) {
    throw notImplemented(`${other ?? options[0]!.name} within $select`)
  }
  return $select
}

function merge({ all, properties, navigations }: Selection, into: GrowingSelection): void {
  if (all) into.all = true
  for (const [name, inner] of properties) merge(inner, selectionOf(name, into))
  for (const name of navigations) into.navigations.add(name)
}

function castTo({ name, position }: SelectSegment, from: EdmType, model: Model): EdmType {
  if (name.startsWith('@')) throw notImplemented('$select of annotations')
  const type = name.endsWith('.*') ? undefined : findType(model, name)
  if (isStructured(type) && isStructured(from)) {
    if (isDerivedFrom(type, from) || isDerivedFrom(from, type)) return type
  }
  const isOperation = model.operations.some(({ qualifiedName }) => qualifiedName === name)
  if (isOperation || name.endsWith('.*')) throw notImplemented('$select of operations')
  throw badRequest(
    `$select: '${name}' at ${position} is not a type derived from ${from.qualifiedName}`,
    '$select',
  )
}

function isStructured(type: EdmType | undefined): type is StructuredType {
  return type?.kind === 'entityType' || type?.kind === 'complexType'
}

/** What a name of an instance stands for; Edm.Untyped where the model leaves that open. */
function memberType(segment: SelectSegment, type: EdmType): EdmType | 'navigation' {
  const untyped = primitiveTypes['Edm.Untyped']
  if (type === untyped) return untyped
  const { name, position } = segment
  if (!isStructured(type)) {
    throw badRequest(
      `$select: '${name}' at ${position} follows a value of type ${type.qualifiedName}, which has no properties`,
      '$select',
    )
  }
  const found = findMember(type, name)
  if (found) return found
  if (type.isOpen) return untyped
  const names = [...type.properties.keys(), ...type.navigationProperties.keys()]
  throw badRequest(
    `$select: '${name}' at ${position} is not a property of ${type.qualifiedName}${didYouMean(name, names)}`,
    '$select',
  )
}

/** Members of derived types count, as services let them. */
function findMember(type: StructuredType, name: string): EdmType | 'navigation' | undefined {
  if (type.navigationProperties.has(name)) return 'navigation'
  const own = type.properties.get(name)
  if (own) return own.type
  for (const derived of type.derivedTypes) {
    const found = findMember(derived, name)
    if (found) return found
  }
  return undefined
}
