import { badRequest, notImplemented } from '../../errors.ts'
import type { CollectionShape } from './collection-shape.ts'

/**
 * @throws ODataError 400 when the input has a property of that name, or another alias is the same
 * @see Data Aggregation, "Type, Structure and Context URL"
 */
export function checkAlias(
  alias: string,
  taken: Set<string>,
  { type }: Pick<CollectionShape, 'type'>,
  optionName: '$apply' | '$compute' = '$apply',
): void {
  if (alias === '__proto__') throw notImplemented(`the alias ${alias}`)
  const isProperty = type.properties.has(alias) || type.navigationProperties.has(alias)
  if (isProperty) {
    throw badRequest(
      `${optionName}: the alias '${alias}' is a property of ${type.qualifiedName}`,
      optionName,
    )
  }
  if (taken.has(alias)) {
    throw badRequest(`${optionName}: the alias '${alias}' is given twice`, optionName)
  }
  taken.add(alias)
}
