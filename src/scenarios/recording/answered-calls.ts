import { isJsonArray, isJsonObject, type JsonObject, type JsonValue } from '../../model/index.ts'
import { isFunctionCallPath } from '../../store/index.ts'
import { isObjectBody, mapMembers, pickMembers } from './json-body.ts'
import type { ObservedExchange } from './observed-exchange.ts'
import { pathOf } from './path-of.ts'
import type { FixtureMembers } from './scenario-document.ts'

/** What functions answered, by the call; where one answered differently later, only the service knows why. */
export class AnsweredCalls {
  readonly #created: ReadonlySet<string>
  /** `undefined` for what no fixture can give. */
  readonly #answers = new Map<string, JsonValue | undefined>()

  /** @param created values of keys of what the requests created: a function of it is not there before */
  constructor(created: ReadonlySet<string>) {
    this.#created = created
  }

  /** @returns whether it is a call: a key of several properties is written alike, but no entity is a `value` */
  learn({ method, url }: ObservedExchange['request'], { status, body }: Answer): boolean {
    const call = method === 'GET' ? callOf(url) : undefined
    if (call === undefined || status !== 200 || !isObjectBody(body) || !('value' in body))
      return false
    // Options shape what is answered.
    if (url.includes('?')) return true
    const answer = this.#fixtureOf(call, body)
    const text = JSON.stringify(answer)
    const isOther = this.#answers.has(call) && JSON.stringify(this.#answers.get(call)) !== text
    this.#answers.set(call, isOther ? undefined : answer)
    return true
  }

  write(): FixtureMembers {
    const given = [...this.#answers].filter(
      (entry): entry is [string, JsonValue] => entry[1] !== undefined,
    )
    return Object.fromEntries(given)
  }

  /** A collection, or a value in `value`; nothing of what the requests created, and no page, which is not all. */
  #fixtureOf(call: string, body: JsonObject): JsonValue | undefined {
    if (Object.keys(body).some((name) => /^@.*(?:next|delta)Link$/.test(name))) return undefined
    const text = call + JSON.stringify(body)
    if ([...this.#created].some((key) => text.includes(key))) return undefined
    const value = body['value']!
    return isJsonArray(value) ? withoutControl(value) : pickMembers(body, ['value'])
  }
}

type Answer = ObservedExchange['response']

/** The path of a call; aliases of parameters stand in the options, which it is without. */
function callOf(url: string): string | undefined {
  try {
    const path = decodeURIComponent(pathOf(url)).replace(/^\//, '')
    return isFunctionCallPath(path) && !/[?#\\@]/.test(path) ? path : undefined
  } catch {
    return undefined
  }
}

function withoutControl(value: JsonValue): JsonValue {
  if (isJsonArray(value)) return mapMembers(value, withoutControl)
  if (!isJsonObject(value)) return value
  const names = Object.keys(value).filter((name) => !/@(?!odata\.type$)/.test(name))
  return mapMembers(pickMembers(value, names), withoutControl)
}
