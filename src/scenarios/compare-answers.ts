import diff, { type Difference } from 'microdiff'
import { isJsonObject } from '../model/index.ts'
import type { Correspondence } from './correspondence.ts'
import { exactElements, ExactNumber, exactMember } from './exact-number.ts'
import { show } from './located-value.ts'
import { escapePointer } from './read-expectation.ts'
import type { ReplayProblem } from './replay-report.ts'
import { headerText } from './retries.ts'
import type { ReplayResponse } from './transport.ts'

/** Headers that say something of the resource; the others are the server's own business. */
const comparedHeaders = [
  'allow',
  'content-type',
  'etag',
  'location',
  'odata-entityid',
  'odata-version',
  'preference-applied',
]

/** Made anew by each service: that they are there is all that can be compared. */
const opaqueNames = /^(?:etag|(?:.*@odata\.|@|.*@)(?:etag|mediaEtag|nextLink|deltaLink))$/

/** Where two answers to one request differ, beyond what corresponds. */
export function compareAnswers(
  left: ReplayResponse,
  right: ReplayResponse,
  { correspondence, isOrdered }: { correspondence: Correspondence; isOrdered: boolean },
): readonly Pick<ReplayProblem, 'subject' | 'pointer' | 'expected' | 'found'>[] {
  const a = describeAnswer(left)
  const b = describeAnswer(right)
  const aligned = isOrdered ? b : { ...b, body: align(a.body, b.body, correspondence) }
  return findDifferences(a, aligned, correspondence, true).map(({ path, ...sides }) => {
    const [part, ...rest] = path
    const pointer = rest.map((name) => `/${escapePointer(String(name))}`).join('')
    const expected = show('oldValue' in sides ? sides.oldValue : undefined)
    const found = show('value' in sides ? sides.value : undefined)
    if (part === 'headers') return { subject: 'header', pointer: String(rest[0]), expected, found }
    return { subject: part === 'status' ? 'status' : 'body', pointer, expected, found }
  })
}

function describeAnswer({ status, headers, body }: ReplayResponse) {
  const compared = comparedHeaders.flatMap((name) => {
    const text = headerText(headers, name)
    return text === undefined ? [] : [[name, name === 'content-type' ? mediaType(text) : text]]
  })
  return {
    status,
    headers: Object.fromEntries(compared) as Readonly<Record<string, string>>,
    body: comparable(body),
  }
}

/** Parameters but that of the character set, and those OData leaves to the service, say nothing new. */
function mediaType(text: string): string {
  const [type = '', ...parameters] = text.toLowerCase().split(/\s*;\s*/)
  return [type, ...parameters.filter((parameter) => /^(?:odata\.)?metadata=/.test(parameter))].join(
    ';',
  )
}

/** JSON whose exact numbers are texts, and octets too; without what is written for people. */
function comparable(value: unknown): unknown {
  if (value instanceof ExactNumber) return value.digits
  if (value instanceof Uint8Array) return `octets ${Buffer.from(value).toString('base64')}`
  if (Array.isArray(value)) return exactElements(value).map(comparable)
  if (!isJsonObject(value)) return value
  const isError = isJsonObject(value['error']) && 'code' in value['error']
  return Object.fromEntries(
    Object.keys(value).map((name) => {
      const member = exactMember(value, name)
      return [name, comparable(isError && name === 'error' ? withoutMessages(member) : member)]
    }),
  )
}

/** @see JSON Format, "Error Response": messages are for people, and inner errors for developers */
function withoutMessages(error: unknown): unknown {
  if (Array.isArray(error)) return error.map(withoutMessages)
  if (!isJsonObject(error)) return error
  const shown = Object.entries(error).filter(([name]) => !/^(?:message|innererror)$/i.test(name))
  return Object.fromEntries(
    shown.map(([name, value]) => [name, name === 'details' ? withoutMessages(value) : value]),
  )
}

function findDifferences(
  left: object,
  right: object,
  correspondence: Correspondence,
  learns: boolean,
): readonly Difference[] {
  return diff(left, right).filter((difference) => {
    if (difference.type !== 'CHANGE') return true
    const { path, oldValue, value } = difference as {
      oldValue: unknown
      value: unknown
    } & Difference
    if (opaqueNames.test(String(path.at(-1)))) return false
    return !correspondence.holds(oldValue, value, learns)
  })
}

/** Pairs that are tried to find the partners of a list's elements at most. */
const mostTries = 10_000

/**
 * The right value with the elements of its lists in the order of the left: without `$orderby` a
 * service has an order of its own.
 */
function align(left: unknown, right: unknown, correspondence: Correspondence): unknown {
  if (Array.isArray(left) && Array.isArray(right)) {
    const isCollection = [...left, ...right].every(isJsonObject)
    if (!isCollection || left.length * right.length > mostTries) return right
    const rest = [...(right as readonly unknown[])]
    const partners = left.map((element) => {
      const index = rest.findIndex((candidate) => areAlike(element, candidate, correspondence))
      return index < 0 ? undefined : { element: rest.splice(index, 1)[0] }
    })
    return [...partners.flatMap((partner) => partner?.element ?? rest.splice(0, 1)), ...rest]
  }
  if (!isJsonObject(left) || !isJsonObject(right)) return right
  return Object.fromEntries(
    Object.entries(right).map(([name, value]) => [name, align(left[name], value, correspondence)]),
  )
}

function areAlike(left: unknown, right: unknown, correspondence: Correspondence): boolean {
  const aligned = align(left, right, correspondence)
  return findDifferences({ value: left }, { value: aligned }, correspondence, false).length === 0
}
