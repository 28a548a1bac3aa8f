import { shorten } from '../../model/index.ts'
import { requiredETag, type DocumentedHeader } from '../../contract/contract.ts'
import { findHeader } from '../read-response-body.ts'
import { writeSource } from '../write-source.ts'
import { callerOf, findTokenDemand, hasAuthorization } from './callers.ts'
import type { ExchangeFacts, Finding, ViolationRule } from './rule.ts'

export const missingHeader: ViolationRule = {
  name: 'missing-header',
  severity: 'error',
  about: 'request',
  describes:
    "A header that the page calls required, or the `If-Match` that a 428 asks for, is not there; a warning where the page's own example is without it.",
  find: (facts) => [...findMissingOfPage(facts), ...findMissingTag(facts)],
}

function findMissingOfPage(facts: ExchangeFacts): readonly Finding[] {
  const { operation, record } = facts
  // What is not there has no tag, and what was not understood was not asked for more.
  if (!operation || [401, 403, 404].includes(record.status)) return []
  return operation.headers.flatMap((header): Finding[] => {
    if (!isNeeded(header, facts)) return []
    const given = findHeader(record.requestHeaders, header.name.toLowerCase())?.trim()
    if (given) return []
    const isShownWithout = operation.examples.some(({ request }) =>
      request?.headers.every(({ name }) => name.toLowerCase() !== header.name.toLowerCase()),
    )
    return [
      {
        ...(isShownWithout && { severity: 'warning' }),
        message: `${operation.name} requires the header ${header.name}`,
        pointer: header.name,
        expected: shorten(header.description, 120) || `a value for ${header.name}`,
        actual: given === undefined ? 'no such header' : `an empty ${header.name} header`,
        source: writeSource(header.source),
      },
    ]
  })
}

/**
 * Where no page lists the header, the answer tells that it is required.
 * @see Protocol, "Use of ETags for Avoiding Update Conflicts"; RFC 6585, "428 Precondition Required"
 */
function findMissingTag({ operation, record, address }: ExchangeFacts): readonly Finding[] {
  const isListed = operation && requiredETag(operation)
  if (record.status !== 428 || isListed) return []
  if (findHeader(record.requestHeaders, 'if-match') !== undefined) return []
  return [
    {
      message: `${operation?.name ?? `${record.method} /${address.path}`} requires the header If-Match`,
      pointer: 'If-Match',
      expected: 'the ETag of what is changed, or *',
      actual: 'no such header',
      source: operation?.source && writeSource(operation.source),
    },
  ]
}

/** Authorization has rules of its own, and Content-Type says something of a body alone. */
function isNeeded(
  { name, description, isRequired }: DocumentedHeader,
  facts: ExchangeFacts,
): boolean {
  if (!isRequired) return false
  const lower = name.toLowerCase()
  if (lower === 'authorization') return false
  if (lower === 'content-type') return hasBody(facts)
  const condition = /\brequired\b[^.]*?\b(?:when|if|for|only)\b([^.]*)/i.exec(description)?.[1]
  if (condition === undefined) return true
  // "required when using `$search`": other conditions are not ours to judge.
  const [clause = ''] = condition.split(/\bor in\b/)
  return [...clause.matchAll(/\$\w+/g)].some(([option]) =>
    facts.address.optionNames.includes(option),
  )
}

export const wrongHeader: ViolationRule = {
  name: 'wrong-header',
  severity: 'error',
  about: 'request',
  describes:
    '`Authorization` holds something other than a Bearer token, or `Content-Type` a media type that the operation does not take.',
  find: (facts) => [...findWrongScheme(facts), ...findWrongMediaType(facts)],
}

function findWrongScheme(facts: ExchangeFacts): readonly Finding[] {
  const { operation, record, reader } = facts
  const caller = callerOf(facts)
  const source = operation && findTokenDemand(operation)
  if (!operation || !source || reader.auth === 'off' || record.status === 401) return []
  if (caller.hasToken || !hasAuthorization(facts)) return []
  return [
    {
      message: `${operation.name} needs a Bearer token in the Authorization header`,
      pointer: 'Authorization',
      expected: 'Bearer {token}',
      actual: caller.problem,
      source,
    },
  ]
}

/** @see Protocol, "Header Content-Type" */
function findWrongMediaType(facts: ExchangeFacts): readonly Finding[] {
  const { record, address, operation } = facts
  const contentType = findHeader(record.requestHeaders, 'content-type')
  if (contentType === undefined || address.kind !== 'resource' || !hasBody(facts)) return []
  if (address.isRaw || address.problem || address.method !== record.method) return []
  if (/^\s*application\/(?:[\w.+-]+\+)?json\s*(?:;|$)/i.test(contentType)) return []
  const row = operation?.headers.find(({ name }) => name.toLowerCase() === 'content-type')
  if (row && row.description.toLowerCase().includes(mediaType(contentType))) return []
  const source = row?.source ?? operation?.source
  return [
    {
      message: `${operation?.name ?? `${record.method} /${address.path}`} takes a body in JSON`,
      pointer: 'Content-Type',
      expected: 'application/json',
      actual: contentType,
      source: source && writeSource(source),
    },
  ]
}

function mediaType(contentType: string): string {
  return contentType.split(';')[0]!.trim().toLowerCase()
}

function hasBody({ record: { requestBody, requestBytes, method } }: ExchangeFacts): boolean {
  if (method === 'GET' || method === 'HEAD' || method === 'DELETE') return false
  if (requestBytes !== undefined) return requestBytes > 0
  return requestBody !== undefined && requestBody !== ''
}
