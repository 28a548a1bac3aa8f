import { count } from '../../model/index.ts'
import { inventoryOf, measureCoverage, type Exchange, type Journal } from '../../journal/index.ts'
import {
  html,
  reportStyle,
  writeCoverageShares,
  writeHtmlPage,
  type Html,
} from '../../reports/index.ts'
import type { ControlRequest } from '../control-routes.ts'
import type { Service } from '../service.ts'
import { sandboxPath } from '../sandbox-path.ts'
import { readExchangeFilter } from './exchange-filter.ts'
import { readExchanges } from './read-exchanges.ts'
import { writeExchanges } from './write-exchanges.ts'
import { writeFaults } from './write-faults.ts'
import { writeSets } from './write-sets.ts'

/**
 * The inspector: one page of what is served, what was asked, and what is ordered to go wrong. It has no
 * script; its filter and its links are requests for the same page.
 */
export function writeInspector(
  service: Service,
  { query, sandboxes }: Pick<ControlRequest, 'query' | 'sandboxes'>,
): string {
  const filter = readExchangeFilter(query)
  const { journal } = service
  const found = readExchanges(journal, filter)
  const title = `odata-understudy${service.name === undefined ? '' : `: ${service.name}`}`
  const body = html`<header>
      <h1>${title}</h1>
      ${contractLine(service)} ${figures(journal, found.read)}
      ${links(service, filter.number === undefined)}
    </header>
    <main>
      ${
        filter.number === undefined
          ? html`${section('exchanges', 'Exchanges', writeExchanges(service, found, filter))}
            ${section('sets', 'What is served', writeSets(service))}
            ${section('coverage', 'Coverage', writeCoverage(service, found.read))}
            ${section('faults', 'Faults and clock', html`${clock(service)} ${writeFaults(service.faults.list)}`)}
            ${sandboxes.length > 0 ? section('sandboxes', 'Sandboxes', writeSandboxes(sandboxes)) : undefined}`
          : section('exchanges', 'Exchange', writeExchanges(service, found, filter))
      }
    </main>`
  return writeHtmlPage({ title, body, style: reportStyle })
}

function section(id: string, title: string, body: Html): Html {
  return html`<section id="${id}" aria-labelledby="${id}-title">
    <h2 id="${id}-title">${title}</h2>
    ${body}
  </section>`
}

function contractLine({ contract, basePath }: Service): Html {
  const { kind, hash, files, operations } = contract
  return html`<p class="dim">
    Serves <a href="${basePath || '/'}"><code>${basePath || '/'}</code></a> of a contract of
    ${kinds[kind]}, ${count(files.length, 'file')}, ${count(operations.length, 'operation')},
    <code title="${hash}">${hash.slice(0, 12)}</code>
  </p>`
}

const kinds = { pages: 'pages', csdl: 'CSDL', mixed: 'pages and CSDL' } as const

function figures({ count: last, dropped }: Journal, exchanges: readonly Exchange[]): Html {
  const kept = last - dropped
  const violations = exchanges.flatMap((exchange) => exchange.violations)
  const errors = violations.filter(({ severity }) => severity === 'error').length
  const warnings = violations.length - errors
  const kind = errors > 0 ? 'bad' : warnings > 0 ? 'warn' : 'good'
  const all: readonly (readonly [number, noun: string, tone: string])[] = [
    [kept, 'exchange', 'plain'],
    [errors, 'violation', errors > 0 ? 'bad' : 'good'],
    [warnings, 'warning', warnings > 0 ? 'warn' : 'good'],
  ]
  return html`<ul class="figures ${kind}-edge">
      ${all.map(
        ([number, noun, tone]) =>
          html`<li>
            <strong class="${tone}-figure">${number}</strong> ${number === 1 ? noun : `${noun}s`}
          </li>`,
      )}
    </ul>
    ${
      exchanges.length < kept
        ? html`<p class="notice">
            Violations and coverage are of ${exchanges.length} of the ${kept} exchanges; each reload
            reads more, <a href="journal">the journal</a> has all.
          </p>`
        : undefined
    }`
}

const documents = ['journal', 'coverage', 'faults', 'clock', 'state', 'contract']

/** @param isWhole where the page has its parts to lead to */
function links({ mountPath, basePath }: Service, isWhole: boolean): Html {
  return html`<nav aria-label="Documents">
    <ul>
      <li><a href="${mountPath}/_understudy/">Reload</a></li>
      ${(isWhole ? ['Exchanges', 'Sets', 'Coverage', 'Faults'] : []).map(
        (name) => html`<li><a href="#${name.toLowerCase()}">${name}</a></li>`,
      )}
      <li><a href="${basePath}/$metadata">$metadata</a></li>
      ${documents.map(
        (name) => html`<li><a href="${mountPath}/_understudy/${name}">${name} (JSON)</a></li>`,
      )}
    </ul>
  </nav>`
}

function writeCoverage({ contract }: Service, exchanges: readonly Exchange[]): Html {
  return writeCoverageShares(measureCoverage(inventoryOf(contract), exchanges))
}

function clock({ source: { clock: of } }: Service): Html {
  const time = of.now().toISOString()
  return html`<p>
    The clock ${of.isFrozen ? 'stands still at' : 'runs:'} <time datetime="${time}">${time}</time>
  </p>`
}

function writeSandboxes(names: readonly string[]): Html {
  const shown = names.slice(0, 100)
  return html`<ul class="members">
      ${shown.map(
        (name) =>
          html`<li>
            <a href="${sandboxPath(name)}/_understudy/"><code>${name}</code></a>
          </li>`,
      )}
    </ul>
    ${names.length > shown.length ? html`<p class="notice">${shown.length} of ${names.length} sandboxes.</p>` : undefined}`
}
