import type { ContractOperation, DocumentedResponse } from '../contract/contract.ts'
import {
  isJsonObject,
  isStructuredType,
  type JsonObject,
  type SourceLocation,
  type StructuredType,
} from '../model/index.ts'
import { findMemberSource } from '../schemas/member-source.ts'
import type { ServedShape } from './exchange.ts'
import { judgeError } from './judge-error.ts'
import { isJsonMediaType, readResponseBody } from './read-response-body.ts'
import type { ExchangeFacts, Finding } from './rules/rule.ts'
import { typeOfRepresentation } from './type-of-representation.ts'
import { writeSource } from './write-source.ts'

/** How many items of a collection are held to their type, and how many violations a response can have. */
const mostItems = 10_000
const mostViolations = 20

/** What holding a response's body to its type came to. */
export interface JudgedResponse {
  readonly findings: readonly Finding[]
  /** What was not held to anything, and why. */
  readonly unchecked: readonly string[]
}

/**
 * Holds the body of a success to the type that the operation documents, or, without one, to that which
 * the path leads to; that of an error to the protocol's form.
 */
export function judgeResponse(facts: ExchangeFacts): JudgedResponse {
  const { record, answering: operation, address } = facts
  const { status, method } = record
  if (status >= 400) return judgeError(facts)
  if (status < 200 || status > 299 || method === 'HEAD') return nothing
  if (address.kind !== 'resource') return judgeOwnResource(facts)
  const documented = operation && findResponse(operation, status)
  // What is answered at another status is said by the rule of statuses.
  if (operation && operation.responses.length > 0 && !documented) return nothing
  if (documented && !documented.body) return judgeUndocumented(facts)
  const shape = shapeOf(facts, documented)
  return shape ? judgeBody(facts, shape, documented) : judgeUntyped(facts)
}

const nothing: JudgedResponse = { findings: [], unchecked: [] }

function unchecked(reason: string): JudgedResponse {
  return { findings: [], unchecked: [`the response body: ${reason}`] }
}

/** The protocol says what these look like, not the contract. */
function judgeOwnResource({ record, address: { kind } }: ExchangeFacts): JudgedResponse {
  if (record.responseBody === undefined || kind === 'monitor') return nothing
  if (kind === 'batch') return unchecked('the requests of a batch are exchanges of their own')
  return unchecked('that of the service itself has no type')
}

/** The response of the status that tells most. */
export function findResponse(
  { responses }: ContractOperation,
  status: number,
): DocumentedResponse | undefined {
  const ofStatus = responses.filter((response) => response.status === status)
  return ofStatus.find(({ body }) => body) ?? ofStatus[0]
}

function judgeUndocumented({ record, answering: operation }: ExchangeFacts): JudgedResponse {
  if (record.responseBody === undefined || record.responseBody === '') return nothing
  return unchecked(`${operation!.name} documents no type for it`)
}

function judgeUntyped({ record, answering: operation }: ExchangeFacts): JudgedResponse {
  if (record.responseBody === undefined || record.responseBody === '') return nothing
  return unchecked(
    operation
      ? `${operation.name} documents no type for it`
      : 'no operation documents a type for it',
  )
}

/**
 * A page may name one type of a collection of several, or that of what is expanded, or call one thing a
 * list; the path tells what is served.
 */
function shapeOf(
  { record, address, reader }: ExchangeFacts,
  documented: DocumentedResponse | undefined,
): ServedShape | undefined {
  const served = record.served ?? address.served
  if (served && isStructuredType(served.type)) return served
  const body = documented?.body
  const named = body && reader.contract.model.types.get(body.typeName)
  if (named) return { type: named, isCollection: body.isCollection }
  return served
}

function judgeBody(
  facts: ExchangeFacts,
  { type, isCollection }: ServedShape,
  documented: DocumentedResponse | undefined,
): JudgedResponse {
  const { record, answering: operation, address } = facts
  const { isJson, body } = readResponseBody(record)
  const name = type.qualifiedName
  const expected = isCollection ? `a collection of ${name}` : name
  const source = documented?.source ?? (isStructuredType(type) ? type.source : undefined)
  const violate = (problem: BodyProblem): Finding => {
    const documentedAt = problem.source ?? source
    return {
      message: problem.message,
      pointer: problem.pointer,
      expected: problem.expected ?? expected,
      actual: problem.found,
      source: documentedAt && writeSource(documentedAt),
    }
  }
  if (body === undefined) {
    if (!documented || !operation || !isStructuredType(type)) return nothing
    const message = `${operation.name} documents a body for the status ${record.status}`
    return { findings: [violate({ message, pointer: '', found: 'no body' })], unchecked: [] }
  }
  if (!isJson) {
    if (!isJsonMediaType(record.responseHeaders) || address.isRaw) return unchecked('it is no JSON')
    const problem = { message: 'the body is not JSON', pointer: '', found: 'other text' }
    return { findings: [violate(problem)], unchecked: [] }
  }
  if (address.isRaw) return unchecked('a value by itself has no schema')
  if (isReshaped(facts)) return unchecked('$apply and $compute give properties that no type has')
  return judgeJson(facts, body, { type, isCollection }, violate)
}

interface BodyProblem {
  readonly message: string
  readonly pointer: string
  readonly expected?: string
  readonly found: string
  /** Where the property is documented; absent where none is. */
  readonly source?: SourceLocation | undefined
}

function judgeJson(
  facts: ExchangeFacts,
  body: unknown,
  { type, isCollection }: ServedShape,
  violate: (problem: BodyProblem) => Finding,
): JudgedResponse {
  const { address, reader } = facts
  if (!isStructuredType(type)) {
    const { property } = address
    if (!property || !isJsonObject(body))
      return unchecked(`no schema is made of ${type.qualifiedName}`)
    const holder = { [property.name]: body['value'] }
    const problems = reader.validators.validate(property.declaringType, holder, 'response')
    const found = problems.map((problem) => ({
      ...problem,
      pointer: problem.pointer.replace(`/${property.name}`, '/value'),
      source: findMemberSource(problem.pointer, holder, property.declaringType),
    }))
    return limited(found.map(violate), [])
  }
  const items = readItems(body, type)
  if (isCollection && !items && !isSingleEntity(body)) {
    const message = "a collection's items stand in an array named 'value'"
    return {
      findings: [violate({ message, pointer: '/value', found: 'no such array' })],
      unchecked: [],
    }
  }
  if (items) return judgeItems(items, { type, context: contextOf(body) }, facts, violate)
  const problems = judgeItem(body, { type, context: contextOf(body) }, facts)
  if (!problems) return unchecked('nothing tells its type')
  return limited(problems.map(violate), openIn(type))
}

/** @returns `undefined` for what nothing tells the type of */
function judgeItem(
  item: unknown,
  { type, context }: { readonly type: StructuredType; readonly context: unknown },
  { reader }: ExchangeFacts,
): readonly BodyProblem[] | undefined {
  const { model } = reader.contract
  const own = typeOfRepresentation(item, type, { context, model })
  // What is bound to an entity is advertised within it (JSON Format, "Advertised Actions and Functions").
  const problems = own && reader.validators.validate(own, item, 'response')
  return problems
    ?.filter(({ pointer }) => !/\/#[^/]*$/.test(pointer))
    .map((problem) => ({ ...problem, source: findMemberSource(problem.pointer, item, own) }))
}

function contextOf(body: unknown): unknown {
  return isJsonObject(body) ? (body['@odata.context'] ?? body['@context']) : undefined
}

function judgeItems(
  items: readonly unknown[],
  of: { readonly type: StructuredType; readonly context: unknown },
  facts: ExchangeFacts,
  violate: (problem: BodyProblem) => Finding,
): JudgedResponse {
  const findings: Finding[] = []
  for (const [index, item] of items.slice(0, mostItems).entries()) {
    if (isJsonObject(item) && isOfDelta(item)) continue
    for (const problem of judgeItem(item, of, facts) ?? []) {
      findings.push(violate({ ...problem, pointer: `/value/${index}${problem.pointer}` }))
    }
    if (findings.length > mostViolations) break
  }
  const rest =
    items.length > mostItems
      ? [
          `items ${mostItems} to ${items.length - 1} of the response: the first ${mostItems} are held to their type`,
        ]
      : []
  return limited(findings, [...rest, ...openIn(of.type)])
}

function limited(findings: readonly Finding[], others: readonly string[]): JudgedResponse {
  if (findings.length <= mostViolations) return { findings, unchecked: others }
  const more = `the rest of the response body: its first ${mostViolations} violations are listed`
  return { findings: findings.slice(0, mostViolations), unchecked: [more, ...others] }
}

function openIn(type: StructuredType): readonly string[] {
  if (!type.isOpen) return []
  return [
    `the response body: ${type.qualifiedName} is open, properties that it does not declare may be anything`,
  ]
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

/** What a delta tells of deletions and links is no entity (JSON Format, "Delta Payload"). */
function isOfDelta(item: JsonObject): boolean {
  if ('@removed' in item || '@odata.removed' in item) return true
  const context = item['@odata.context'] ?? item['@context']
  return typeof context === 'string' && /\/\$(?:deletedEntity|link|deletedLink)$/.test(context)
}

/** `$apply` and `$compute` give results that have other properties than the type. */
function isReshaped({ record: { url, requestBody } }: ExchangeFacts): boolean {
  const asked = typeof requestBody === 'string' ? `${url}&${requestBody}` : url
  return /[?&;(](?:\$|%24)?(?:apply|compute)(?:=|%3D)/i.test(asked)
}
