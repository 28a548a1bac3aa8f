/*
 * Renders journals and replays for those who read them: one file a format. Comes in: exchanges,
 * coverage and steps. Goes out: text. It knows no service, no contract and no file.
 */
export type {
  LeastPrivilege,
  LocatedSource,
  NeededPermission,
  Report,
  ReportFormat,
} from './report.ts'
export { writeFindings, type Paint } from './findings.ts'
export { findReportFormat, reportFormats } from './report-formats.ts'
export { writeCoverageShares } from './html-coverage.ts'
export { writeExchangeDetails } from './html-exchanges.ts'
export { html, writeHtmlPage, type Html, type HtmlPart } from './html-page.ts'
export { reportStyle } from './html-style.ts'
export { listFacts } from './report-facts.ts'
export { writeProblem } from './replay-text.ts'
