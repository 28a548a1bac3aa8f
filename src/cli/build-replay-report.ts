import type { Report } from '../reports/index.ts'
import type { ReplayReport, Scenario } from '../scenarios/index.ts'

/** The report of replays: their steps, and the exchanges that these were. */
export function buildReplayReport(
  _scenarios: readonly Scenario[],
  replays: readonly ReplayReport[],
): Report {
  const exchanges = replays
    .flatMap(({ steps }) => steps.flatMap(({ exchange }) => (exchange ? [exchange] : [])))
    .map((exchange, index) => ({ ...exchange, number: index + 1 }))
  return { exchanges, replays, incomplete: [] }
}
