import type { ODataError } from '../errors.ts'

/**
 * An error response's body.
 * @param graph what Graph's `innerError` tells; absent for a service that is no Graph
 * @see JSON Format, "Error Response"
 */
export function writeError(
  { code, message, target, details }: ODataError,
  graph?: {
    readonly requestId: string
    readonly date: Date
    readonly clientRequestId?: string | undefined
  },
): string {
  return JSON.stringify({
    error: {
      code,
      message,
      ...(target !== undefined && { target }),
      ...(details.length > 0 && { details }),
      ...(graph && {
        innerError: {
          date: graph.date.toISOString().slice(0, 19),
          'request-id': graph.requestId,
          'client-request-id': graph.clientRequestId ?? graph.requestId,
        },
      }),
    },
  })
}
