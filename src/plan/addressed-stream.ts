import type { ResolvedPath } from './resolve-resource-path.ts'

/**
 * Whether a path leads to octets: those of a media entity, or those of a stream property.
 * @see URL Conventions, "Addressing the Media Stream of a Media Entity"; Protocol, "Requesting Stream Properties"
 */
export function findAddressedStream({
  steps,
  type,
}: ResolvedPath): 'media' | 'property' | undefined {
  const last = steps.at(-1)?.kind
  if (last === 'value') return type?.kind === 'entityType' ? 'media' : undefined
  return last === 'property' && type?.qualifiedName === 'Edm.Stream' ? 'property' : undefined
}
