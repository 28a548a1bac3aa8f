import type { JsonObject, Model } from '../../model/index.ts'
import { containerMembersOf, isInServiceDocument } from './csdl-schemas.ts'

const kinds = { entitySet: 'EntitySet', singleton: 'Singleton', operationImport: 'FunctionImport' }

/**
 * What can be addressed right below the service root, in the order of the container.
 * @param serviceRoot without a slash at its end
 * @see JSON Format, "Service Document"
 */
export function writeServiceDocument(
  { container, schemas }: Model,
  serviceRoot: string,
): JsonObject {
  const isDeclared = schemas.some(({ namespace }) => namespace === container.namespace)
  return {
    '@odata.context': `${serviceRoot}/$metadata`,
    value: containerMembersOf(container)
      .filter((member) => isInServiceDocument(member, isDeclared))
      .map(({ kind, name }) => ({ name, kind: kinds[kind], url: name })),
  }
}
