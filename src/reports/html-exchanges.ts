import { count } from '../model/index.ts'
import type { ContractViolation, Exchange } from '../journal/index.ts'
import { html, type Html, type HtmlPart } from './html-page.ts'
import type { HtmlSection } from './html-section.ts'
import { prettyJson } from './pretty-json.ts'
import type { Report } from './report.ts'

/** More make the page slow to open; those with violations come first. */
const mostShown = 1000
/** Characters of a body, and of all bodies together. */
const longestBody = 4000
const longestPage = 5_000_000

export function exchangeSection({ exchanges }: Report): HtmlSection | undefined {
  if (exchanges.length === 0) return undefined
  const shown = chooseExchanges(exchanges)
  const left = exchanges.length - shown.length
  const room = { characters: longestPage }
  const body = html`${
    left > 0
      ? html`<p class="notice">
          ${shown.length} of ${exchanges.length} exchanges, those with violations first; the JSON
          report has all.
        </p>`
      : undefined
  }
  ${shown.map((exchange) => writeExchangeDetails(exchange, { room }))}`
  return { id: 'exchanges', title: 'Timeline', body }
}

function chooseExchanges(exchanges: readonly Exchange[]): readonly Exchange[] {
  if (exchanges.length <= mostShown) return exchanges
  const violating = exchanges.filter(({ violations }) => violations.length > 0)
  const others = exchanges.filter(({ violations }) => violations.length === 0)
  return [...violating.slice(0, mostShown), ...others.slice(0, mostShown - violating.length)]
    .slice(0, mostShown)
    .sort((a, b) => a.number - b.number)
}

/** What is left of the page for bodies. */
export interface Room {
  characters: number
}

/**
 * An exchange to unfold.
 * @param options `explain`: what is said of a violation beside its rule and message; `longest`:
 *   characters of a body; `link`: where it stands alone
 */
export function writeExchangeDetails(
  exchange: Exchange,
  {
    room,
    longest = longestBody,
    isOpen = false,
    explain,
    link,
  }: {
    readonly room: Room
    readonly longest?: number
    readonly isOpen?: boolean
    readonly explain?: Explain
    readonly link?: string | undefined
  },
): Html {
  const { number, request, response, violations } = exchange
  return html`<details class="exchange" id="exchange-${number}" ${isOpen ? html`open` : undefined}>
    <summary>${writeSummary(exchange)}</summary>
    ${
      link === undefined
        ? undefined
        : html`<p><a href="${link}">#${number} alone, and whole</a></p>`
    }
    <dl>
      ${factsOf(exchange).map(
        ([name, fact]) =>
          html`<dt>${name}</dt>
            <dd>${fact}</dd>`,
      )}
      ${violations.map((violation) => writeViolation(violation, explain))}
    </dl>
    ${message('Request', request, { room, longest })}
    ${message('Response', response, { room, longest })}
  </details>`
}

/** What stands in the line that unfolds. */
function writeSummary({ number, time, request, response, violations, fault }: Exchange): Html {
  const errors = violations.filter(({ severity }) => severity === 'error').length
  return html`<span class="dim">#${number}</span>
    <time datetime="${time}" class="dim">${clockTime(time)}</time> <b>${request.method}</b>
    <code>${request.url}</code>
    <span class="${response.status >= 400 ? 'warn' : 'good'}">${response.status}</span>
    ${
      errors > 0
        ? html`<span class="bad">${count(errors, 'violation')}</span>`
        : violations.length > 0
          ? html`<span class="warn">${count(violations.length, 'warning')}</span>`
          : undefined
    }
    ${fault === undefined ? undefined : html`<span class="warn">fault</span>`}`
}

/** What there is to say of an exchange, beside its violations. */
function factsOf(exchange: Exchange): readonly (readonly [name: string, fact: string])[] {
  const { time, duration, operation, sandbox, fault, unchecked = [], nearest = [] } = exchange
  return [
    ['time', `${time}, ${Number(duration.toFixed(3))} ms`],
    ...(operation ? [['operation', `${operation.name} (${operation.source})`] as const] : []),
    ...(sandbox === undefined ? [] : [['sandbox', sandbox] as const]),
    ...(fault === undefined ? [] : [['fault', fault] as const]),
    ...nearest.map(
      ({ method, path, difference }) => ['nearest', `${method} ${path}: ${difference}`] as const,
    ),
    ...unchecked.map((what) => ['not checked', what] as const),
  ]
}

type Explain = (violation: ContractViolation) => HtmlPart

function writeViolation(violation: ContractViolation, explain: Explain | undefined): Html {
  const { severity, rule, message: text } = violation
  return html`<dt>${severity}</dt>
    <dd>
      <span class="${severity === 'error' ? 'bad' : 'warn'}">${rule}</span>
      ${text} ${explain?.(violation)}
    </dd>`
}

/** `2026-01-01T09:30:00.250Z` is `09:30:00.250`. */
function clockTime(time: string): string {
  return /T(.*)Z$/.exec(time)?.[1] ?? time
}

function message(
  title: string,
  { headers, body }: Exchange['request'] | Exchange['response'],
  limits: BodyLimits,
): Html {
  const lines = Object.entries(headers).map(
    ([name, value]) => `${name}: ${typeof value === 'object' ? value.join(', ') : value}`,
  )
  return html`<h4>${title}</h4>
    <pre>${[...lines, ...writeBody(body, limits)].join('\n')}</pre>`
}

interface BodyLimits {
  readonly room: Room
  readonly longest: number
}

function writeBody(body: unknown, { room, longest }: BodyLimits): readonly string[] {
  if (body === undefined) return []
  const text = typeof body === 'string' ? body : prettyJson(body)
  const length = Math.min(text.length, longest, room.characters)
  room.characters -= length
  if (length === text.length) return ['', text]
  return ['', `${text.slice(0, length)}…`, `(${text.length - length} more characters)`]
}
