import type { ContractViolation, Exchange, ExchangeRecord } from './exchange.ts'
import { readResponseBody } from './read-response-body.ts'
import { redactBody, redactHeader } from './redact.ts'
import { writeOctets } from './write-octets.ts'
import { writeSource } from './write-source.ts'

/** An exchange as users read it: bodies parsed, secrets redacted. */
export function writeExchange(
  record: ExchangeRecord,
  number: number,
  violations: readonly ContractViolation[],
): Exchange {
  const { operation } = record
  const { body: responseBody } = readResponseBody(record)
  const requestBody = writeRequestBody(record)
  return {
    number,
    time: new Date(record.time).toISOString(),
    duration: record.duration,
    ...(record.sandbox !== undefined && { sandbox: record.sandbox }),
    request: {
      method: record.method,
      url: record.url,
      headers: writeHeaders(record.requestHeaders),
      ...(requestBody === undefined ? {} : { body: requestBody }),
    },
    response: {
      status: record.status,
      headers: writeHeaders(record.responseHeaders),
      ...(responseBody === undefined ? {} : { body: responseBody }),
    },
    ...(operation && {
      operation: {
        name: operation.name,
        method: operation.method,
        path: operation.paths[0]?.text ?? '',
        source: writeSource(operation.source),
      },
    }),
    violations,
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
