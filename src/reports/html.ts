import { count } from '../model/index.ts'
import { html, writeHtmlPage, type Html } from './html-page.ts'
import { coverageSection } from './html-coverage.ts'
import { exchangeSection } from './html-exchanges.ts'
import { permissionSection } from './html-permissions.ts'
import { scenarioSection } from './html-scenarios.ts'
import { reportStyle } from './html-style.ts'
import { violationSection } from './html-violations.ts'
import { summarize } from './report-facts.ts'
import type { Report, ReportFormat } from './report.ts'

/** One page that needs nothing else: no script, no file, no network. */
export const htmlFormat: ReportFormat = { name: 'html', extension: 'html', render }

function render(report: Report): string {
  const sections = [
    violationSection(report),
    coverageSection(report),
    scenarioSection(report.replays),
    permissionSection(report.permissions),
    exchangeSection(report),
  ].filter((section) => section !== undefined)
  const links = sections.map(({ id, title }) => html`<li><a href="#${id}">${title}</a></li>`)
  const body = html`<header>
      <h1>Contract report</h1>
      ${contractLine(report)} ${verdict(report)}
      <nav aria-label="Parts of the report">
        <ul>
          ${links}
        </ul>
      </nav>
    </header>
    <main>
      ${sections.map(
        (section) =>
          html`<section id="${section.id}" aria-labelledby="${section.id}-title">
            <h2 id="${section.id}-title">${section.title}</h2>
            ${section.body}
          </section>`,
      )}
    </main>`
  return writeHtmlPage({
    title: `Contract report: ${verdictText(report)}`,
    body,
    style: reportStyle,
  })
}

function contractLine({ contract, exchanges }: Report): Html {
  const [first, last] = [exchanges[0], exchanges.at(-1)]
  return html`<p class="dim">
    ${
      contract &&
      html`Contract <code>${contract.hash.slice(0, 12)}</code> of
        ${count(contract.files.length, 'file')}`
    }
    ${first && last && html`· ${writeTime(first.time)} to ${writeTime(last.time)}`}
  </p>`
}

function writeTime(time: string): Html {
  return html`<time datetime="${time}">${time.replace('T', ' ').replace(/\.\d+Z$/, ' UTC')}</time>`
}

function verdictText(report: Report): string {
  const { errors, warnings, stepsFailed } = summarize(report)
  return [
    count(errors, 'violation'),
    count(warnings, 'warning'),
    ...(report.replays.length > 0 ? [`${count(stepsFailed, 'step')} failed`] : []),
  ].join(', ')
}

function verdict(report: Report): Html {
  const { exchanges, errors, warnings, unmatched, stepsFailed } = summarize(report)
  const isBad = errors > 0 || stepsFailed > 0 || report.incomplete.length > 0
  const kind = isBad ? 'bad' : warnings > 0 ? 'warn' : 'good'
  const figures: readonly (readonly [figure: string, of: string, kind: string])[] = [
    [String(errors), errors === 1 ? 'violation' : 'violations', errors > 0 ? 'bad' : 'good'],
    [String(warnings), warnings === 1 ? 'warning' : 'warnings', warnings > 0 ? 'warn' : 'good'],
    ...(unmatched > 0 ? [[String(unmatched), 'of no operation', 'warn'] as const] : []),
    ...(report.replays.length > 0
      ? [
          [
            String(stepsFailed),
            stepsFailed === 1 ? 'step failed' : 'steps failed',
            stepsFailed > 0 ? 'bad' : 'good',
          ] as const,
        ]
      : []),
    ...(report.coverage
      ? [[`${report.coverage.operations.percent} %`, 'of operations covered', 'plain'] as const]
      : []),
    [String(exchanges), exchanges === 1 ? 'exchange' : 'exchanges', 'plain'],
  ]
  return html`<ul class="figures ${kind}-edge">
      ${figures.map(
        ([figure, of, tone]) =>
          html`<li><strong class="${tone}-figure">${figure}</strong> ${of}</li>`,
      )}
    </ul>
    ${report.incomplete.map(
      (sentence) => html`<p class="notice"><strong>Incomplete:</strong> ${sentence}</p>`,
    )}`
}
