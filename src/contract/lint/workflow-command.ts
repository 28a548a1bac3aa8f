/** An annotation of GitHub Actions. */
export interface WorkflowCommand {
  readonly command: 'error' | 'warning' | 'notice'
  readonly file?: string | undefined
  readonly line?: number | undefined
  readonly title: string
  readonly message: string
}

/** GitHub Docs, "Workflow commands": what would end a command or a property is percent-encoded. */
export function writeWorkflowCommand(annotation: WorkflowCommand): string {
  const { command, file, line, title, message } = annotation
  const properties = Object.entries({ file, line, title }).flatMap(([name, value]) =>
    value === undefined ? [] : [`${name}=${escapeProperty(String(value))}`],
  )
  return `::${command} ${properties.join(',')}::${escapeData(message)}`
}

function escapeData(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A')
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C')
}
