import type { JsonObject, Model } from '../../model/index.ts'
import { controlName } from '../control-name.ts'
import type { WriteOptions } from '../write-options.ts'
import { containerMembersOf, isInServiceDocument } from './csdl-schemas.ts'

const kinds = { entitySet: 'EntitySet', singleton: 'Singleton', operationImport: 'FunctionImport' }

/**
 * What can be addressed right below the service root, in the order of the container.
 * @see JSON Format, "Service Document"
 */
export function writeServiceDocument(
  { container, schemas }: Model,
  options: Pick<WriteOptions, 'serviceRoot' | 'metadata' | 'version'>,
): JsonObject {
  const isDeclared = schemas.some(({ namespace }) => namespace === container.namespace)
  const { serviceRoot, metadata } = options
  const context = { [controlName('context', options)]: `${serviceRoot}/$metadata` }
  return {
    ...(metadata === 'none' ? {} : context),
    value: containerMembersOf(container)
      .filter((member) => isInServiceDocument(member, isDeclared))
      .map(({ kind, name }) => ({ name, kind: kinds[kind], url: name })),
  }
}
