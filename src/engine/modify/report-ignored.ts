import type { RequestContext } from '../request-context.ts'

/** Protocol, "Create an Entity": values of computed properties are ignored, and said to be. */
export function reportIgnored(pointer: string, context: RequestContext): void {
  context.report({
    rule: 'read-only-property',
    severity: 'error',
    message: `'${pointer.slice(1)}' is set by the server; the value sent is ignored`,
    pointer,
    expected: 'absent',
    actual: 'given',
  })
}
