import type { Transport } from './replay.ts'

/** Long enough for a slow tenant, short enough for a job that waits. */
const timeoutMilliseconds = 60_000

/**
 * Sends the requests of a replay to a service over HTTP; redirects are answers, not followed.
 * @param baseUrl the service root URL
 */
export function createHttpTransport(baseUrl: string): Transport {
  const root = baseUrl.replace(/\/+$/, '')
  return async ({ method, url, headers, body }) => {
    const response = await fetch(root + url, {
      method,
      headers: { ...headers },
      redirect: 'manual',
      signal: AbortSignal.timeout(timeoutMilliseconds),
      ...(body === undefined
        ? {}
        : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    })
    return {
      status: response.status,
      headers: Object.fromEntries(response.headers),
      body: readBody(await response.text(), response.headers.get('content-type') ?? ''),
    }
  }
}

function readBody(text: string, contentType: string): unknown {
  if (text === '') return undefined
  if (!/[/+]json\b/i.test(contentType)) return text
  try {
    return JSON.parse(text)
  } catch {
    // A body that is not what its header says is what the step has to show.
    return text
  }
}
