import { badRequest } from '../errors.ts'
import type { Model } from '../model/index.ts'
import { withoutHost } from './without-host.ts'

/**
 * The resource path of an entity-id, which may be absolute or relative to the service root. Host and
 * base path may be those of the real service, so the path begins at the first name of a resource.
 * @returns undecoded
 * @throws ODataError 400 when it names no resource of the service
 * @see URL Conventions, "Resolving an Entity-Id"
 */
export function entityIdPath(id: string, { container }: Model): string {
  const path = withoutHost(id.trim())
    .replace(/[?#].*$/s, '')
    .replace(/^\/+/, '')
  const starts = [0, ...[...path.matchAll(/\//g)].map(({ index }) => index + 1)]
  const start = starts.find((position) => {
    const name = /^[^/(%]*/.exec(path.slice(position))![0]
    return container.entitySets.has(name) || container.singletons.has(name)
  })
  if (start === undefined) {
    throw badRequest(`$id: expected the URL of an entity, found '${id.slice(0, 200)}'`, '$id')
  }
  return encodeQuotedSlashes(path.slice(start))
}

/** The query's decoding leaves a key's slashes bare, which a path has encoded. */
function encodeQuotedSlashes(path: string): string {
  return path
    .replaceAll(/%(?![\dA-Fa-f]{2})/g, '%25')
    .replaceAll(/'(?:[^']|'')*'/g, (quoted) => quoted.replaceAll('/', '%2F'))
}
