import { ODataError } from '../errors.ts'
import { etagOf } from '../store/index.ts'
import type { Preconditions } from './outcome.ts'
import type { Target } from './target.ts'

/**
 * Holds a modification to `If-Match` and `If-None-Match`.
 * @throws ODataError 412
 * @see Protocol, "Header If-Match", "Header If-None-Match"
 */
export function checkPreconditions({ ifMatch, ifNoneMatch }: Preconditions, target: Target): void {
  if (target.kind !== 'entity' || (ifMatch === undefined && ifNoneMatch === undefined)) return
  const etag = etagOf(target.entity)
  if (ifMatch !== undefined && !matches(ifMatch, etag)) {
    throw preconditionFailed('If-Match', ifMatch, etag)
  }
  if (ifNoneMatch !== undefined && matches(ifNoneMatch, etag)) {
    throw preconditionFailed('If-None-Match', ifNoneMatch, etag)
  }
}

/** Weak comparison with each tag of a list (RFC 9110, "Comparison"). */
function matches(header: string, etag: string): boolean {
  const bare = (tag: string) => tag.trim().replace(/^W\//, '')
  return header.trim() === '*' || header.split(',').some((tag) => bare(tag) === bare(etag))
}

function preconditionFailed(name: string, found: string, etag: string): ODataError {
  const message = `${name}: the entity's tag is ${etag}, found ${found.slice(0, 200)}`
  return new ODataError(412, 'PreconditionFailed', message, { target: name })
}
