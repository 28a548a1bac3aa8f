import { isJsonObject, type JsonObject, type JsonValue } from '../../model/index.ts'
import type { Say } from './exchange-format.ts'
import { exampleOf, type ExampleContext } from './example-values.ts'

/** A matcher of Pact V4, as its files name it. */
interface PactMatcher {
  readonly match: string
  readonly [option: string]: unknown
}

/** Rules by JSONPath into the body, or by the name of a header. */
export type PactRules = Record<
  string,
  { readonly combine: 'AND'; readonly matchers: readonly PactMatcher[] }
>

export interface PactExpectation {
  readonly example: JsonValue | undefined
  readonly rules: PactRules
}

const uuidPattern = '^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$'

/**
 * An expectation as Pact has it: an example, and the rules by which another answer would do.
 * @see Pact Specification V4, "Matching Rules"
 */
export function writePactRules(
  expected: JsonValue,
  path: string,
  context: ExampleContext,
): PactExpectation {
  const rules: PactRules = {}
  const example = new PactWriter(rules, context).write(expected, path, '')
  return { example, rules }
}

class PactWriter {
  readonly #rules: PactRules
  readonly #context: ExampleContext

  constructor(rules: PactRules, context: ExampleContext) {
    this.#rules = rules
    this.#context = context
  }

  write(expected: JsonValue, path: string, name: string): JsonValue | undefined {
    if (Array.isArray(expected)) {
      return (expected as readonly JsonValue[]).map(
        (item, index) => this.write(item, `${path}[${index}]`, name) ?? null,
      )
    }
    if (!isJsonObject(expected)) return exampleOf(expected, name, this.#context)
    const matchers = Object.entries(expected).filter(([key]) => key.startsWith('$'))
    const members = Object.entries(expected).filter(([key]) => !key.startsWith('$'))
    if (matchers.length === 0) return this.#writeMembers(members, path)
    let example: JsonValue | undefined
    for (const [key, argument] of matchers) {
      const found = this.#writeMatcher(key, argument, path, name, expected)
      if (example === undefined) example = found
    }
    return members.length > 0 ? this.#writeMembers(members, path) : example
  }

  #writeMembers(members: readonly (readonly [string, JsonValue])[], path: string): JsonValue {
    return Object.fromEntries(
      members.flatMap(([key, inner]) => {
        const value = this.write(inner, path + memberPath(key), key)
        return value === undefined ? [] : [[key, value] as const]
      }),
    )
  }

  #writeMatcher(
    key: string,
    argument: JsonValue,
    path: string,
    name: string,
    whole: JsonObject,
  ): JsonValue | undefined {
    const example = (): JsonValue | undefined => exampleOf({ [key]: argument }, name, this.#context)
    switch (key) {
      case '$capture': {
        // Beside a matcher, that says what is accepted.
        const alone = Object.keys(whole).length === 1
        if (alone) this.#add(path, { match: 'type' })
        return exampleOf(alone ? whole : { ...whole }, name, this.#context)
      }
      case '$uuid':
        this.#add(path, { match: 'regex', regex: uuidPattern })
        return example()
      case '$regex':
        this.#add(path, { match: 'regex', regex: String(argument as string) })
        return example()
      case '$type':
        this.#add(path, matcherOfType(String(argument as string)))
        return example()
      case '$any':
        this.#say(path, '$any accepts null and empty values, notEmpty does not')
        this.#add(path, { match: 'notEmpty' })
        return 'any'
      case '$absent':
        this.#say(path, '$absent is left out: a pact cannot expect that nothing is there')
        return undefined
      case '$empty':
        this.#say(path, '$empty is expected as an array without elements')
        this.#add(path, { match: 'type', max: 0 })
        return []
      case '$each':
        this.#add(path, { match: 'type', min: 0 })
        return [this.write(argument, `${path}[*]`, name) ?? null]
      case '$only':
        this.#say(path, '$only is weakened: a pact lets further elements be')
        return this.#writeVariants(argument, path, name)
      case '$contains':
        if (listOf(argument).some((item) => typeof item === 'string'))
          return this.#writeParts(argument, path, name)
        return this.#writeVariants(argument, path, name)
      default:
        this.#say(path, `${key} is left out`)
        return undefined
    }
  }

  /** Parts of a text. */
  #writeParts(argument: JsonValue, path: string, name: string): JsonValue | undefined {
    for (const item of listOf(argument)) {
      const value = String(exampleOf(item, name, this.#context) as string)
      this.#add(path, { match: 'include', value })
    }
    return exampleOf({ $contains: argument }, name, this.#context)
  }

  /** Elements in any order, each with rules of its own. */
  #writeVariants(argument: JsonValue, path: string, name: string): JsonValue {
    const variants = listOf(argument).map((item, index) => {
      const { example, rules } = writePactRules(item, '$', this.#context)
      return { example: example ?? null, variant: { index, rules, generators: {} } }
    })
    if (variants.length > 0) {
      this.#add(path, { match: 'arrayContains', variants: variants.map(({ variant }) => variant) })
    } else {
      this.#add(path, name === '' ? { match: 'type' } : { match: 'type', min: 0 })
    }
    return variants.map(({ example }) => example)
  }

  #add(path: string, matcher: PactMatcher): void {
    const before = this.#rules[path]?.matchers ?? []
    this.#rules[path] = { combine: 'AND', matchers: [...before, matcher] }
  }

  #say(path: string, message: string): void {
    const { say }: { readonly say: Say } = this.#context
    say(`${path}: ${message}`)
  }
}

function matcherOfType(type: string): PactMatcher {
  const own = ['number', 'boolean', 'null'].includes(type)
  return { match: own ? type : 'type' }
}

/** @see Pact Specification V3, "JSON path": names other than words stand in brackets */
function memberPath(name: string): string {
  return /^[A-Za-z_]\w*$/.test(name) ? `.${name}` : `['${name.replaceAll("'", "\\'")}']`
}

function listOf(value: JsonValue): readonly JsonValue[] {
  return Array.isArray(value) ? (value as readonly JsonValue[]) : [value]
}
