import type { ContractViolation, Exchange } from '../../journal/index.ts'
import { html, listFacts, writeExchangeDetails, type Html } from '../../reports/index.ts'
import type { Service } from '../service.ts'
import { filterExchanges, isFiltering, type ExchangeFilter } from './exchange-filter.ts'

/** More make the page slow to open. */
const mostShown = 200
/** Characters of a body in the list, of one exchange alone, and of all bodies of the page. */
const longestListed = 2000
const longestAlone = 500_000
const longestPage = 2_000_000

/** The exchanges that a filter leaves, newest first; one alone is unfolded and whole. */
export function writeExchanges(
  { mountPath, journal }: Service,
  exchanges: readonly Exchange[],
  filter: ExchangeFilter,
): Html {
  const path = `${mountPath}/_understudy/`
  const found = filterExchanges(exchanges, filter)
  const shown = found.slice(-mostShown).reverse()
  const room = { characters: longestPage }
  const isAlone = filter.number !== undefined
  return html`${isAlone ? neighbours(path, filter.number, exchanges) : form(path, filter)}
  ${
    found.length > shown.length
      ? html`<p class="notice">
          The last ${shown.length} of ${found.length} exchanges;
          <a href="${path}journal">the journal</a> has all.
        </p>`
      : undefined
  }
  ${
    journal.dropped > 0
      ? html`<p class="notice">The first ${journal.dropped} are no longer in the journal.</p>`
      : undefined
  }
  ${shown.length === 0 ? html`<p>${isAlone || isFiltering(filter) ? 'No exchange is of that kind.' : 'Nothing was asked yet.'}</p>` : undefined}
  ${shown.map((exchange) =>
    writeExchangeDetails(exchange, {
      room,
      longest: isAlone ? longestAlone : longestListed,
      isOpen: isAlone,
      explain,
      link: isAlone ? undefined : `${path}?exchange=${exchange.number}`,
    }),
  )}`
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

function neighbours(
  path: string,
  number: number | undefined,
  exchanges: readonly Exchange[],
): Html {
  const index = exchanges.findIndex((exchange) => exchange.number === number)
  const link = (at: number, text: string): Html | undefined => {
    const exchange = exchanges[at]
    return index < 0 || !exchange
      ? undefined
      : html`<li><a href="${path}?exchange=${exchange.number}">${text} #${exchange.number}</a></li>`
  }
  return html`<nav aria-label="Other exchanges">
    <ul>
      <li><a href="${path}">All exchanges</a></li>
      ${link(index - 1, 'Before:')} ${link(index + 1, 'After:')}
    </ul>
  </nav>`
}
