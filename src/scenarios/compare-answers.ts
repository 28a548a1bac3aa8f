import type { Correspondence } from './correspondence.ts'
import { compareValues } from './compare-values.ts'
import { show } from './located-value.ts'
import type { ReplayProblem } from './replay-report.ts'
import { findHeader } from '../journal/index.ts'
import type { ReplayResponse } from './transport.ts'

type AnswerDifference = Pick<ReplayProblem, 'subject' | 'pointer' | 'expected' | 'found'>

/** How the values of those headers are compared that say something of the resource. */
const comparedHeaders: Readonly<Record<string, (text: string) => string>> = {
  allow: (text) =>
    text
      .toUpperCase()
      .split(/[\s,]+/)
      .toSorted()
      .join(', '),
  'content-type': mediaType,
  // Made anew by each service: that it is there is all that can be compared.
  etag: () => '',
  location: (text) => text,
  'odata-entityid': (text) => text,
  'odata-version': (text) => text,
  'preference-applied': (text) => text,
}

/**
 * Where two answers to one request differ, beyond what corresponds.
 * @param url of the request, which says what lists have an order
 */
export function compareAnswers(
  left: ReplayResponse,
  right: ReplayResponse,
  { correspondence, url }: { readonly correspondence: Correspondence; readonly url: string },
): readonly AnswerDifference[] {
  const bodies = compareValues(comparableBody(left), comparableBody(right), {
    correspondence,
    isOrdered: orderOf(url),
  })
  return [
    ...(left.status === right.status ? [] : [difference('status', '', left.status, right.status)]),
    ...compareHeaders(left.headers, right.headers, correspondence),
    ...bodies.map(({ pointer, ...sides }) => difference('body', pointer, sides.left, sides.right)),
  ]
}

function difference(
  subject: ReplayProblem['subject'],
  pointer: string,
  left: unknown,
  right: unknown,
): AnswerDifference {
  return { subject, pointer, expected: show(left), found: show(right) }
}

/** `$orderby` orders the list that it is of; without, a service has an order of its own. */
function orderOf(url: string): (pointer: string) => boolean {
  const isOrdered = /[?&]\$?orderby=/i.test(url)
  const isOrderedWithin = /[(;]\$?orderby=/i.test(url)
  return (pointer) => (pointer === '/value' ? isOrdered : isOrderedWithin)
}

function comparableBody({ body }: ReplayResponse): unknown {
  return body instanceof Uint8Array ? `octets ${Buffer.from(body).toString('base64')}` : body
}

function compareHeaders(
  left: ReplayResponse['headers'],
  right: ReplayResponse['headers'],
  correspondence: Correspondence,
): readonly AnswerDifference[] {
  return Object.entries(comparedHeaders).flatMap(([name, comparable]) => {
    const [one, other] = [findHeader(left, name), findHeader(right, name)]
    if (one === undefined && other === undefined) return []
    const isSame =
      one !== undefined &&
      other !== undefined &&
      correspondence.holds(comparable(one), comparable(other), true)
    return isSame ? [] : [difference('header', name, one, other)]
  })
}

/** Parameters but that of the character set, and those OData leaves to the service, say nothing new. */
function mediaType(text: string): string {
  const [type = '', ...parameters] = text.toLowerCase().split(/\s*;\s*/)
  return [type, ...parameters.filter((parameter) => /^(?:odata\.)?metadata=/.test(parameter))].join(
    ';',
  )
}
