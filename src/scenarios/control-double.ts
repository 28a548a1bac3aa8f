import { writeJson, type JsonObject, type JsonValue } from '../model/index.ts'

/**
 * Replaces the state of a double by its control plane, which stands beside the service root; a
 * sandbox has its own.
 * @throws Error with what the double says of the fixtures it refuses
 */
export function putFixtures(serviceUrl: string, fixtures: JsonObject): Promise<void> {
  return putControl(serviceUrl, 'fixtures', fixtures)
}

/** @throws Error with what the double says of a time that it refuses */
export function putClock(serviceUrl: string, time: string): Promise<void> {
  return putControl(serviceUrl, 'clock', { now: time })
}

async function putControl(serviceUrl: string, part: string, value: JsonValue): Promise<void> {
  const { origin, pathname } = new URL(serviceUrl)
  const sandbox = /^\/~[^/]+/.exec(pathname)?.[0] ?? ''
  const response = await fetch(`${origin}${sandbox}/_understudy/${part}`, {
    method: 'PUT',
    headers: { 'Content-Type': 'application/json' },
    body: writeJson(value),
  })
  const text = await response.text()
  if (!response.ok) throw new Error(`${response.status}: ${text}`)
}
