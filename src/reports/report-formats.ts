import { githubFormat } from './github.ts'
import { htmlFormat } from './html.ts'
import { jsonFormat } from './json.ts'
import { junitFormat } from './junit.ts'
import { markdownFormat } from './markdown.ts'
import type { ReportFormat } from './report.ts'

/** Every format, in the order in which the command line names them. */
export const reportFormats: readonly ReportFormat[] = [
  junitFormat,
  htmlFormat,
  jsonFormat,
  markdownFormat,
  githubFormat,
]

/** The format that the name of a file ends with, `report.xml`. */
export function findReportFormat(fileName: string): ReportFormat | undefined {
  const extension = /\.(\w+)$/.exec(fileName)?.[1]?.toLowerCase()
  return reportFormats.find((format) => format.extension === extension)
}
