import { badRequest } from '../errors.ts'
import type { EntityInstance, JsonValue } from '../model/index.ts'
import { parseSearch, type SearchExpr } from '../syntax/index.ts'
import type { SystemQueryOption } from './system-query-option.ts'

export type SearchPlan = (instance: unknown) => boolean

/**
 * What matches is the service's to say: here a term or phrase that occurs, in any case, in any
 * string of the entity.
 * @see URL Conventions, "System Query Option $search"
 */
export const search: SystemQueryOption<SearchExpr, '$search'> = {
  name: '$search',
  appliesTo: ['collection', 'count'],
  parse: parseSearch,
  plan: (node, type) => {
    if (type.kind !== 'entityType') {
      throw badRequest('$search: applies to collections of entities only', '$search')
    }
    const matches = compileSearch(node)
    return (instance) => matches(textsOf((instance as EntityInstance).properties))
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

function textsOf(value: JsonValue | undefined, texts: string[] = []): string[] {
  if (typeof value === 'string') texts.push(value.toLowerCase())
  else if (typeof value === 'object' && value !== null) {
    for (const member of Object.values(value)) textsOf(member, texts)
  }
  return texts
}
