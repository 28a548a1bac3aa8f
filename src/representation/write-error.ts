import type { ODataError } from '../errors.ts'

/**
 * An error response's body, with Graph's `innerError`.
 * @param context `requestId` and `date` as Graph gives them
 * @see JSON Format, "Error Response"
 */
export function writeError(
  { code, message, target, details }: ODataError,
  context: {
    readonly requestId: string
    readonly date: Date
    readonly clientRequestId?: string | undefined
  },
): string {
  const { requestId, date, clientRequestId } = context
  return JSON.stringify({
    error: {
      code,
      message,
      ...(target !== undefined && { target }),
      ...(details.length > 0 && { details }),
      innerError: {
        date: date.toISOString().slice(0, 19),
        'request-id': requestId,
        'client-request-id': clientRequestId ?? requestId,
      },
    },
  })
}
