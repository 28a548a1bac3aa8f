import type { ContractOperation } from '../../contract/contract.ts'
import { writeSource } from '../write-source.ts'
import { asFinding } from './noted.ts'
import type { Finding, ViolationRule } from './rule.ts'

export const readOnlyProperty: ViolationRule = {
  name: 'read-only-property',
  severity: 'error',
  about: 'request',
  describes:
    "The body gives a property that the service alone sets, and the value is ignored; a warning where the page's own example gives it.",
  find: ({ record, address, operation }) => {
    // Whether a value differs from what is there, the double alone knows.
    const found = record.isObserved
      ? address.findReadOnly().map(describeReadOnly)
      : record.violations.filter(({ rule }) => rule === 'read-only-property').map(asFinding)
    return found.map((finding): Finding => {
      const pointer = finding.pointer ?? ''
      const source = address.findSource(pointer)
      return {
        ...finding,
        ...(isShown(pointer, operation) && { severity: 'warning' }),
        ...(source && { source: writeSource(source) }),
      }
    })
  },
}

function describeReadOnly(pointer: string): Finding {
  return {
    message: `'${pointer.slice(1)}' is set by the server; the value sent is ignored`,
    pointer,
    expected: 'absent',
    actual: 'given',
  }
}

/** Whether an example request of the page gives a property, in the first of a list's elements or in that one. */
function isShown(pointer: string, operation: ContractOperation | undefined): boolean {
  const names = pointer.split('/').slice(1)
  return (operation?.examples ?? []).some(({ request }) => {
    let value = request?.body
    for (const name of names) value = memberOf(value, name)
    return value !== undefined
  })
}

function memberOf(value: unknown, name: string): unknown {
  if (Array.isArray(value)) return (value as readonly unknown[])[Number(name)] ?? value[0]
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined
  return (value as Readonly<Record<string, unknown>>)[name]
}
