import type { JsonObject } from '../model/index.ts'

/**
 * Replaces the state of a double by its control plane, which stands beside the service root; a
 * sandbox has its own.
 * @throws Error with what the double says of the fixtures it refuses
 */
export async function putFixtures(serviceUrl: string, fixtures: JsonObject): Promise<void> {
  const { origin, pathname } = new URL(serviceUrl)
  const sandbox = /^\/~[^/]+/.exec(pathname)?.[0] ?? ''
  const response = await fetch(`${origin}${sandbox}/_understudy/fixtures`, {
    method: 'PUT',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(fixtures),
  })
  const text = await response.text()
  if (!response.ok) throw new Error(`${response.status}: ${text}`)
}
