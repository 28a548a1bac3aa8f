import { badRequest, notFound } from '../errors.ts'
import { primitiveTypes, type EntityType } from '../model/index.ts'
import type { PathSegment, SegmentParentheses } from '../syntax/index.ts'
import {
  addKeySegment,
  beginKeySegments,
  endKeySegments,
  readKeyPredicate,
  type KeyStep,
} from './key-predicate.ts'
import type { PathState } from './path-state.ts'
import { malformed } from './refuse-parentheses.ts'

/** Takes an entity out of the collection by the key in parentheses, where there is one. */
export function applyKey(
  parentheses: SegmentParentheses | undefined,
  segment: PathSegment,
  state: PathState,
): void {
  if (!parentheses) return
  const { type } = state
  const isKeyed = type?.kind === 'entityType' && state.isCollection && !state.isOfEach
  if (!isKeyed || type.keyProperties.length === 0) {
    throw notFound(`'${segment.name}' takes no key, found '${segment.text}'`)
  }
  enterKey(readKeyPredicate(parentheses, segment, type, state), state)
}

/** Begins a key that stands in segments (URL Conventions, "Key-as-Segment Convention"). */
export function applyKeySegment(segment: PathSegment, type: EntityType, state: PathState): void {
  if (segment.name.startsWith('$')) {
    throw notFound(`'${segment.name}' at ${segment.position} is not a segment of the standard`)
  }
  if (segment.parenthesesError && segment.parenthesesError.position > segment.position) {
    if (!isTextKey(type)) throw malformed(segment)
  }
  state.keySegments = beginKeySegments(type, state)
  resolveKeySegment(segment, state)
}

/** A text may hold parentheses that are no key, as an id that stands as a segment. */
function isTextKey({ keyProperties: [first], properties }: EntityType): boolean {
  const [name = ''] = first?.path ?? []
  return properties.get(name)?.type === primitiveTypes['Edm.String']
}

export function resolveKeySegment(segment: PathSegment, state: PathState): void {
  const keySegments = state.keySegments!
  const { type } = keySegments
  if (segment.name.startsWith('$')) throw incompleteKey(type, segment)
  if (segment.text === '') throw notFound('a key is empty')
  if (!addKeySegment(keySegments, segment, state)) {
    throw notFound(
      `'${segment.text}' at ${segment.position} is neither an operation on a collection of ${type.qualifiedName}${describeKey(type)}`,
    )
  }
  const step = endKeySegments(keySegments)
  if (step) enterKey(step, state)
}

function describeKey({ keyProperties, key }: EntityType): string {
  return keyProperties.length === 0 ? ', which has no keys' : ` nor a key of it (${key.join(', ')})`
}

export function incompleteKey(type: EntityType, { text }: PathSegment) {
  return badRequest(
    `expected a key of ${type.qualifiedName} (${type.key.join(', ')}), found '${text}'`,
  )
}

function enterKey(step: KeyStep, state: PathState): void {
  state.steps.push(step)
  state.signature.push('{}')
  state.isCollection = false
  state.navigation = undefined
  state.keySegments = undefined
}
