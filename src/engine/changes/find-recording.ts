import { badRequest, ODataError } from '../../errors.ts'
import type { StateToken, TrackedUrl } from '../../plan/index.ts'
import type { Recording } from '../../store/index.ts'
import type { RequestContext, TrackedResult } from '../request-context.ts'

/**
 * What the client of a link was shown before.
 * @throws ODataError 410 when that is no longer known, 400 when the link is put to another request
 * @see Protocol, "Using Delta Links"
 */
export function findRecording(
  { position, recordedAt }: Pick<StateToken, 'position' | 'recordedAt'>,
  url: TrackedUrl,
  { changeFeed }: RequestContext,
): Recording<TrackedResult> {
  const recording = changeFeed.find(position, recordedAt)
  if (!recording) throw gone(url)
  const { path, options } = recording.definition
  if (path !== url.path) {
    throw badRequest(`the token is that of '${path}', not of '${url.path}'`, '$deltatoken')
  }
  // A client may keep the token alone: the options of the defining request go with it.
  if (url.options !== '' && url.options !== options) {
    throw badRequest(
      `the token is that of a request with '${options}', not with '${url.options}'`,
      '$deltatoken',
    )
  }
  return recording
}

/** It "SHOULD include the URL for refetching the entire set in the `Location` header". */
export function gone({ location }: TrackedUrl): ODataError {
  return new ODataError(
    410,
    'SyncStateNotFound',
    'the changes since this link was given are no longer known: request the whole collection anew',
    { headers: { Location: location } },
  )
}
