import type { EntityType, JsonObject, NavigationProperty } from '../../model/index.ts'
import { findLinkViolations } from './find-link-violations.ts'
import { findMissing } from './find-missing.ts'
import { invalidBody } from './judge-body.ts'
import type { RequestContext } from '../request-context.ts'

/**
 * Holds a representation within an update, which was judged as such, to what a creation asks for.
 * @throws ODataError 400 with one detail for each problem
 * @see Protocol, "Create an Entity"
 */
export function requireCreatable(
  type: EntityType,
  body: JsonObject,
  { pointer, arrival }: { readonly pointer: string; readonly arrival?: NavigationProperty },
  context: RequestContext,
): void {
  const missing = findMissing(type, body, context.model)
  const problems = [
    ...missing.map((each) => ({ ...each, pointer: pointer + each.pointer })),
    ...findLinkViolations(type, { body, pointer, arrival }, context),
  ]
  if (problems.length > 0) throw invalidBody(type, problems)
}
