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
  plan: (node, type, { model }) => {
    const matches = compileSearch(node)
    return (instance) => {
      const texts: string[] = []
      collect(instance as JsonValue | EntityInstance, type, texts, model)
      return matches(texts)
    }
  },
  apply: (matches, { items, source: _source, ...rest }) => ({
    ...rest,
    items: items.filter(matches),
  }),
}

function compileSearch(node: SearchExpr): (texts: readonly string[]) => boolean {
  switch (node.kind) {
    case 'searchWord':
    case 'searchPhrase': {
      const wanted = node.text.toLowerCase()
      return (texts) => texts.some((text) => text.includes(wanted))
    }
    case 'searchNot': {
      const operand = compileSearch(node.operand)
      return (texts) => !operand(texts)
    }
    case 'searchAnd':
    case 'searchOr': {
      const operands = spine(node).map(compileSearch)
      return node.kind === 'searchAnd'
        ? (texts) => operands.every((operand) => operand(texts))
        : (texts) => operands.some((operand) => operand(texts))
    }
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
