import { badRequest } from '../../errors.ts'
import type { Annotations } from '../../model/index.ts'

const terms = ['Org.OData.Core.V1.Ordered', 'Org.OData.Core.V1.PositionalInsert']

/** @see Protocol, "Managing Members of an Ordered Collection", "Positional Inserts" */
export function isOrdered({
  annotations,
}: {
  readonly annotations?: Annotations | undefined
}): boolean {
  return terms.some((term) => annotations?.get(term) === true)
}

/**
 * The place of an insert among the members of a collection: "a negative ordinal number indexes from the
 * end of the collection, with -1 representing an insert as the last item".
 * @throws ODataError 400 for a place that the collection does not have
 * @see Protocol, "Positional Inserts"
 */
export function positionOf(index: number, length: number): number {
  const position = index < 0 ? length + 1 + index : index
  if (position >= 0 && position <= length) return position
  throw badRequest(`$index: expected a place in ${length} members, found ${index}`, '$index')
}
