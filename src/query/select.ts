import { badRequest } from '../errors.ts'
import {
  didYouMean,
  findType,
  isDerivedFrom,
  type EdmType,
  type Model,
  type StructuredType,
} from '../model/index.ts'
import { notImplemented } from '../errors.ts'
import { parseSelect, type SelectItem } from '../syntax/index.ts'
import type { SystemQueryOption } from './system-query-option.ts'

/** Which properties are represented: all, or those named, each with what is selected beneath it. */
export interface SelectPlan {
  readonly all: boolean
  /** Structural and dynamic properties by name. */
  readonly properties: ReadonlyMap<string, SelectPlan>
  /** Navigation properties named: their links, not their entities. */
  readonly navigations: ReadonlySet<string>
  /** As given, for the context URL. */
  readonly text: string
}

interface Selection {
  all: boolean
  properties: Map<string, Selection>
  navigations: Set<string>
  text: string
}

/** @see URL Conventions, "System Query Option $select" */
export const select: SystemQueryOption<readonly SelectItem[], '$select'> = {
  name: '$select',
  appliesTo: ['collection', 'single'],
  parse: parseSelect,
  plan: (items, type, { model }) => {
    const selection = emptySelection()
    const texts: string[] = []
    for (const item of items) {
      addItem(item, type, model, selection)
      texts.push(item.path.map(({ name }) => name).join('/'))
    }
    selection.text = texts.join(',')
    return selection
  },
}

function emptySelection(): Selection {
  return { all: false, properties: new Map(), navigations: new Set(), text: '' }
}

function addItem(
  { path, options }: SelectItem,
  type: EdmType,
  model: Model,
  selection: Selection,
): void {
  if (options.length > 0) throw notImplemented(`$select with nested options (${options[0]!.name})`)
  let current = selection
  let currentType = type
  for (const { name, position } of path) {
    if (current.all) return
    if (name === '*') {
      current.all = true
      return
    }
    if (currentType.kind !== 'entityType' && currentType.kind !== 'complexType') {
      throw badRequest(
        `$select: '${name}' at ${position} follows a value of type ${currentType.qualifiedName}, which has no properties`,
        '$select',
      )
    }
    if (name.includes('.')) {
      currentType = castTo(name, position, currentType, model)
      continue
    }
    const found = findMember(currentType, name)
    if (!found && !currentType.isOpen) throw unknownMember(name, position, currentType)
    if (found === 'navigation') {
      current.navigations.add(name)
      return
    }
    let next = current.properties.get(name)
    if (!next) current.properties.set(name, (next = emptySelection()))
    current = next
    if (!found) return void (current.all = true)
    currentType = found
  }
  current.all = true
}

function castTo(name: string, position: number, from: StructuredType, model: Model) {
  const type = name.endsWith('.*') ? undefined : findType(model, name)
  if (type?.kind === 'entityType' || type?.kind === 'complexType') {
    if (isDerivedFrom(type, from) || isDerivedFrom(from, type)) return type
  }
  const operation = model.operations.some(({ qualifiedName }) => qualifiedName === name)
  if (operation || name.endsWith('.*')) throw notImplemented('$select of operations')
  throw badRequest(
    `$select: '${name}' at ${position} is not a type derived from ${from.qualifiedName}`,
    '$select',
  )
}

/** A property's type, or that it is a navigation property; derived types count, as services let them. */
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

function unknownMember(name: string, position: number, type: StructuredType) {
  const names = [...type.properties.keys(), ...type.navigationProperties.keys()]
  return badRequest(
    `$select: '${name}' at ${position} is not a property of ${type.qualifiedName}${didYouMean(name, names)}`,
    '$select',
  )
}
