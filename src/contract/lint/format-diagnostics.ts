import type { Diagnostic } from '../contract.ts'
import { writeWorkflowCommand } from './workflow-command.ts'

export type DiagnosticFormat = 'text' | 'json' | 'github'

/** Diagnostics as text, one a line; as a JSON array; or as workflow commands of GitHub Actions. */
export function formatDiagnostics(
  diagnostics: readonly Diagnostic[],
  format: DiagnosticFormat,
): string {
  switch (format) {
    case 'text':
      return diagnostics
        .map(
          ({ source, rule, message }) =>
            `${source.file}:${source.line}: ${rule}: ${message.replace(/\s+/g, ' ')}`,
        )
        .join('\n')
    case 'json':
      return JSON.stringify(diagnostics, null, 2)
    case 'github':
      return diagnostics.map(writeAnnotation).join('\n')
  }
}

const commands = { error: 'error', warning: 'warning', info: 'notice' } as const

function writeAnnotation({ severity, rule, message, source }: Diagnostic): string {
  return writeWorkflowCommand({ command: commands[severity], ...source, title: rule, message })
}
