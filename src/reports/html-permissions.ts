import type { LeastPrivilege } from '../journal/index.ts'
import { html } from './html-page.ts'
import type { HtmlSection } from './html-section.ts'
import { listPermissions } from './report-facts.ts'

export function permissionSection(
  permissions: LeastPrivilege | undefined,
): HtmlSection | undefined {
  if (!permissions) return undefined
  const rows = listPermissions(permissions)
  if (rows.length === 0) return undefined
  const body = html`<div class="scroll" role="region" tabindex="0" aria-label="Least privilege">
    <table>
      <caption>
        The fewest permissions that the calls seen need
      </caption>
      <thead>
        <tr>
          <th scope="col">Kind</th>
          <th scope="col">Permission</th>
          <th scope="col">Needed by</th>
        </tr>
      </thead>
      <tbody>
        ${rows.map(
          ({ kind, permission, operations }) =>
            html`<tr>
              <td>${kind}</td>
              <td><code>${permission}</code></td>
              <td>${operations.join(', ')}</td>
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`
  return { id: 'permissions', title: 'Least privilege', body }
}
