import type { Contract } from '../src/contract/index.ts'
import { readExamples, type PageExample } from '../src/contract/compile-examples.ts'
import { readDocumentedUrl } from '../src/contract/compile-paths.ts'
import { createEntity, createRelated } from '../src/engine/modify/create-entity.ts'
import { findTarget } from '../src/engine/find-target.ts'
import { ODataError } from '../src/errors.ts'
import { createJournal } from '../src/journal/index.ts'
import type { EntityType, JsonObject } from '../src/model/index.ts'
import { resolveResourcePath, type PathStep, type ResolvedPath } from '../src/plan/index.ts'
import { createSource, handleRequest, Service } from '../src/service/index.ts'
import { ODataSyntaxError, parseResourcePath } from '../src/syntax/index.ts'
import { getValidators } from '../src/schemas/index.ts'

/** A documented example request that the service did not take. */
export interface Refusal {
  readonly status: number
  readonly message: string
  readonly details: readonly string[]
  readonly request: string
  readonly source: string
}

export interface Tally {
  readonly requests: number
  readonly refusals: readonly Refusal[]
  /** Refused for what the example shows: a status of 400 and more, a body that is no JSON. */
  readonly expected: number
  /** Rules of the violations that served requests were journalled with. */
  readonly violations: readonly { readonly rule: string; readonly text: string }[]
}

/** Sends every example request of a contract's pages, each to a state that has the entities it names. */
export function sendDocumentedRequests(contract: Contract): Tally {
  const journal = createJournal({ contract, validators: getValidators(contract.model) })
  const service = new Service(
    {
      contract,
      basePath: contract.basePath,
      auth: 'off',
      source: createSource({ clock: new Date('2026-01-01T00:00:00Z'), ids: 'sequential' }),
      journal,
    },
    {},
  )
  const refusals: Refusal[] = []
  const violations: { rule: string; text: string }[] = []
  let requests = 0
  let expected = 0
  for (const page of contract.pages) {
    if (page.kind !== 'api') continue
    for (const example of readExamples(page)) {
      const path = example.request && readDocumentedUrl(example.request.url)
      if (!path || !example.request || isElsewhere(example.request.url)) continue
      requests++
      const query = path.query === undefined ? '' : `?${path.query}`
      const url = fillHoles(path.text + query)
      const { store } = service.world
      const mark = store.mark()
      furnish(service, url)
      for (const reference of referencesIn(example.request.body)) furnish(service, reference)
      const refusal = send(service, example, url)
      store.restore(mark)
      if (!refusal) {
        for (const violation of journal.exchanges.at(-1)?.violations ?? []) {
          violations.push({
            rule: violation.rule,
            text: `${violation.rule} ${violation.message} ${violation.pointer} (${violation.source})`,
          })
        }
      } else if (isShown(example, refusal)) expected++
      else refusals.push(refusal)
      journal.clear()
    }
  }
  return { requests, refusals, expected, violations }
}

/** A request to the client's own host: a notification, not a request to the service. */
function isElsewhere(url: string): boolean {
  return /^https?:\/\/(?!\{|[\w.-]*graph)/i.test(url)
}

function fillHoles(url: string): string {
  return url
    .replace(/\{[^{}]*\}|<[^<>]*>/g, 'hole')
    .replace(/%7B[^%]*%7D/gi, 'hole')
    .replaceAll(' ', '%20')
}

function isShown({ response }: PageExample, { status }: Refusal): boolean {
  return response !== undefined && response.status >= 400 && status < 500
}

function send(service: Service, { request }: PageExample, url: string): Refusal | undefined {
  const { method, body, bodyText, headers, source } = request!
  const text = body === undefined ? bodyText : JSON.stringify(body)
  const response = handleRequest(service, {
    method,
    url,
    headers: Object.fromEntries(
      headers
        .filter(({ name }) => /^(content-type|prefer|if-match)$/i.test(name))
        // The tags on pages are those of other entities.
        .map(({ name, value }) => [name.toLowerCase(), /^if-/i.test(name) ? '*' : value]),
    ),
    body: method === 'GET' || text === undefined ? undefined : Buffer.from(text),
    serviceRoot: `http://localhost${service.basePath}`,
    isHttps: false,
  })
  if (response.status < 400) return undefined
  const { error } = JSON.parse(response.body?.toString() ?? '{}') as {
    error?: { message: string; details?: { target: string; message: string }[] }
  }
  return {
    status: response.status,
    message: error?.message ?? '',
    details: (error?.details ?? []).map((detail) => `${detail.target}: ${detail.message}`),
    request: `${method} ${url}`,
    source: `${source.file}:${source.line}`,
  }
}

/** The URLs of entities in `@odata.id` and `…@odata.bind`. */
function referencesIn(value: unknown, name = ''): string[] {
  if (typeof value === 'string') {
    const path = /@odata\.(id|bind)$/.test(name) ? readDocumentedUrl(value) : undefined
    return path ? [path.text] : []
  }
  if (typeof value !== 'object' || value === null) return []
  return Array.isArray(value)
    ? value.flatMap((item) => referencesIn(item, name))
    : Object.entries(value).flatMap(([key, inner]) => referencesIn(inner, key))
}

/** Creates the entities that a path leads through, each with the key that the path has. */
function furnish(service: Service, url: string): void {
  const { model, readContext: context } = service.world
  try {
    const { segments } = parseResourcePath(url.replace(/\?.*$/s, '').replace(/^\//, ''))
    const resolved = resolveResourcePath(segments, model)
    for (let count = 1; count <= resolved.steps.length; count++) {
      furnishStep(resolved, count, context)
    }
  } catch (error) {
    if (!(error instanceof ODataError) && !(error instanceof ODataSyntaxError)) throw error
  }
}

function furnishStep(
  { steps, ...rest }: ResolvedPath,
  count: number,
  context: Service['world']['readContext'],
): void {
  const pathTo = (length: number): ResolvedPath => ({ ...rest, steps: steps.slice(0, length) })
  const step = steps[count - 1]!
  const derived = derivedTypeAt(steps, count)
  if (step.kind === 'singleton') {
    if (context.store.singleton(step.singleton)) return
    createEntity(
      step.singleton.entityType,
      derived,
      { place: { singleton: step.singleton }, origin: 'fixture' },
      context,
    )
  } else if (step.kind === 'navigation' && !step.navigation.isCollection) {
    const target = findTarget(pathTo(count), context)
    if (target.kind !== 'noEntity' || !target.via) return
    createRelated(
      { owner: target.via.owner, navigation: step.navigation },
      derived,
      { origin: 'fixture' },
      context,
    )
  } else if (step.kind === 'key') {
    const target = findTarget(pathTo(count - 1), context)
    if (target.kind !== 'collection') return
    const body = { ...derived, ...keyOf(step.entityType, step.key) }
    const { collection, via } = target
    if (collection?.has(step.key)) return
    if (via) createRelated(via, body, { origin: 'fixture' }, context)
    else if (collection) {
      const creation = { place: { collection }, origin: 'fixture' } as const
      createEntity(step.entityType, body, creation, context)
    }
  }
}

function derivedTypeAt(steps: readonly PathStep[], count: number): JsonObject {
  const next = steps[count]
  return next?.kind === 'typeCast' ? { '@odata.type': `#${next.type.qualifiedName}` } : {}
}

function keyOf({ key, properties }: EntityType, text: string): JsonObject {
  const [name] = key
  if (name === undefined || key.length > 1) return {}
  const isNumber = /Int|Double|Byte|Decimal/.test(properties.get(name)?.type.qualifiedName ?? '')
  return { [name]: isNumber && Number.isFinite(Number(text)) ? Number(text) : text }
}
