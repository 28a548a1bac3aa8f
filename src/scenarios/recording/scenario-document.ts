import type { JsonValue } from '../../model/index.ts'

/** A scenario as its file holds it, before it is read and checked. */
export interface ScenarioDocument {
  readonly understudy: 1
  readonly name: string
  readonly given?: { readonly fixtures: FixtureMembers }
  readonly states?: JsonValue
  readonly vars?: Readonly<Record<string, JsonValue>>
  readonly steps: readonly StepDocument[]
  readonly finally?: readonly string[]
}

export type FixtureMembers = Readonly<Record<string, JsonValue>>

export interface StepDocument {
  readonly request: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: JsonValue
  readonly expect?: {
    readonly status?: number | readonly number[]
    readonly headers?: Readonly<Record<string, JsonValue>>
    readonly body?: JsonValue
  }
}

/**
 * The text of a scenario file.
 * @param file `.json` is written as JSON, anything else as YAML
 * @param comment first line of a YAML file
 */
export async function writeScenario(
  file: string,
  document: ScenarioDocument,
  comment?: string,
): Promise<string> {
  if (/\.json$/i.test(file)) return `${JSON.stringify(document, null, 2)}\n`
  const { stringify } = await import('yaml')
  const text = stringify(document, { lineWidth: 120, aliasDuplicateObjects: false })
  return comment === undefined ? text : `# ${comment}\n${text}`
}
