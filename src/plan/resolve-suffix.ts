import { badRequest, notFound } from '../errors.ts'
import type { EdmType } from '../model/index.ts'
import type { PathSegment } from '../syntax/index.ts'
import type { PathState } from './path-state.ts'
import { refuseParentheses } from './refuse-parentheses.ts'

/** `/$ref`, `/$value` and `/$count` end a path (URL Conventions, "Resource Path"). */
export function resolveSuffix(
  segment: PathSegment,
  name: '$ref' | '$value' | '$count',
  state: PathState,
): void {
  const { type, isCollection, isOfEach } = state
  refuseParentheses(segment.parentheses, segment)
  const isCrossjoin = state.steps[0]?.kind === 'crossjoin'
  const isEntity = type?.kind === 'entityType' && !isCrossjoin
  const fits = {
    $ref: isEntity && !isOfEach,
    // Of a dynamic property only its value tells whether it is a collection.
    $count: (isCollection && !isOfEach) || type?.qualifiedName === 'Edm.Untyped',
    $value: !isCollection && type !== undefined,
  }
  if (!fits[name]) throw notFound(`${name} does not apply to what stands before it`)
  if (name === '$value' && type) checkRawValue(type)
  state.steps.push({ kind: name === '$ref' ? 'ref' : name === '$count' ? 'count' : 'value' })
  state.signature.push(name)
  state.isFinal = true
}

/** @see Protocol, "Requesting the Media Stream of a Media Entity using `$value`", "Requesting a Raw Value using `$value`" */
function checkRawValue(type: EdmType): void {
  switch (type.kind) {
    case 'entityType':
      if (type.hasStream) return
      throw badRequest(
        `$value does not apply to ${type.qualifiedName}, which is no media entity`,
        '$value',
      )
    case 'complexType':
      throw badRequest('$value does not apply to a complex value', '$value')
    case 'primitiveType':
      if (type.name === 'Edm.Stream') {
        throw badRequest('$value does not apply to a stream property', '$value')
      }
      return
    case 'enumType':
    case 'typeDefinition':
      return
  }
}
