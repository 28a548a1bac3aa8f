import { randomUUID } from 'node:crypto'
import { digitsOf, writeJson, type JsonValue } from '../../model/index.ts'

/** A scenario as its file holds it, before it is read and checked. */
export interface ScenarioDocument {
  readonly understudy: 1
  readonly name: string
  readonly given?: GivenDocument
  readonly states?: JsonValue
  readonly vars?: Readonly<Record<string, JsonValue>>
  readonly steps: readonly StepDocument[]
  readonly finally?: readonly string[]
}

export interface GivenDocument {
  readonly fixtures?: FixtureMembers
  readonly clock?: JsonValue
  readonly ids?: JsonValue
  readonly faults?: JsonValue
}

export type FixtureMembers = Readonly<Record<string, JsonValue>>

export interface StepDocument {
  /** Name of the caller. */
  readonly as?: string
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
  if (/\.json$/i.test(file)) return `${writeJson(document, 2)}\n`
  const text = await writeYaml(document)
  return comment === undefined ? text : `# ${comment}\n${text}`
}

/** Numbers with all their digits: a mark stands for them until the rest is written. */
async function writeYaml(document: ScenarioDocument): Promise<string> {
  const { stringify } = await import('yaml')
  const mark = `digits-${randomUUID()}-of`
  const withMarks = function (this: unknown, name: unknown, value: unknown): unknown {
    const digits =
      typeof value === 'number' && typeof this === 'object' && this !== null
        ? digitsOf(this, String(name))
        : undefined
    return digits === undefined ? value : mark + digits
  }
  const options = { lineWidth: 120, aliasDuplicateObjects: false }
  return stringify(document, withMarks, options).replaceAll(mark, '')
}
