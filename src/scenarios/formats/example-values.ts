import { isJsonObject, type JsonObject, type JsonValue } from '../../model/index.ts'
import type { ScenarioDocument, StepDocument } from '../recording/index.ts'
import type { Say } from './exchange-format.ts'

/** Values of variables by name: given ones, and examples of what steps capture. */
export type ExampleValues = Map<string, JsonValue>

/** The values that a scenario begins with; what only the environment knows is shown by its name. */
export function giveExamples(document: ScenarioDocument, root: string): ExampleValues {
  const values: ExampleValues = new Map([['base', root]])
  for (const [name, value] of Object.entries(document.vars ?? {})) {
    const isFromEnvironment = isJsonObject(value) && '$env' in value
    values.set(
      name,
      isFromEnvironment
        ? (value['$default'] ?? `<${String(value['$env'] as string)}>`)
        : fillIn(value, values),
    )
  }
  return values
}

const reference = /\$\{([A-Za-z_][A-Za-z0-9_-]*)\}/g

/** A value with its variables replaced; a text that is one variable takes its type. */
export function fillIn(value: JsonValue, values: ExampleValues): JsonValue {
  if (typeof value === 'string') {
    const only = /^\$\{([A-Za-z_][A-Za-z0-9_-]*)\}$/.exec(value)?.[1]
    if (only !== undefined) return values.get(only) ?? value
    return fillInText(value, values)
  }
  if (Array.isArray(value)) {
    return (value as readonly JsonValue[]).map((item) => fillIn(item, values))
  }
  if (!isJsonObject(value)) return value
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [name, fillIn(inner, values)]),
  )
}

export function fillInText(text: string, values: ExampleValues): string {
  return text.replace(reference, (whole, name: string) => {
    const value = values.get(name)
    return value === undefined ? whole : String(value as string)
  })
}

export interface ExampleContext {
  readonly values: ExampleValues
  /** Captured names that a later step uses as its whole URL. */
  readonly links: ReadonlySet<string>
  readonly say: Say
}

/** Names whose value is a URL: `GET ${nextLink}`. */
export function findLinks(steps: readonly StepDocument[]): ReadonlySet<string> {
  return new Set(steps.flatMap(({ request }) => /^\S+\s+\$\{([\w-]+)\}/.exec(request)?.[1] ?? []))
}

/**
 * An example of what an expectation accepts; captured values are examples too, and kept. `undefined`
 * where it expects nothing to be there.
 */
export function exampleOf(
  expected: JsonValue,
  name: string,
  context: ExampleContext,
): JsonValue | undefined {
  if (Array.isArray(expected)) {
    return (expected as readonly JsonValue[]).map((item) => exampleOf(item, name, context) ?? null)
  }
  if (!isJsonObject(expected)) return fillIn(expected, context.values)
  const matchers = Object.entries(expected).filter(([key]) => key.startsWith('$'))
  const members = Object.entries(expected).filter(([key]) => !key.startsWith('$'))
  const { $capture, ...others } = Object.fromEntries(matchers)
  let example: JsonValue | undefined
  if (members.length > 0 || matchers.length === 0) {
    example = Object.fromEntries(
      members.flatMap(([key, inner]) => {
        const value = exampleOf(inner, key, context)
        return value === undefined ? [] : [[key, value] as const]
      }),
    )
  } else if (Object.keys(others).length > 0) {
    example = exampleOfMatcher(others, name, context)
  }
  if (typeof $capture === 'string') {
    example ??= exampleOfCapture($capture, name, context)
    context.values.set($capture, example)
  }
  return example
}

function exampleOfMatcher(
  matchers: JsonObject,
  name: string,
  context: ExampleContext,
): JsonValue | undefined {
  const [key = '', argument = null] = Object.entries(matchers)[0] ?? []
  switch (key) {
    case '$absent':
      return undefined
    case '$uuid':
      return exampleUuid(context.values.size)
    case '$type':
      return exampleOfType(String(argument as string))
    case '$regex':
      return exampleOfPattern(fillInText(String(argument as string), context.values), name, context)
    case '$empty':
      return []
    case '$only':
      return listOf(argument).map((item) => exampleOf(item, name, context) ?? null)
    case '$each':
      return [exampleOf(argument, name, context) ?? null]
    case '$contains': {
      const isText = listOf(argument).every((item) => typeof item === 'string')
      if (isText)
        return listOf(argument)
          .map((item) => String(fillIn(item, context.values) as string))
          .join(' ')
      return listOf(argument).map((item) => exampleOf(item, name, context) ?? null)
    }
    default:
      return null
  }
}

function listOf(value: JsonValue): readonly JsonValue[] {
  return Array.isArray(value) ? (value as readonly JsonValue[]) : [value]
}

function exampleOfType(type: string): JsonValue {
  switch (type) {
    case 'string':
      return 'text'
    case 'number':
      return 1
    case 'boolean':
      return false
    case 'object':
      return {}
    case 'array':
      return []
    default:
      return null
  }
}

/** Texts that patterns are mostly written for; the first that matches is taken. */
const usualTexts = [
  '2026-01-01T00:00:00Z',
  '2026-01-01',
  '1',
  'text',
  'user@example.com',
  'https://example.com/path',
  'W/"1"',
  'application/json',
  '00000000-0000-4000-8000-000000000000',
]

function exampleOfPattern(pattern: string, name: string, { say }: ExampleContext): string {
  const expression = RegExp(pattern)
  // A pattern without special characters is its own example.
  const plain = pattern.replace(/^\^|\$$/g, '').replace(/\\([^a-zA-Z0-9])/g, '$1')
  const found = [plain, ...usualTexts].find((text) => expression.test(text))
  if (found === undefined) say(`no example of $regex ${pattern} for '${name}': '' stands for it`)
  return found ?? ''
}

function exampleOfCapture(
  capture: string,
  name: string,
  { values, links }: ExampleContext,
): JsonValue {
  if (links.has(capture) || /link$|^location$/i.test(name)) {
    return `${String(values.get('base') as string)}/captured/${capture}`
  }
  // Long enough to be known again, where the examples become a scenario.
  if (/etag$/i.test(name)) return `W/"example-${values.size}"`
  return exampleUuid(values.size)
}

/** The same for the same place in the scenario, so that two conversions are alike. */
function exampleUuid(number: number): string {
  return `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`
}
