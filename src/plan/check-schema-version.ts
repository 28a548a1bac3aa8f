import { badRequest, notFound } from '../errors.ts'
import type { Model } from '../model/index.ts'

const term = 'Org.OData.Core.V1.SchemaVersion'

/**
 * `$schemaversion` names a version that the contract declares, or `*` for the current one.
 * @throws ODataError 404 for another version, 400 for what is no version
 * @see Protocol, "System Query Option $schemaversion"
 */
export function checkSchemaVersion(text: string | undefined, model: Model): void {
  const version = text?.trim()
  if (version === undefined || version === '*') return
  if (!/^[A-Za-z0-9._~-]+$/.test(version)) {
    throw badRequest(
      `$schemaversion: expected a version or *, found '${version.slice(0, 40)}'`,
      '$schemaversion',
    )
  }
  const declared = declaredVersions(model)
  if (declared.includes(version)) return
  const known = declared.length > 0 ? `, which is ${declared.join(' or ')}` : ''
  throw notFound(`there is no version '${version}' of the schema${known}`)
}

function declaredVersions({ container, schemas }: Model): readonly string[] {
  return [container, ...schemas]
    .map(({ annotations }) => annotations?.get(term))
    .filter((version) => typeof version === 'string')
}
