import { readFileSync } from 'node:fs'
import { UsageError } from './errors.ts'
import { parseJson, writeJson } from './model/index.ts'
import type { FixtureDocument } from './store/index.ts'
import {
  createHttpTransport,
  readScenario,
  replay,
  type ReplayReport,
  type Transport,
} from './scenarios/index.ts'
import { handleRequest, type Persist, type Service } from './service/index.ts'

/**
 * Replays a scenario file on a service in process, or on another by its URL.
 * @throws UsageError when the file cannot be read, Error that lists every problem when a step fails
 */
export async function playScenario(
  file: string,
  service: Service,
  { against, url, persist }: { against: string | undefined; url: string; persist: Persist },
): Promise<ReplayReport> {
  const scenario = await readScenario(file, readText(file))
  const report = await replay(
    scenario,
    against === undefined ? transportTo(service, url, persist) : createHttpTransport(against),
    {
      baseUrl: against ?? url,
      ...(against === undefined && {
        applyFixtures: async (fixtures) => {
          service.replaceFixtures(fixtures as unknown as FixtureDocument)
          await persist()
        },
      }),
    },
  )
  if (report.outcome === 'passed') return report
  const problems = report.steps.flatMap(({ request, problems: found }) =>
    found.map(
      ({ file: where, line, subject, pointer, expected, found: actual }) =>
        `${where}:${line}: ${request}: ${subject}${pointer ? ` ${pointer}` : ''}: expected ${expected}, found ${actual}`,
    ),
  )
  throw new Error(`the scenario '${report.name}' failed:\n${problems.join('\n')}`)
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    throw new UsageError(`${file}: ${(error as Error).message}`)
  }
}

function transportTo(service: Service, serviceRoot: string, persist: Persist): Transport {
  return async ({ method, url, headers, body }) => {
    const response = handleRequest(service, {
      method,
      url,
      headers: Object.fromEntries(
        Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]),
      ),
      body: body === undefined ? undefined : Buffer.from(textOf(body)),
      serviceRoot,
      isHttps: false,
    })
    await persist()
    const text = response.body?.toString()
    const isJson = response.headers['Content-Type']?.startsWith('application/json')
    return {
      status: response.status,
      headers: Object.fromEntries(
        Object.entries(response.headers).map(([name, value]) => [name.toLowerCase(), value]),
      ),
      body: isJson && text !== undefined ? parseJson(text) : text,
    }
  }
}

function textOf(body: unknown): string {
  return typeof body === 'string' ? body : writeJson(body)
}
