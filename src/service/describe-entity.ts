import type { Outcome } from '../engine/index.ts'
import type { Door } from '../model/index.ts'
import { canonicalPath, etagOf, etagOfStream, throughDoor, type Entity } from '../store/index.ts'
import { urlInHeader } from './url-in-header.ts'

/**
 * The headers that tell of the entity an answer is of: its tag, which its properties share, and the
 * URLs of a new one.
 * @see Protocol, "Header ETag", "Header Location", "Header OData-EntityId"
 */
export function describeEntity(
  outcome: Outcome,
  { serviceRoot, door }: { readonly serviceRoot: string; readonly door: Door | undefined },
  headers: Record<string, string>,
): void {
  const entity = findEntity(outcome)
  if ('stream' in outcome && outcome.stream) headers['ETag'] = etagOfStream(outcome.stream)
  else if (entity) headers['ETag'] = etagOf(entity)
  if (outcome.kind !== 'entity' || !outcome.isNew) return
  const path = throughDoor(canonicalPath(outcome.entity), door)
  const url = urlInHeader(`${serviceRoot}/${path}`)
  headers['Location'] = url
  headers['OData-EntityId'] = url
}

function findEntity(outcome: Outcome): Entity | undefined {
  switch (outcome.kind) {
    case 'entity':
    case 'nothing':
    case 'notModified':
      return outcome.entity
    case 'value':
    case 'text':
      return outcome.owner
    case 'changes':
    case 'modified':
    case 'collection':
    case 'responses':
    case 'references':
    case 'crossjoin':
    case 'stream':
    case 'redirect':
      return undefined
  }
}
