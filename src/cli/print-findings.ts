import { writeFindings, type Report } from '../reports/index.ts'
import { colorsFor } from './colors-for.ts'

/** Lists violations and what they are of on standard error, with colours on a terminal. */
export function printFindings(report: Report, coverageGaps: readonly string[]): void {
  process.stderr.write(writeFindings(report, coverageGaps, colorsFor(process.stderr)))
}
