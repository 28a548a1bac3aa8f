import type { Contract, ContractOperation, DocumentedResponse } from '../contract/contract.ts'
import type { EdmType, StructuredType } from '../model/index.ts'
import type { Validators } from '../schemas/index.ts'
import type { ContractViolation, ExchangeRecord, ServedShape } from './exchange.ts'
import { findHeader, isJsonMediaType, readResponseBody } from './read-response-body.ts'
import { writeSource } from './write-source.ts'

const maximalItems = 100
const maximalViolations = 20

/**
 * Where a response leaves what its operation documents: the status, and the body's type. What was
 * found while the request was handled stands in the record already. Error responses are those of
 * the protocol, and no page lists them.
 * @param validators of the contract's model
 * @returns at most 20 violations
 */
export function findViolations(
  record: ExchangeRecord,
  contract: Contract,
  validators: Validators,
): readonly ContractViolation[] {
  const { operation, status } = record
  if (!operation || status < 200 || status > 299) return []
  const documented = findResponse(operation, status)
  if (!documented) return findStatusViolations(operation, record)
  if (!documented.body || record.method === 'HEAD') return []
  return findBodyViolations(record, operation, documented, contract, validators)
}

function findResponse(
  { responses }: ContractOperation,
  status: number,
): DocumentedResponse | undefined {
  const ofStatus = responses.filter((response) => response.status === status)
  return ofStatus.find(({ body }) => body) ?? ofStatus[0]
}

function findStatusViolations(
  operation: ContractOperation,
  record: ExchangeRecord,
): readonly ContractViolation[] {
  const [first] = operation.responses
  if (!first || askedStatuses(record).includes(record.status)) return []
  const expected = [...new Set(operation.responses.map(({ status }) => status))].join(' or ')
  return [
    {
      rule: 'undocumented-status',
      severity: 'error',
      message: `${operation.name} does not document the status ${record.status}`,
      operation: operation.name,
      expected,
      actual: String(record.status),
      source: writeSource(first.source),
    },
  ]
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

function findBodyViolations(
  record: ExchangeRecord,
  operation: ContractOperation,
  { body: shape, source }: DocumentedResponse,
  contract: Contract,
  validators: Validators,
): readonly ContractViolation[] {
  const named = shape && contract.model.types.get(shape.typeName)
  if (!shape || !isStructured(named)) return []
  const { type, isCollection } = shapeOfBody(named, shape.isCollection, record.served)
  const expected = isCollection ? `a collection of ${type.qualifiedName}` : type.qualifiedName
  const violate = (problem: BodyProblem): ContractViolation => ({
    rule: 'invalid-response',
    severity: 'error',
    message: problem.message,
    operation: operation.name,
    pointer: problem.pointer,
    expected: problem.expected ?? expected,
    actual: problem.found,
    source: writeSource(source),
  })

  const { isJson, body } = readResponseBody(record)
  if (body === undefined) {
    const message = `${operation.name} documents a body for the status ${record.status}`
    return [violate({ message, pointer: '', found: 'no body' })]
  }
  if (!isJson) {
    if (!isJsonMediaType(record.responseHeaders)) return []
    return [violate({ message: 'the body is not JSON', pointer: '', found: 'other text' })]
  }
  if (isReshaped(record.url)) return []
  const items = readItems(body, type)
  if (isCollection && !items && !isSingleEntity(body)) {
    const message = "a collection's items stand in an array named 'value'"
    return [violate({ message, pointer: '/value', found: 'no such array' })]
  }
  const problems = items
    ? items.slice(0, maximalItems).flatMap((item, index) => {
        const violations = validators.validate(type, item, 'response')
        return violations.map((problem) => ({
          ...problem,
          pointer: `/value/${index}${problem.pointer}`,
        }))
      })
    : validators.validate(type, body, 'response')
  return problems.slice(0, maximalViolations).map(violate)
}

function isStructured(type: EdmType | undefined): type is StructuredType {
  return type?.kind === 'entityType' || type?.kind === 'complexType'
}

/**
 * A page may name one type of a collection of several, or that of what is expanded, or call one thing a
 * list; the path tells what is served.
 */
function shapeOfBody(
  named: StructuredType,
  isCollection: boolean,
  served: ServedShape | undefined,
): { readonly type: StructuredType; readonly isCollection: boolean } {
  return served && isStructured(served.type)
    ? { type: served.type, isCollection: served.isCollection }
    : { type: named, isCollection }
}

interface BodyProblem {
  readonly message: string
  readonly pointer: string
  readonly expected?: string
  readonly found: string
}

/** Also where a page speaks of one object and means a collection's items, as many do. */
function readItems(body: unknown, type: StructuredType): readonly unknown[] | undefined {
  if (typeof body !== 'object' || body === null || !('value' in body)) return undefined
  if (!Array.isArray(body.value) || type.properties.has('value')) return undefined
  return body.value as unknown[]
}

/** A page may say collection where the path leads to one entity; the protocol wins in what is served. */
function isSingleEntity(body: unknown): boolean {
  if (typeof body !== 'object' || body === null || !('@odata.context' in body)) return false
  return String(body['@odata.context']).endsWith('/$entity')
}

/** `$apply` and `$compute` give results that have other properties than the type. */
function isReshaped(url: string): boolean {
  return /[?&;(](?:\$|%24)?(?:apply|compute)=/i.test(url)
}
