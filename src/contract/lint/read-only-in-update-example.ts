import type { LintRule } from './lint-rule.ts'
import { findSuppliedReadOnly } from './supplied-read-only.ts'

/** An update example that supplies what the table says cannot be changed. */
export const readOnlyInUpdateExample: LintRule = {
  name: 'read-only-in-update-example',
  severity: 'error',
  check: (context) =>
    findSuppliedReadOnly(
      context,
      ({ request }) => request?.method === 'PATCH' || request?.method === 'PUT',
    ),
}
