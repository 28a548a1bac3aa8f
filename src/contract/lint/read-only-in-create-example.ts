import type { LintRule } from './lint-rule.ts'
import { findSuppliedReadOnly } from './supplied-read-only.ts'

/** A create example that supplies what the table says the server sets. */
export const readOnlyInCreateExample: LintRule = {
  name: 'read-only-in-create-example',
  severity: 'error',
  check: (context) =>
    findSuppliedReadOnly(
      context,
      ({ request, operation }) =>
        request?.method === 'POST' &&
        (/^(create|add|new|post)\b/i.test(operation?.name ?? '') ||
          operation?.responses.some(({ status }) => status === 201) === true),
    ),
}
