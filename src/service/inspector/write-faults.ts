import { html, type Html } from '../../reports/index.ts'
import type { ListedFault } from '../faults/fault.ts'

/** What is ordered to go wrong, and how often it did. */
export function writeFaults(faults: readonly ListedFault[]): Html {
  if (faults.length === 0) return html`<p>No faults are ordered.</p>`
  return html`<div class="scroll" role="region" tabindex="0" aria-label="Faults">
    <table>
      <thead>
        <tr>
          <th scope="col">Requests</th>
          <th scope="col">What happens</th>
          <th scope="col" class="number">Calls</th>
          <th scope="col" class="number">Hits</th>
        </tr>
      </thead>
      <tbody>
        ${faults.map(
          ({ on, calls, hits, ...effect }) =>
            html`<tr>
              <td><code>${on}</code></td>
              <td><code>${JSON.stringify(effect)}</code></td>
              <td class="number">${calls}</td>
              <td class="number">${hits}</td>
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`
}
