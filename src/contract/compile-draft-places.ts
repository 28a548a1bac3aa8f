import type { ContainerDraft } from './compile-container.ts'
import { findNavigation, findProperty, type StructuredDraft } from './compile-drafts.ts'
import { parseDocumentedPath } from './compile-paths.ts'
import { findStructured } from './compile-type-table.ts'

/** What a path leads to while the model is being compiled. */
export interface DraftPlace {
  readonly type: StructuredDraft
  readonly isCollection: boolean
}

/** Follows a documented path through the drafts; `undefined` where it leads to nothing structured. */
export function findPlace(container: ContainerDraft, path: string): DraftPlace | undefined {
  const [first, ...rest] = parseDocumentedPath(path)
  let place = first && findRoot(container, first.name)
  for (const { kind, name } of rest) {
    if (!place || kind === 'system') return place
    if (kind === 'cast') {
      const type = findStructured(container.table, name)
      if (type) place = { ...place, type }
    } else if (kind === 'call') return undefined
    else if (place.isCollection) place = { ...place, isCollection: false }
    else place = findMember(place.type, name)
  }
  return place
}

function findRoot(
  { entitySets, singletons }: ContainerDraft,
  name: string,
): DraftPlace | undefined {
  const singleton = singletons.get(name)
  if (singleton) return { type: singleton.type, isCollection: false }
  const wanted = name.toLowerCase()
  for (const set of entitySets.values()) {
    if (set.name.toLowerCase() === wanted || set.aliases.has(name)) {
      return { type: set.type, isCollection: true }
    }
  }
  return undefined
}

function findMember(type: StructuredDraft, name: string): DraftPlace | undefined {
  const navigation = findNavigation(type, name)
  if (navigation) return navigation
  for (let current: StructuredDraft | undefined = type; current; current = current.base) {
    for (const candidate of current.navigations.values()) {
      if (candidate.name.toLowerCase() === name.toLowerCase()) return candidate
    }
  }
  const property = findProperty(type, name)
  return typeof property?.type === 'object' && property.type.kind === 'structured'
    ? { type: property.type, isCollection: property.isCollection }
    : undefined
}
