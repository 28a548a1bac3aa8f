import { count } from '../model/index.ts'
import { html, type Html } from './html-page.ts'
import type { HtmlSection } from './html-section.ts'
import { groupViolations, type ViolationGroup } from './group-violations.ts'
import { listFacts } from './report-facts.ts'
import type { LocatedSource, Report } from './report.ts'

const mostShown = 500
/** Of these, the first are unfolded. */
const mostOpen = 10
const mostLinked = 20

export function violationSection(report: Report): HtmlSection {
  const groups = groupViolations(report)
  const left = groups.length - mostShown
  const body =
    groups.length === 0
      ? html`<p>
          <span class="good">None</span> in ${count(report.exchanges.length, 'exchange')}.
        </p>`
      : html`${groups.slice(0, mostShown).map((group, index) => violation(group, index, report))}
        ${
          left > 0
            ? html`<p class="notice">
                ${count(left, 'more violation')} left out; the JSON report has all.
              </p>`
            : undefined
        }`
  return { id: 'violations', title: 'Violations', body }
}

function violation(group: ViolationGroup, index: number, { sources }: Report): Html {
  const { violation: of, exchanges } = group
  const { severity, rule, message, source } = of
  const isError = severity === 'error'
  const facts = listFacts(of).filter(([name]) => name !== 'curl')
  const { operation, nearest = [] } = exchanges[0]!
  const located = source === undefined ? undefined : sources?.get(source)
  return html`<details class="violation" ${isError && index < mostOpen ? html`open` : undefined}>
    <summary>
      <span class="${isError ? 'bad' : 'warn'}">${rule}</span> ${message}
      ${exchanges.length > 1 ? html`<span class="dim">${exchanges.length} times</span>` : undefined}
    </summary>
    <dl>
      <dt>request</dt>
      <dd>${links(exchanges)}</dd>
      ${
        operation &&
        html`<dt>operation</dt>
          <dd>${operation.name}</dd>`
      }
      ${facts.map(
        ([name, fact]) =>
          html`<dt>${name}</dt>
            <dd><code>${fact}</code></dd>`,
      )}
      ${
        operation
          ? undefined
          : nearest.map(
              (near) =>
                html`<dt>nearest</dt>
                  <dd>
                    <code>${near.method} ${near.path}</code>: ${near.difference}
                    <span class="dim">${near.source}</span>
                  </dd>`,
            )
      }
    </dl>
    ${located && located.excerpt.length > 0 ? excerpt(located) : undefined}
    ${of.curl === undefined ? undefined : html`<pre>${of.curl}</pre>`}
  </details>`
}

function links(exchanges: ViolationGroup['exchanges']): Html {
  const left = exchanges.length - mostLinked
  return html`${exchanges.slice(0, mostLinked).map(
    ({ number, request, response }) =>
      html`<div>
        <a href="#exchange-${number}">#${number}</a>
        <code>${request.method} ${request.url}</code> ${response.status}
      </div>`,
  )}
  ${left > 0 ? html`<div class="dim">and ${count(left, 'more exchange')}</div>` : undefined}`
}

/** The page around the cited line, which stands out. */
function excerpt({ file, line: cited, excerpt: lines }: LocatedSource): Html {
  const rows = lines.map(({ line, text }) => {
    const row = html`<span class="line-number">${line}</span> ${text}`
    return line === cited ? html`<mark>${row}</mark>${'\n'}` : html`${row}${'\n'}`
  })
  return html`<figure>
    <figcaption class="dim">${file}</figcaption>
    <pre class="source">${rows}</pre>
  </figure>`
}
