import { UsageError } from './errors.ts'
import { judgeAnswers } from './judge-answers.ts'
import { writeProblem } from './reports/index.ts'
import {
  createHttpTransport,
  hasRefusedGiven,
  loadScenario,
  readResponseContent,
  RefusedGiven,
  replay,
  writeRequestBody,
  type ReplayReport,
  type Transport,
} from './scenarios/index.ts'
import {
  deliverInProcess,
  describeFixtureProblem,
  FaultError,
  FixtureError,
  fixturePointer,
  handleRequest,
  type Fault,
  type Persist,
  type Service,
} from './service/index.ts'
import type { FixtureDocument } from './store/index.ts'

/**
 * Replays a scenario file on a service in process, or on another by its URL.
 * Each answer is held to the service's contract; another service gets the environment's UNDERSTUDY_TOKEN.
 * @throws UsageError when the file cannot be read, or what it gives is refused; Error that lists every problem when a step fails
 */
export async function playScenario(
  file: string,
  service: Service,
  { against, url, persist }: { against: string | undefined; url: string; persist: Persist },
): Promise<ReplayReport> {
  const scenario = await loadScenario(file)
  const token = against === undefined ? undefined : process.env['UNDERSTUDY_TOKEN']
  const baseUrl = against ?? url
  const judge = judgeAnswers(() => service.contract, { serviceRoot: baseUrl, token })
  const report =
    against === undefined
      ? await replay(scenario, transportTo(service, url, persist), {
          baseUrl,
          judge,
          applyFixtures: async (fixtures) => {
            lendFixtures(service, fixtures as unknown as FixtureDocument)
            await persist()
          },
          setClock: (time) => Promise.resolve(service.source.clock.freeze(time)),
          setIds: (ids) => Promise.resolve(service.source.useIds(ids)),
          // What they are not is refused.
          setFaults: async (faults) => orderFaults(service, faults as unknown as readonly Fault[]),
          takesClaims: true,
        })
      : await replay(scenario, createHttpTransport(against), { baseUrl, judge, token })
  if (report.outcome === 'passed') return report
  const problems = report.steps.flatMap(({ request, problems: found }) =>
    found.map((problem) => `${writeProblem(problem)}, in ${request}`),
  )
  const message = `the scenario '${report.name}' failed:\n${problems.join('\n')}`
  throw hasRefusedGiven(report) ? new UsageError(message) : new Error(message)
}

function lendFixtures(service: Service, fixtures: FixtureDocument): void {
  try {
    service.lendFixtures(fixtures)
  } catch (error) {
    if (!(error instanceof FixtureError)) throw error
    throw new RefusedGiven(
      error.problems.map((problem) => ({
        pointer: fixturePointer(problem),
        message: describeFixtureProblem(problem),
      })),
    )
  }
}

function orderFaults(service: Service, faults: readonly Fault[]): void {
  try {
    service.faults.set(faults)
  } catch (error) {
    throw error instanceof FaultError ? new RefusedGiven(error.problems) : error
  }
}

function transportTo(service: Service, serviceRoot: string, persist: Persist): Transport {
  return async ({ method, url, headers, body }) => {
    const content = writeRequestBody(body)
    const answered = handleRequest(service, {
      method,
      url,
      headers: withLowerCaseNames(headers),
      body: content === undefined ? undefined : Buffer.from(content),
      serviceRoot,
      isHttps: false,
    })
    await persist()
    const response = await deliverInProcess(answered, service.faults)
    const { status } = response
    return {
      status,
      headers: withLowerCaseNames(response.headers),
      body: readResponseContent(
        Buffer.from(response.body ?? ''),
        String(response.headers['Content-Type'] ?? ''),
      ),
    }
  }
}

function withLowerCaseNames<T>(headers: Readonly<Record<string, T>>): Record<string, T> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]),
  )
}
