import type { ContractOperation } from '../../contract/contract.ts'
import type { AddressFacts } from '../contract-reader.ts'
import { findResponse } from '../judge-response.ts'
import { findHeader, isJsonMediaType } from '../read-response-body.ts'
import type { ExchangeRecord } from '../exchange.ts'
import { writeSource } from '../write-source.ts'
import type { ViolationRule } from './rule.ts'

export const undocumentedStatus: ViolationRule = {
  name: 'undocumented-status',
  severity: 'error',
  about: 'response',
  describes: 'The operation documents other statuses of success.',
  find: ({ answering: operation, record, address }) => {
    const { status } = record
    if (!operation || status < 200 || status > 299 || findResponse(operation, status)) return []
    const [first] = operation.responses
    if (!first || askedStatuses(record).includes(status) || isNull(record, operation, address))
      return []
    return [
      {
        message: `${operation.name} does not document the status ${status}`,
        expected: [...new Set(operation.responses.map((response) => response.status))].join(' or '),
        actual: String(status),
        source: writeSource(first.source),
      },
    ]
  },
}

/**
 * A single-valued navigation property that leads to nothing, which answers 204.
 * @see Protocol, "Requesting Related Entities"
 */
function isNull(
  { method, status, served }: ExchangeRecord,
  { paths }: ContractOperation,
  address: AddressFacts,
): boolean {
  if (method !== 'GET' || status !== 204) return false
  const shape = served ?? address.served
  if (shape === undefined || shape.isCollection) return false
  return paths.every(({ text }) => /\/\w+$/.test(text))
}

/**
 * Those that the client's own headers ask for.
 * @see Protocol, "Preference return", "Preference respond-async"; RFC 9110, "Range Requests"
 */
function askedStatuses({ requestHeaders }: ExchangeRecord): readonly number[] {
  if (findHeader(requestHeaders, 'range') !== undefined) return [206]
  const preferences = findHeader(requestHeaders, 'prefer') ?? ''
  if (/\breturn\s*=\s*"?minimal\b/i.test(preferences)) return [204]
  if (/\breturn\s*=\s*"?representation\b/i.test(preferences)) return [200, 201]
  return /\brespond-async\b/i.test(preferences) ? [202] : []
}

export const invalidResponse: ViolationRule = {
  name: 'invalid-response',
  severity: 'error',
  about: 'response',
  describes:
    'The body is not there, is no JSON, or is not what its type allows, each problem by its JSON pointer.',
  find: ({ response }) => response.findings,
}

export const undocumentedContentType: ViolationRule = {
  name: 'undocumented-content-type',
  severity: 'error',
  about: 'response',
  describes:
    'The operation documents a body of a type, which is JSON, and the answer has another media type.',
  find: ({ answering: operation, record, address }) => {
    const documented = operation && findResponse(operation, record.status)
    if (!documented?.body || record.method === 'HEAD' || address.isRaw) return []
    if (record.responseBody === undefined || record.responseBody.length === 0) return []
    if (isJsonMediaType(record.responseHeaders) || asksForOther(record, address.optionNames))
      return []
    return [
      {
        message: `${operation!.name} documents a body in JSON for the status ${record.status}`,
        pointer: 'Content-Type',
        expected: 'application/json',
        actual: findHeader(record.responseHeaders, 'content-type') ?? 'no Content-Type',
        source: writeSource(documented.source),
      },
    ]
  },
}

function asksForOther({ requestHeaders }: ExchangeRecord, optionNames: readonly string[]): boolean {
  if (optionNames.includes('$format')) return true
  const accept = findHeader(requestHeaders, 'accept') ?? 'application/json'
  return !/\bjson\b|\*\/\*|application\/\*/i.test(accept)
}
