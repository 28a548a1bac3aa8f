import { join } from 'node:path'
import { afterEach, describe, expect, test } from '@jest/globals'
import { parse } from 'yaml'
import { startUnderstudy, type Understudy } from '../src/index.ts'
import {
  createHttpTransport,
  inferScenario,
  putFixtures,
  readScenario,
  redactTraffic,
  replay,
  startRecordProxy,
  writeScenario,
  type RecordProxy,
  type ReplayReport,
  type ScenarioDocument,
} from '../src/scenarios/index.ts'

const contract = join(process.cwd(), 'fixtures/access-packages')
const closing: { close(): Promise<void> }[] = []

afterEach(async () => {
  for (const each of closing.splice(0).reverse()) await each.close()
})

async function start(): Promise<Understudy> {
  const service = await startUnderstudy({ contract })
  closing.push(service)
  return service
}

async function record(upstream: string): Promise<RecordProxy> {
  const proxy = await startRecordProxy({ upstream, host: '127.0.0.1', port: 0 })
  closing.push(proxy)
  return proxy
}

interface Entity {
  readonly id: string
  readonly catalogId: string
}

interface Answer {
  readonly status: number
  readonly headers: Headers
  readonly body: Entity & { readonly value: readonly Entity[] }
}

async function send(
  method: string,
  url: string,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<Answer> {
  const response = await fetch(url, {
    method,
    headers: { ...(body !== undefined && { 'Content-Type': 'application/json' }), ...headers },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  })
  const text = await response.text()
  return {
    status: response.status,
    headers: response.headers,
    body: (text === '' ? undefined : JSON.parse(text)) as Answer['body'],
  }
}

async function play(text: string, url: string, isDouble: boolean): Promise<ReplayReport> {
  return replay(await readScenario('recorded.yaml', text), createHttpTransport(url), {
    baseUrl: url,
    ...(isDouble && { applyFixtures: (fixtures) => putFixtures(url, fixtures) }),
  })
}

const failures = (report: ReplayReport) => report.steps.flatMap(({ problems }) => problems)

describe('a recording', () => {
  test('plays on a fresh double and against the service that it was taken of', async () => {
    const upstream = await start()
    const proxy = await record(upstream.url)
    const { url } = proxy
    const { body: list } = await send('GET', `${url}/accessPackages?$top=2`)
    const { id: old, catalogId } = list.value[0]!
    await send('GET', `${url}/accessPackages/${old}?$expand=incompatibleGroups`)
    const { body: made } = await send('POST', `${url}/accessPackages`, {
      catalogId,
      displayName: 'Sales',
      description: 'for sales@contoso.com',
    })
    await send('POST', `${url}/accessPackages/${made.id}/incompatibleAccessPackages/$ref`, {
      '@odata.id': `${url}/accessPackages/${old}`,
    })
    await send('GET', `${url}/accessPackages/${made.id}/incompatibleAccessPackages`)
    await send('PATCH', `${url}/accessPackages/${old}`, { isHidden: true })
    await send('GET', `${url}/accessPackages/${old}`)
    await send('GET', `${url}/accessPackages/00000000-0000-4000-8000-000000000000`)
    await send('GET', `${url}/accessPackages?$count=true&$top=1`)
    await send('GET', `${url}/accessPackages/$count`)
    const { document } = inferScenario(
      redactTraffic({ root: upstream.url, exchanges: proxy.exchanges() }),
      { name: 'recorded' },
    )
    const text = await writeScenario('recorded.yaml', document)
    const read = parse(text) as ScenarioDocument
    expect(read.steps.map(({ request }) => request)).toEqual([
      'GET /accessPackages?$top=2',
      'GET /accessPackages/${accessPackageId}?$expand=incompatibleGroups',
      'POST /accessPackages',
      'POST /accessPackages/${accessPackageId2}/incompatibleAccessPackages/$ref',
      'GET /accessPackages/${accessPackageId2}/incompatibleAccessPackages',
      'PATCH /accessPackages/${accessPackageId}',
      'GET /accessPackages/${accessPackageId}',
      'GET /accessPackages/${accessPackageId3}',
      'GET /accessPackages?$count=true&$top=1',
      'GET /accessPackages/$count',
    ])
    expect(read.finally).toEqual(['DELETE /accessPackages/${accessPackageId2}'])
    expect(failures(await play(text, (await start()).url, true))).toEqual([])
    expect(failures(await play(text, upstream.url, false))).toEqual([])
  })
})
