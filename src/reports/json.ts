import { writeJson } from '../model/index.ts'
import { summarize, listViolations } from './report-facts.ts'
import type { Report, ReportFormat } from './report.ts'

/** The report as data; `schemas/understudy-report.schema.json` describes it. */
export const jsonFormat: ReportFormat = { name: 'json', extension: 'json', render }

function render(report: Report): string {
  const { contract, exchanges, coverage, permissions, replays, incomplete } = report
  const violations = listViolations(report).map(({ exchange, violation }) => ({
    exchange: exchange.number,
    ...violation,
  }))
  const document = {
    understudyReport: 1,
    ...(contract && { contract }),
    summary: summarize(report),
    incomplete,
    violations,
    ...(coverage && { coverage }),
    ...(permissions && { permissions }),
    replays,
    exchanges,
  }
  return `${writeJson(document)}\n`
}
