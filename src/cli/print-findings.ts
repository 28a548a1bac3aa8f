import { createColors } from 'picocolors'
import { writeFindings, type Report } from '../reports/index.ts'

/** Lists violations and what they are of on standard error, with colours on a terminal. */
export function printFindings(report: Report, coverageGaps: readonly string[]): void {
  const { FORCE_COLOR, NO_COLOR } = process.env
  const isColoured =
    (process.stderr.isTTY && !NO_COLOR) || (FORCE_COLOR !== undefined && FORCE_COLOR !== '0')
  process.stderr.write(writeFindings(report, coverageGaps, createColors(isColoured && !NO_COLOR)))
}
