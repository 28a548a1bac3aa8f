import type { Exchange, ExchangeRecord } from './exchange.ts'
import { findUnchecked } from './find-unchecked.ts'
import { findViolations } from './find-violations.ts'
import { readResponseBody } from './read-response-body.ts'
import { redactBody, redactHeader } from './redact.ts'
import type { ExchangeFacts } from './rules/rule.ts'
import { writeCurl } from './write-curl.ts'
import { writeOctets } from './write-octets.ts'
import { writeSource } from './write-source.ts'

/** An exchange as users read it: held to its contract, bodies parsed, secrets redacted. */
export function writeExchange(facts: ExchangeFacts): Exchange {
  const { record, number, nearest } = facts
  const violations = findViolations(facts)
  const unchecked = findUnchecked(facts, violations)
  const request = writeRequest(record)
  const response = writeResponse(record)
  const matched = writeOperation(facts)
  const exercised = isSuccess(record) ? facts.address.findExercised?.(response.body) : undefined
  return {
    number,
    time: new Date(record.time).toISOString(),
    duration: record.duration,
    ...(record.sandbox !== undefined && { sandbox: record.sandbox }),
    request,
    response,
    ...(matched && { operation: matched }),
    ...(nearest.length > 0 && { nearest }),
    ...(unchecked.length > 0 && { unchecked }),
    ...(exercised && { exercised }),
    ...(record.fault !== undefined && { fault: record.fault }),
    violations: violations.length > 0 ? withCurl(violations, request, record) : violations,
  }
}

/** The one that a page documents, else what the CSDL allows. */
function writeOperation({ operation, address }: ExchangeFacts): Exchange['operation'] {
  if (!operation) {
    const { allowed } = address
    if (!allowed) return undefined
    const { name, method, path, source } = allowed
    return { name, method, path, source }
  }
  const { name, method, paths, source } = operation
  return { name, method, path: paths[0]?.text ?? '', source: writeSource(source) }
}

function isSuccess({ status }: ExchangeRecord): boolean {
  return (status >= 200 && status < 300) || status === 304
}

function withCurl(
  violations: Exchange['violations'],
  request: Exchange['request'],
  { requestBody, serviceRoot }: ExchangeRecord,
): Exchange['violations'] {
  const hasOctets =
    Buffer.isBuffer(requestBody) && writeOctets(requestBody) !== requestBody.toString('utf8')
  const curl = writeCurl(request, { serviceRoot, hasOctets })
  return violations.map((violation) => ({ ...violation, curl }))
}

function writeRequest(record: ExchangeRecord): Exchange['request'] {
  const body = writeRequestBody(record)
  return {
    method: record.method,
    url: record.url,
    headers: writeHeaders(record.requestHeaders),
    ...(body === undefined ? {} : { body }),
  }
}

function writeResponse(record: ExchangeRecord): Exchange['response'] {
  const { body } = readResponseBody(record)
  return {
    status: record.status,
    headers: writeHeaders(record.responseHeaders),
    ...(body === undefined ? {} : { body }),
  }
}

function writeRequestBody({ requestBody }: ExchangeRecord): unknown {
  return redactBody(Buffer.isBuffer(requestBody) ? writeOctets(requestBody) : requestBody)
}

function writeHeaders<Value extends string | number | readonly string[]>(
  headers: Readonly<Record<string, Value | undefined>>,
): Record<string, Value | string> {
  const shown: Record<string, Value | string> = {}
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined) shown[name] = redactHeader(name, value)
  }
  return shown
}
