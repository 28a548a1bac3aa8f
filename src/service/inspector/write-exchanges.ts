import type { ContractViolation } from '../../journal/index.ts'
import { html, listFacts, writeExchangeDetails, type Html } from '../../reports/index.ts'
import type { Service } from '../service.ts'
import { isFiltering, writeFilterBelow, type ExchangeFilter } from './exchange-filter.ts'
import type { ReadExchanges } from './read-exchanges.ts'

/** Characters of a body in the list, of one exchange alone, and of all bodies of the page. */
const longestListed = 2000
const longestAlone = 500_000
const longestPage = 2_000_000

/** The exchanges that a filter leaves, newest first; one alone is unfolded and whole. */
export function writeExchanges(
  { mountPath, journal }: Service,
  { shown, below }: ReadExchanges,
  filter: ExchangeFilter,
): Html {
  const path = `${mountPath}/_understudy/`
  const room = { characters: longestPage }
  const { number } = filter
  const isAlone = number !== undefined
  return html`${isAlone ? neighbours(path, number, journal) : form(path, filter)}
  ${
    journal.dropped > 0
      ? html`<p class="notice">The first ${journal.dropped} are no longer in the journal.</p>`
      : undefined
  }
  ${shown.length === 0 ? html`<p>${sayNothing(filter, below)}</p>` : undefined}
  ${shown.map((exchange) =>
    writeExchangeDetails(exchange, {
      room,
      longest: isAlone ? longestAlone : longestListed,
      isOpen: isAlone,
      explain,
      link: isAlone ? undefined : `${path}?exchange=${exchange.number}`,
    }),
  )}
  ${isAlone ? undefined : pages({ path, filter, below })}`
}

function sayNothing(filter: ExchangeFilter, below: number | undefined): string {
  if (below !== undefined) return `No exchange from #${below} on is of that kind.`
  const isPart = filter.number !== undefined || filter.before !== undefined || isFiltering(filter)
  return isPart ? 'No exchange is of that kind.' : 'Nothing was asked yet.'
}

/** Links to what is newer and older; `undefined` where all is shown. */
function pages({
  path,
  filter,
  below,
}: {
  readonly path: string
  readonly filter: ExchangeFilter
  readonly below: number | undefined
}): Html | undefined {
  if (below === undefined && filter.before === undefined) return undefined
  const newest = html`<li><a href="${path}" rel="first">Newest</a></li>`
  const older = html`<li>
    <a href="${path}${writeFilterBelow(filter, below ?? 0)}" rel="next">Older, below #${below}</a>
  </li>`
  return html`<nav aria-label="Pages">
    <ul>
      ${filter.before === undefined ? undefined : newest} ${below === undefined ? undefined : older}
    </ul>
  </nav>`
}

/** Expected, found, the page, and the command that sends the request again. */
function explain(violation: ContractViolation): Html {
  const facts = listFacts(violation)
  return html`<dl>
    ${facts.map(
      ([name, fact]) =>
        html`<dt>${name}</dt>
          <dd><code>${fact}</code></dd>`,
    )}
  </dl>`
}

const methods = ['GET', 'POST', 'PATCH', 'PUT', 'DELETE', 'HEAD', 'OPTIONS']
const statuses = ['2xx', '3xx', '4xx', '5xx']

function form(path: string, { method, status, text, isViolating }: ExchangeFilter): Html {
  return html`<form method="get" action="${path}" role="search">
    <label>Method ${select('method', methods, method)}</label>
    <label>Status ${select('status', statuses, status === '' ? '' : `${status}xx`)}</label>
    <label>URL or operation <input name="text" value="${text}" /></label>
    <label>
      Violations only
      <input type="checkbox" name="violations" ${isViolating ? html`checked` : undefined} />
    </label>
    <button>Filter</button>
    <a href="${path}">All</a>
  </form>`
}

function select(name: string, values: readonly string[], chosen: string): Html {
  return html`<select name="${name}">
    <option value="">any</option>
    ${values.map(
      (value) => html`<option ${value === chosen ? html`selected` : undefined}>${value}</option>`,
    )}
  </select>`
}

function neighbours(path: string, number: number, { count, dropped }: Service['journal']): Html {
  const link = (at: number, text: string): Html | undefined =>
    number > dropped && number <= count && at > dropped && at <= count
      ? html`<li><a href="${path}?exchange=${at}">${text} #${at}</a></li>`
      : undefined
  return html`<nav aria-label="Other exchanges">
    <ul>
      <li><a href="${path}">All exchanges</a></li>
      ${link(number - 1, 'Before:')} ${link(number + 1, 'After:')}
    </ul>
  </nav>`
}
