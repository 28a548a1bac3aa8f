import {
  additionsOf,
  declaredType,
  shapeType,
  type Additions,
  type ComplexType,
  type EntityType,
} from '../../model/index.ts'

/** What instances of a collection hold, for the select-list of a context URL. */
export interface Structure {
  /** All declared properties. */
  readonly all: boolean
  /**
   * What else is there or, unless `all`, alone is there, in order: a property, or a complex or expanded
   * navigation property with what it holds.
   */
  readonly parts: ReadonlyMap<string, Structure | undefined>
}

/** Navigation properties expanded by default, each with those expanded beneath it. */
export type Expansions = ReadonlyMap<string, { readonly nested: Expansions }>

/** What a transformation leaves: the type of the instances, what they hold, and what is expanded by default. */
export interface CollectionShape {
  readonly type: EntityType | ComplexType
  readonly structure: Structure
  readonly expansions: Expansions
}

export const emptyStructure: Structure = { all: false, parts: new Map() }

/** The collection that `$apply` starts with. */
export function shapeOfInput(type: EntityType | ComplexType): CollectionShape {
  const { properties } = additionsOf(type)
  const parts = new Map(properties.map(({ name }) => [name, undefined]))
  return { type, structure: { all: true, parts }, expansions: new Map() }
}

/** A shape of the same declared type with just these dynamic properties. */
export function freshType(
  type: EntityType | ComplexType,
  additions: Additions,
): EntityType | ComplexType {
  return shapeType(declaredType(type), additions)
}

/** The declared type with the dynamic properties of all shapes; the first of a name counts. */
export function unionType(types: readonly (EntityType | ComplexType)[]): EntityType | ComplexType {
  const [first] = types as readonly [EntityType | ComplexType]
  const added = types.map(additionsOf).reverse()
  return freshType(first, {
    properties: added.flatMap(({ properties }) => properties),
    navigationProperties: added.flatMap(({ navigationProperties }) => navigationProperties),
  })
}

/** What instances of every one of the structures hold. */
export function commonStructure(
  structures: readonly Structure[],
  type: EntityType | ComplexType,
): Structure {
  const [first, ...others] = structures as readonly [Structure, ...Structure[]]
  const parts = new Map<string, Structure | undefined>()
  const names = structures.flatMap((structure) => [...structure.parts.keys()])
  const all = structures.every((structure) => structure.all)
  for (const name of new Set(names)) {
    if (!structures.every((structure) => holds(structure, name, type))) continue
    const inner = first.parts.get(name)
    const nested = others.map((structure) => structure.parts.get(name))
    const isNested = inner && nested.every((structure) => structure !== undefined)
    parts.set(name, isNested ? commonStructure([inner, ...nested], type) : undefined)
  }
  return { all, parts }
}

function holds({ all, parts }: Structure, name: string, type: EntityType | ComplexType): boolean {
  return parts.has(name) || (all && declaredType(type).properties.has(name))
}

export function mergeStructures(a: Structure, b: Structure): Structure {
  const parts = new Map(a.parts)
  for (const [name, inner] of b.parts) {
    const known = parts.get(name)
    parts.set(name, known && inner ? mergeStructures(known, inner) : (inner ?? known))
  }
  return { all: a.all || b.all, parts }
}

export function mergeExpansions(a: Expansions, b: Expansions): Expansions {
  const merged = new Map(a)
  for (const [name, { nested }] of b) {
    const known = merged.get(name)
    merged.set(name, { nested: known ? mergeExpansions(known.nested, nested) : nested })
  }
  return merged
}

/** Says that no property is in all instances (Core vocabulary). */
export const anyStructure = '@Core.AnyStructure'

/**
 * The select-list of a context URL; '' where it would say nothing.
 * @see Data Aggregation, "Type, Structure and Context URL"
 */
export function selectListText(structure: Structure): string {
  const { all, parts } = structure
  if (!all && parts.size === 0) return anyStructure
  const texts: string[] = []
  const hasProperty = [...parts.values()].some((inner) => inner === undefined)
  if (all && hasProperty) texts.push('*')
  for (const [name, inner] of parts) {
    texts.push(inner ? `${name}(${innerText(inner)})` : name)
  }
  return texts.join(',')
}

function innerText(structure: Structure): string {
  return structure.all && structure.parts.size === 0 ? '' : selectListText(structure)
}

/** The expansions as the text of an `$expand`; '' for none. */
export function expansionsText(expansions: Expansions): string {
  const texts: string[] = []
  for (const [name, { nested }] of expansions) {
    texts.push(nested.size > 0 ? `${name}($expand=${expansionsText(nested)})` : name)
  }
  return texts.join(',')
}
