import {
  findType,
  type EdmType,
  type EntityInstance,
  type JsonObject,
  type JsonValue,
  type Model,
  type StructuredType,
} from '../model/index.ts'
import { parseSearch, type SearchExpr } from '../syntax/index.ts'
import type { SystemQueryOption } from './system-query-option.ts'

export type SearchPlan = (instance: unknown) => boolean

/**
 * What matches is the service's to say: here a term or phrase that occurs, in any case, in any
 * string of the instance, those within complex values and collections included. Values that JSON
 * merely writes as strings, such as dates and enumeration members, are not searched.
 * @see URL Conventions, "System Query Option $search"
 */
export const search: SystemQueryOption<SearchExpr, '$search'> = {
  name: '$search',
  appliesTo: ['collection', 'count'],
  parse: parseSearch,
  plan: (node, type, { model, isStrict }) => {
    const matches = compileSearch(node, !isStrict)
    return (instance) => {
      const texts: string[] = []
      collect(instance as JsonValue | EntityInstance, type, texts, model)
      const textsOf = (name: string) => findTexts(instance as EntityInstance, type, name)
      return matches({ texts, textsOf })
    }
  },
  apply: (matches, instances) => ({
    ...instances,
    items: instances.items.filter(matches),
    source: undefined,
  }),
}

/** The strings of an instance, in lower case. */
interface Searched {
  readonly texts: readonly string[]
  /** Those of a property; `undefined` where nothing is called so. */
  readonly textsOf: (name: string) => readonly string[] | undefined
}

/** @param namesProperties whether `"displayName:wa"` asks of a property, as in Graph's pages */
function compileSearch(node: SearchExpr, namesProperties: boolean): (of: Searched) => boolean {
  switch (node.kind) {
    case 'searchWord':
    case 'searchPhrase':
      return compileText(node.text, namesProperties)
    case 'searchNot': {
      const operand = compileSearch(node.operand, namesProperties)
      return (of) => !operand(of)
    }
    case 'searchAnd':
    case 'searchOr': {
      const operands = spine(node).map((operand) => compileSearch(operand, namesProperties))
      return node.kind === 'searchAnd'
        ? (of) => operands.every((operand) => operand(of))
        : (of) => operands.some((operand) => operand(of))
    }
  }
}

function compileText(text: string, namesProperties: boolean): (of: Searched) => boolean {
  const wanted = text.toLowerCase()
  const [, name, part] = (namesProperties && /^([A-Za-z_]\w*):(.+)$/s.exec(wanted)) || []
  return ({ texts, textsOf }) => {
    const named = name === undefined ? undefined : textsOf(name)
    return named
      ? named.some((found) => found.includes(part!.trim()))
      : texts.some((found) => found.includes(wanted))
  }
}

/** The operands of a left-deep chain of one operator, without recursion, since chains may be long. */
function spine(node: SearchExpr & { kind: 'searchAnd' | 'searchOr' }): SearchExpr[] {
  const operands: SearchExpr[] = []
  let current: SearchExpr = node
  while (current.kind === node.kind) {
    const { left, right }: typeof node = current as typeof node
    operands.push(right)
    current = left
  }
  return [current, ...operands.reverse()]
}

// ── Texts ───────────────────────────────────────────────────────────────────────────────────────

/** Adds the strings of a value, in lower case. */
function collect(
  value: JsonValue | EntityInstance | undefined,
  type: EdmType,
  texts: string[],
  model: Model,
): void {
  if (typeof value === 'string') {
    if (isText(type)) texts.push(value.toLowerCase())
    return
  }
  if (typeof value !== 'object' || value === null) return
  if (Array.isArray(value)) {
    for (const item of value as readonly JsonValue[]) collect(item, type, texts, model)
    return
  }
  if (type.kind === 'entityType') {
    const entity = value as EntityInstance
    collectMembers(entity.properties, entity.type, texts, model)
    return
  }
  const members = value as JsonObject
  collectMembers(members, instanceType(members, type, model), texts, model)
}

function collectMembers(
  members: JsonObject,
  type: StructuredType | undefined,
  texts: string[],
  model: Model,
): void {
  const untyped = findType(model, 'Edm.Untyped')!
  for (const name of Object.keys(members)) {
    if (name.includes('@')) continue
    collect(members[name], type?.properties.get(name)?.type ?? untyped, texts, model)
  }
}

/** @param wanted a property's name in lower case */
function findTexts(
  { properties, type }: EntityInstance,
  declared: EdmType,
  wanted: string,
): readonly string[] | undefined {
  if (declared.kind !== 'entityType') return undefined
  const property = [...type.properties.values()].find(({ name }) => name.toLowerCase() === wanted)
  if (!property) return undefined
  const value = properties[property.name]
  const values = Array.isArray(value) ? (value as readonly JsonValue[]) : [value]
  return values.flatMap((each) => (typeof each === 'string' ? [each.toLowerCase()] : []))
}

/** A complex value names its type where it is not the declared one. */
function instanceType(
  members: JsonObject,
  declared: EdmType,
  model: Model,
): StructuredType | undefined {
  const name = members['@odata.type'] ?? members['@type']
  const named = typeof name === 'string' ? findType(model, name.replace(/^.*#/, '')) : undefined
  const type = named ?? declared
  return type.kind === 'complexType' || type.kind === 'entityType' ? type : undefined
}

/** Of a dynamic value nothing else is known than that it is a string. */
function isText(type: EdmType): boolean {
  const { qualifiedName } = type.kind === 'typeDefinition' ? type.underlyingType : type
  return qualifiedName === 'Edm.String' || qualifiedName === 'Edm.Untyped'
}
