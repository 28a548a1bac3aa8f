import { httpMethods } from '../../contract/contract.ts'
import { findHeader } from '../read-response-body.ts'
import { readExpectation } from './read-expectation.ts'
import { writeSource } from '../write-source.ts'
import type { ExchangeFacts, ViolationRule } from './rule.ts'

export const undocumentedOperation: ViolationRule = {
  name: 'undocumented-operation',
  severity: 'error',
  about: 'request',
  describes: 'No operation of the contract has this method and address; the nearest are listed.',
  find: (facts) => {
    const { record, address } = facts
    const { kind, method, path, problem, isDeclared } = address
    const operation = facts.operation ?? address.operation
    if (method === 'OPTIONS') return []
    const isUnknown = problem?.about === 'path' && problem.status === 404
    const isUndeclared = kind === 'resource' && method !== 'GET' && isDeclared && !problem
    if (!isUnknown && !isMethodRefused(facts) && (operation || !isUndeclared)) return []
    const [first] = facts.nearest
    const allowed = findHeader(record.responseHeaders, 'allow')
    return [
      {
        message: writeUndocumented(method, path) + (isUnknown ? `: ${problem.message}` : ''),
        expected: first
          ? `${first.method} ${first.path}`
          : allowed
            ? `one of the methods ${allowed}`
            : 'an operation of the contract',
        actual: `${record.method} ${record.url}`,
        source: first?.source,
      },
    ]
  },
}

export const invalidAddress: ViolationRule = {
  name: 'invalid-address',
  severity: 'error',
  about: 'request',
  describes: 'The path is malformed, or a key or a parameter in it is not what its type allows.',
  find: (facts) => {
    const { record, address } = facts
    const { kind, problem, path } = address
    if (kind !== 'resource' || problem?.about !== 'path' || problem.status !== 400) return []
    const operation = facts.operation ?? address.operation
    const { expected, actual } = readExpectation(problem.message)
    return [
      {
        message: problem.message,
        pointer: problem.target ?? `/${path}`,
        expected: expected ?? 'an address of the contract',
        actual: actual ?? `${record.method} ${record.url}`,
        source: operation ? writeSource(operation.source) : facts.nearest[0]?.source,
      },
    ]
  },
}

/** The double itself refuses what no resource of the kind takes, on CSDL too, where any operation is declared. */
function isMethodRefused({ record, address }: ExchangeFacts): boolean {
  const { isObserved, fault, status, method } = record
  if (isObserved || fault !== undefined || address.refusals.length > 0) return false
  return status === 405 || (status === 501 && !httpMethods.has(method))
}

/** The service answers in the same words, and lists the nearest operations, which exchanges have apart. */
export function writeUndocumented(method: string, path: string): string {
  return `the contract declares no ${method} /${path}`
}
