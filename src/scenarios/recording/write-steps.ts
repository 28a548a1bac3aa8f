import { isJsonEqual, isJsonObject, type JsonObject, type JsonValue } from '../../model/index.ts'
import { isBatch, partsOf } from './batch-parts.ts'
import { decodeLeniently } from './decode-leniently.ts'
import { entityIdOf } from './entity-id.ts'
import { findChanges } from './find-changes.ts'
import type { NamedValues } from './find-named-values.ts'
import type { ObservedExchange } from './observed-exchange.ts'
import { isObjectBody } from './json-body.ts'
import { refer, referIn, type NamedValue } from './refer.ts'
import type { FixtureMembers, StepDocument } from './scenario-document.ts'
import { writeBatchExpectation } from './write-batch-expectation.ts'
import { writeExpectation, type ExpectationContext } from './write-expectation.ts'
import { writeRequestHeaders } from './write-request-headers.ts'

/** The steps that send what was sent, by name where a value has one, and expect what was answered. */
export function writeSteps(
  exchanges: readonly ObservedExchange[],
  { given, captures }: NamedValues,
  root: NamedValue,
  fixtures: FixtureMembers,
): readonly StepDocument[] {
  const sent: { readonly name: string; readonly value: JsonValue }[] = []
  const fixtureEntities = entitiesOf(fixtures)
  const changes = findChanges(exchanges)
  return exchanges.map((exchange, index) => {
    const { request, response } = exchange
    addMembers(request.body, sent)
    const known = [root, ...given, ...captures.filter(({ exchange: at }) => at < index)]
    const own = captures.filter(({ exchange: at, isCreated }) => isCreated && at < index)
    const url = writeUrl(request.url, known, root)
    const here = captures.filter(({ exchange: at }) => at === index)
    const expectedHeaders = here.flatMap(({ name, place }) =>
      place.kind === 'header' ? [[place.name, { $capture: name }] as const] : [],
    )
    const context: ExpectationContext = {
      captures: new Map(
        here.flatMap((capture) =>
          capture.place.kind === 'body' ? [[capture.place.pointer, capture] as const] : [],
        ),
      ),
      known,
      isSent: (name, value) =>
        sent.some((each) => each.name === name && isJsonEqual(each.value, value)),
      fixtureOf: (entity) => fixtureEntities.get(entityIdOf(entity) ?? ''),
      isChanged: (entity, name) => {
        const id = entityIdOf(entity)
        if (changes.has(`${id}/${name}`)) return true
        return changes.has(`${id}/`) && /modif|updat|chang|version/i.test(name)
      },
      isOwn: own.some(({ name }) => url.includes(`\${${name}}`)),
      undocumented: new Set(exchange.undocumented),
    }
    const body = expectBody(exchange, context)
    const headers = writeRequestHeaders(request, known)
    return {
      request: `${request.method} ${url}`,
      ...(Object.keys(headers).length > 0 && { headers }),
      ...(request.body !== undefined && { body: writeBody(request.body, known) }),
      expect: {
        status: response.status,
        ...(expectedHeaders.length > 0 && { headers: Object.fromEntries(expectedHeaders) }),
        ...(body !== undefined && { body }),
      },
    }
  })
}

function expectBody(
  exchange: ObservedExchange,
  context: ExpectationContext,
): JsonValue | undefined {
  const { request, response } = exchange
  const parts = isBatch(request) ? partsOf(exchange) : []
  return parts.length > 0 && isObjectBody(response.body)
    ? writeBatchExpectation(parts, response.body, context)
    : writeExpectation(response, context)
}

/** Octets stand in a scenario as base64. */
function writeBody(body: unknown, known: readonly NamedValue[]): JsonValue {
  return Buffer.isBuffer(body)
    ? { $base64: body.toString('base64') }
    : referIn(body as JsonValue, known)
}

/** A link that was followed as it came stands as a whole. */
function writeUrl(url: string, known: readonly NamedValue[], root: NamedValue): string {
  const absolute = String(root.value) + url
  const link = known.find(
    ({ value, name }) =>
      name !== root.name && typeof value === 'string' && isSameUrl(value, absolute),
  )
  if (link) return `\${${link.name}}`
  const links = known.filter(
    ({ value }) => typeof value === 'string' && absolute.startsWith(value) && value.length > 0,
  )
  const longest = links.toSorted((a, b) => String(b.value).length - String(a.value).length)[0]
  if (longest && longest.name !== root.name) {
    const rest = absolute.slice(String(longest.value).length)
    if (/^[/?(]/.test(rest)) return `\${${longest.name}}${refer(rest, known, 'url')}`
  }
  const written = refer(url, known, 'url')
  return written === '' || written.startsWith('?') ? `/${written}` : written
}

function isSameUrl(a: string, b: string): boolean {
  return a === b || decodeLeniently(a) === decodeLeniently(b)
}

function addMembers(
  body: unknown,
  members: { readonly name: string; readonly value: JsonValue }[],
): void {
  if (Array.isArray(body)) for (const item of body as unknown[]) addMembers(item, members)
  if (!isObjectBody(body)) return
  for (const [name, value] of Object.entries(body)) {
    members.push({ name, value })
    addMembers(value, members)
  }
}

function entitiesOf(fixtures: FixtureMembers): ReadonlyMap<string, JsonObject> {
  const entities = new Map<string, JsonObject>()
  const visit = (value: JsonValue): void => {
    if (Array.isArray(value)) for (const item of value as readonly JsonValue[]) visit(item)
    if (!isJsonObject(value)) return
    const id = entityIdOf(value)
    if (id !== undefined && !entities.has(id)) entities.set(id, value)
    for (const inner of Object.values(value)) visit(inner)
  }
  for (const value of Object.values(fixtures)) visit(value)
  return entities
}
