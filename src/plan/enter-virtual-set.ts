import { badRequest, notFound } from '../errors.ts'
import { didYouMean } from '../model/index.ts'
import type { PathSegment } from '../syntax/index.ts'
import { findEntitySet } from './find-entity-set.ts'
import type { PathState } from './path-state.ts'
import { malformed, refuseParentheses } from './refuse-parentheses.ts'
import { anyEntityType, crossjoinType } from './virtual-types.ts'

/** @see URL Conventions, "Addressing the Cross Join of Entity Sets" */
export function enterCrossjoin(segment: PathSegment, state: PathState): void {
  const { parentheses } = segment
  if (segment.parenthesesError) throw malformed(segment)
  if (parentheses?.kind !== 'value' || parentheses.value.kind !== 'listExpr') {
    throw badRequest('expected the names of entity sets, as in $crossjoin(Products,Sales)')
  }
  const { container } = state.model
  const sets = parentheses.value.items.map((item) => {
    const [first] = item.kind === 'firstMemberExpr' ? item.segments : []
    const name = first?.kind === 'identifier' ? first.name : ''
    const set = findEntitySet(container, name)
    if (set) return set
    throw notFound(
      `$crossjoin: '${name}' at ${item.position} is not an entity set${didYouMean(name, container.entitySets.keys())}`,
    )
  })
  if (new Set(sets).size < sets.length) {
    throw badRequest('$crossjoin: an entity set is given twice')
  }
  const type = crossjoinType(sets)
  state.steps.push({ kind: 'crossjoin', entitySets: sets, type })
  state.signature.push('$crossjoin()')
  state.type = type
  state.isCollection = true
}

/** @see URL Conventions, "Addressing All Entities in a Service" */
export function enterAll(segment: PathSegment, state: PathState): void {
  refuseParentheses(segment.parentheses, segment)
  state.steps.push({ kind: 'all' })
  state.signature.push('$all')
  state.type = anyEntityType
  state.isCollection = true
}
