import { join } from 'node:path'
import { readContract } from '../../src/contract/index.ts'
import { createJournal } from '../../src/journal/index.ts'
import { getValidators } from '../../src/schemas/index.ts'
import { handleRequest, Service } from '../../src/service/index.ts'
import { createSource } from '../../src/service/source.ts'
import type { FixtureDocument } from '../../src/store/index.ts'

const contract = readContract([join('test', 'contracts', 'company.xml')])
const validators = getValidators(contract.model)

/** A service with counted ids and a clock that stands still. */
export function open(fixtures: FixtureDocument): Service {
  const source = createSource({ clock: new Date('2026-01-01T00:00:00Z'), ids: 'sequential' })
  const journal = createJournal({ contract, validators, capacity: 1 })
  return new Service({ contract, basePath: '', auth: 'off', source, journal }, fixtures)
}

export interface Sent {
  readonly method: string
  readonly path: string
  readonly body?: object
  readonly headers?: Readonly<Record<string, string>>
}

export function send(service: Service, { method, path, body, headers }: Sent) {
  const { status, body: text } = handleRequest(service, {
    method,
    url: path,
    headers: { ...(body && { 'content-type': 'application/json' }), ...headers },
    body: body && Buffer.from(JSON.stringify(body)),
    serviceRoot: 'http://service.test',
    isHttps: false,
  })
  return { status, body: text === undefined ? undefined : (JSON.parse(String(text)) as unknown) }
}

const ids = '($select=ID;$orderby=ID)'
const expanded = `Boss($select=ID),Friend($select=ID),Pass,Cards($orderby=No),Reports${ids},Groups${ids},Orders${ids}`
const views = {
  People: `/People?$orderby=ID&$expand=${expanded}`,
  Groups: `/Groups?$orderby=ID&$expand=Members${ids}`,
  Orders: '/Orders?$orderby=ID&$expand=Buyer($select=ID)',
}

/** What the three sets answer, with all that they lead to. */
export function view(service: Service): unknown {
  const entries = Object.entries(views).map(([name, path]) => {
    const { body } = send(service, { method: 'GET', path: encodeURI(path) })
    return [name, (body as { value: unknown }).value]
  })
  return Object.fromEntries(entries)
}

/** The entity tags of all that is in the three sets. */
export function tags(service: Service): unknown {
  const headers = { accept: 'application/json;odata.metadata=full' }
  return Object.keys(views).map((name) => {
    const { body } = send(service, { method: 'GET', path: `/${name}?$orderby=ID`, headers })
    return (body as { value: readonly { '@odata.etag': string }[] }).value.map(
      (entity) => entity['@odata.etag'],
    )
  })
}
