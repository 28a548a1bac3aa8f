import type { Diagnostic } from '../contract.ts'

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
      return diagnostics.map(writeWorkflowCommand).join('\n')
  }
}

const commands = { error: 'error', warning: 'warning', info: 'notice' } as const

/** GitHub Docs, "Workflow commands": what would end a command or a property is percent-encoded. */
function writeWorkflowCommand({ severity, rule, message, source }: Diagnostic): string {
  const { file, line } = source
  const command = commands[severity]
  return `::${command} file=${escapeProperty(file)},line=${line},title=${escapeProperty(rule)}::${escapeData(message)}`
}

function escapeData(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A')
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C')
}
