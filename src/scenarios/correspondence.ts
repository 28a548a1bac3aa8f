import { ExactNumber, isExactlyEqual } from './exact-number.ts'
import { show } from './located-value.ts'
import { escapeForRegExp } from './escape-for-reg-exp.ts'
import type { Variables } from './scenario.ts'

/** What is known of one of two services on which the same scenario is under way. */
export interface CorrespondingSide {
  readonly baseUrl: string
  readonly variables: Variables
  /** Texts of the requests so far: what a request gave, the service did not make up. */
  readonly sent: string[]
}

export type SideName = 'left' | 'right'

const uuid = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/gi
const time = /\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:\d\d)/gi

/**
 * Which values of two services stand for each other: what was captured under one name, UUIDs that
 * each made in the same place (from then on always the same two), times that each made, and URLs
 * below their roots.
 */
export class Correspondence {
  readonly #left: CorrespondingSide
  readonly #right: CorrespondingSide
  readonly #rightOf = new Map<string, string>()
  readonly #leftOf = new Map<string, string>()

  constructor(left: CorrespondingSide, right: CorrespondingSide) {
    this.#left = left
    this.#right = right
  }

  /** The text with a blank in the place of all that a service makes by itself. */
  outline(text: string, side: SideName): string {
    return blank(this.#withNames(text, side))
  }

  /** @param learns whether what may correspond now has to from then on */
  holds(left: unknown, right: unknown, learns: boolean): boolean {
    if (this.#haveOneName(left, right)) return true
    if (typeof left !== 'string' || typeof right !== 'string') return isExactlyEqual(left, right)
    const [a, b] = [this.#withNames(left, 'left'), this.#withNames(right, 'right')]
    if (blank(a) !== blank(b)) return false
    const areTimes = pairs(a.match(time), b.match(time)).every(([one, other]) =>
      this.#areTimes(one, other),
    )
    return (
      areTimes &&
      pairs(a.match(uuid), b.match(uuid)).every(([one, other]) =>
        this.#areIds(one.toLowerCase(), other.toLowerCase(), learns),
      )
    )
  }

  #haveOneName(left: unknown, right: unknown): boolean {
    const others = this.#right.variables
    return [...this.#left.variables].some(
      ([name, value]) =>
        isExactlyEqual(value, left) && isExactlyEqual(others.get(name) ?? null, right),
    )
  }

  /** The text in which captured values that differ, the service roots among them, stand by their names. */
  #withNames(text: string, side: SideName): string {
    return [...this.#left.variables]
      .flatMap(([name, value]) => {
        const [left, right] = [value, this.#right.variables.get(name)].map(textToFind)
        if (!left || !right || left.source === right.source) return []
        return [{ name: `\${${name}}`, length: left.source.length, pattern: { left, right }[side] }]
      })
      .toSorted((a, b) => b.length - a.length)
      .reduce((named, { name, pattern }) => named.replace(pattern, () => name), text)
  }

  #areTimes(left: string, right: string): boolean {
    if (Date.parse(left) === Date.parse(right)) return true
    return !isSent(this.#left, left) && !isSent(this.#right, right)
  }

  #areIds(left: string, right: string, learns: boolean): boolean {
    const known = this.#rightOf.get(left)
    if (known !== undefined || this.#leftOf.has(right)) return known === right
    if (left === right) return true
    if (isSent(this.#left, left) || isSent(this.#right, right)) return false
    if (learns) {
      this.#rightOf.set(left, right)
      this.#leftOf.set(right, left)
    }
    return true
  }
}

/** What finds a value within text; a number only where it stands by itself. */
function textToFind(value: unknown): RegExp | undefined {
  if (typeof value === 'string' && value !== '') return RegExp(escapeForRegExp(value), 'g')
  if (typeof value !== 'number' && !(value instanceof ExactNumber)) return undefined
  return RegExp(`(?<![\\w.])${escapeForRegExp(String(value))}(?![\\w.])`, 'g')
}

/** The text with a blank in the place of each UUID and time. */
function blank(text: string): string {
  return text.replace(uuid, '<id>').replace(time, '<time>')
}

/** Of two lists that are known to be as long as each other. */
function pairs(
  left: readonly string[] | null,
  right: readonly string[] | null,
): readonly (readonly [string, string])[] {
  return (left ?? []).map((one, index) => [one, right?.[index] ?? ''])
}

function isSent({ sent, variables }: CorrespondingSide, text: string): boolean {
  const wanted = text.toLowerCase()
  return (
    sent.some((request) => request.toLowerCase().includes(wanted)) ||
    // Fixtures are written with them.
    [...variables.values()].some((value) => show(value).toLowerCase() === `"${wanted}"`)
  )
}
