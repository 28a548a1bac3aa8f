import type { ReplayReport, StepReport } from '../scenarios/index.ts'
import { html, type Html } from './html-page.ts'
import type { HtmlSection } from './html-section.ts'

export function scenarioSection(replays: readonly ReplayReport[]): HtmlSection | undefined {
  if (replays.length === 0) return undefined
  const body = html`${replays.map(scenario)}`
  return { id: 'scenarios', title: 'Scenarios', body }
}

const outcomes = {
  passed: html`<span class="good">passed</span>`,
  failed: html`<span class="bad">failed</span>`,
  skipped: html`<span class="dim">skipped</span>`,
}

function scenario({ file, name, target, outcome, steps }: ReplayReport): Html {
  return html`<details ${outcome === 'failed' ? html`open` : undefined}>
    <summary>
      ${outcomes[outcome]} <strong>${name}</strong>
      <span class="dim">${file}${target === undefined ? '' : ` on ${target}`}</span>
    </summary>
    <div class="scroll" role="region" tabindex="0" aria-label="Steps of ${name}">
      <table>
        <caption>
          Steps of ${name}
        </caption>
        <thead>
          <tr>
            <th scope="col">Outcome</th>
            <th scope="col" class="number">Line</th>
            <th scope="col">Step</th>
          </tr>
        </thead>
        <tbody>
          ${steps.map(step)}
        </tbody>
      </table>
    </div>
  </details>`
}

function step({
  kind,
  line,
  name,
  request,
  outcome,
  reason,
  attempts = 1,
  problems,
}: StepReport): Html {
  return html`<tr>
    <td>${outcomes[outcome]}</td>
    <td class="number">${line}</td>
    <td>
      ${kind === 'step' ? undefined : html`<span class="dim">${kind}:</span> `}
      ${name === undefined ? undefined : html`${name}: `}<code>${request}</code>
      ${attempts > 1 ? html`<span class="dim">sent ${attempts} times</span>` : undefined}
      ${reason === undefined ? undefined : html`<div class="dim">${reason}</div>`}
      ${problems.map(
        ({ file, line: at, subject, pointer, expected, found }) =>
          html`<dl>
            <dt>where</dt>
            <dd>${subject} <code>${pointer}</code>, ${file}:${at}</dd>
            <dt>expected</dt>
            <dd><code>${expected}</code></dd>
            <dt>found</dt>
            <dd><code>${found}</code></dd>
          </dl>`,
      )}
    </td>
  </tr>`
}
