import { count } from '../model/index.ts'
import type { Coverage, CoveredItem, OperationCoverage, TypeCoverage } from '../journal/index.ts'
import { html, type Html } from './html-page.ts'
import type { HtmlSection } from './html-section.ts'
import type { Report } from './report.ts'

const kinds = ['operations', 'statuses', 'options', 'properties', 'relationships'] as const

export function coverageSection({ coverage }: Report): HtmlSection | undefined {
  if (!coverage) return undefined
  const body = html`${writeCoverageShares(coverage)} ${legend} ${matrix(coverage.byOperation)}
  ${types(coverage.byType)}`
  return { id: 'coverage', title: 'Coverage', body }
}

/** How much of each kind was exercised, as bars. */
export function writeCoverageShares(coverage: Coverage): Html {
  const rows = kinds
    .filter((kind) => coverage[kind].total > 0)
    .map((kind) => {
      const { covered, total, percent } = coverage[kind]
      return html`<tr>
        <th scope="row">${kind}</th>
        <td><span class="bar" style="--share: ${percent}%" aria-hidden="true"></span></td>
        <td class="number">${percent} %</td>
        <td class="number">${covered} of ${total}</td>
      </tr>`
    })
  return html`<table class="shares">
    <caption>
      How much of the contract was exercised
    </caption>
    <tbody>
      ${rows}
    </tbody>
  </table>`
}

const legend = html`<p class="dim legend">
  <span class="cell covered">3</span> exercised, with the number of exchanges
  <span class="cell uncovered">–</span> documented, not exercised
  <span class="cell undocumented">3</span> exercised, not documented
</p>`

/** Operations by what they document: a column a status and an option. */
function matrix(operations: readonly OperationCoverage[]): Html {
  const statuses = namesOf(operations.flatMap((operation) => operation.statuses))
  const options = namesOf(operations.flatMap((operation) => operation.options))
  const head = (name: string): Html =>
    html`<th scope="col" class="cell-column"><code>${name}</code></th>`
  const groups: readonly (readonly [name: string, columns: number])[] = [
    ['Statuses', statuses.length],
    ['Query options', options.length],
  ]
  return html`<div class="scroll" role="region" tabindex="0" aria-label="Coverage of operations">
    <table class="matrix">
      <caption>
        Operations by the statuses and query options that were seen
      </caption>
      <thead>
        <tr>
          <th scope="col" rowspan="2">Operation</th>
          <th scope="col" rowspan="2" class="number">Exchanges</th>
          <th scope="col" rowspan="2" class="number">Violations</th>
          ${groups
            .filter(([, columns]) => columns > 0)
            .map(
              ([name, columns]) =>
                html`<th scope="colgroup" colspan="${columns}" class="group">${name}</th>`,
            )}
        </tr>
        <tr>
          ${statuses.map(head)} ${options.map(head)}
        </tr>
      </thead>
      <tbody>
        ${operations.map((operation) => matrixRow(operation, statuses, options))}
      </tbody>
    </table>
  </div>`
}

function matrixRow(
  operation: OperationCoverage,
  statuses: readonly string[],
  options: readonly string[],
): Html {
  const { name, method, path, source, exchanges, violations } = operation
  return html`<tr>
    <th scope="row" title="${source}">
      <code><b>${method}</b> ${path}</code>
      <span class="dim">${name}</span>
    </th>
    <td class="number">${exchanges === 0 ? html`<span class="dim">none</span>` : exchanges}</td>
    <td class="number">
      ${violations === 0 ? html`<span class="dim">none</span>` : html`<span class="bad">${violations}</span>`}
    </td>
    ${cells(operation.statuses, statuses)} ${cells(operation.options, options)}
  </tr>`
}

function cells(items: readonly CoveredItem[], names: readonly string[]): readonly Html[] {
  const byName = new Map(items.map((item) => [item.name, item]))
  return names.map((name) => {
    const item = byName.get(name)
    return html`<td class="cell-column">${item && cell(item, item.exchanges)}</td>`
  })
}

function cell({ exchanges, isDocumented }: CoveredItem, text: string | number): Html {
  if (exchanges === 0) return html`<span class="cell uncovered" title="not exercised">–</span>`
  const kind = isDocumented ? 'covered' : 'undocumented'
  const title = isDocumented ? undefined : html`title="not documented"`
  return html`<span class="cell ${kind}" ${title}>${text}</span>`
}

function namesOf(items: readonly CoveredItem[]): readonly string[] {
  return [...new Set(items.map(({ name }) => name))].sort()
}

function types(byType: readonly TypeCoverage[]): Html {
  return html`<h3>Types</h3>
    ${byType.map((type) => {
      const members = [...type.properties, ...type.relationships].filter(
        ({ isDocumented }) => isDocumented,
      )
      const covered = members.filter(({ exchanges }) => exchanges > 0).length
      return html`<details>
        <summary>
          <code>${type.name}</code>
          <span class="dim">${covered} of ${count(members.length, 'member')}</span>
        </summary>
        ${memberList('Properties', type.properties)}
        ${memberList('Relationships', type.relationships)}
      </details>`
    })}`
}

function memberList(title: string, items: readonly CoveredItem[]): Html | undefined {
  if (items.length === 0) return undefined
  return html`<h4>${title}</h4>
    <ul class="members">
      ${items.map((item) => html`<li>${cell(item, item.exchanges)} <code>${item.name}</code></li>`)}
    </ul>`
}
