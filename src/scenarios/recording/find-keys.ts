import { keyTextOf } from './entity-id.ts'
import { isKeyName } from './identifying-values.ts'
import { isObjectBody } from './json-body.ts'
import { leavesOf } from './json-leaves.ts'
import type { ObservedExchange } from './observed-exchange.ts'

/** Values of `id` in any answer: what is a key where it stands as a segment. */
export function idsOf(exchanges: readonly ObservedExchange[]): ReadonlySet<string> {
  return new Set(
    exchanges.flatMap(({ response }) =>
      leavesOf(response.body).flatMap(({ name, value }) =>
        /^id$/i.test(name) && value !== null ? [String(value)] : [],
      ),
    ),
  )
}

/** The property that a key is the value of. */
export function keyNameIn(body: unknown, key: string): string | undefined {
  if (!isObjectBody(body)) return undefined
  const names = Object.keys(body).filter((name) => keyTextOf(body[name]) === key)
  return names.find((name) => /^id$/i.test(name)) ?? names[0]
}

/** Keys of what an answer says was created. */
export function createdKeys({ headers, body }: ObservedExchange['response']): readonly string[] {
  const link = headers['location'] ?? headers['odata-entityid'] ?? ''
  const inLink = /(?:\/|\('?)([^/()']+)'?\)?$/.exec(link)?.[1]
  // What is created with it, nested, was not there before either.
  const ids = leavesOf(body).filter(({ name }) => /^id$/i.test(name))
  const key = leavesOf(body).find(({ pointer, name }) => pointer === `/${name}` && isKeyName(name))
  const inBody = (ids.length === 0 && key ? [key] : ids).map(({ value }) => String(value))
  return [...inBody, ...(inLink === undefined ? [] : [inLink])]
}
