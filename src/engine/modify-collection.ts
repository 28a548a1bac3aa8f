import { notImplemented } from '../errors.ts'
import type { ExecutedRequest, Outcome } from './outcome.ts'
import type { RequestContext } from './request-context.ts'
import type { Target } from './target.ts'

export function modifyCollection(
  { method }: ExecutedRequest,
  _target: Target & { readonly kind: 'collection' },
  _context: RequestContext,
): Outcome {
  throw notImplemented(`${method} of a collection of entities`)
}
