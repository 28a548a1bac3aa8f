import { arrayOf, ExactNumber, objectOf, type ScenarioValue } from './exact-number.ts'
import { show } from './located-value.ts'
import type { LocatedScalar, LocatedValue } from './located-value.ts'
import type { Variables } from './scenario.ts'

/** The variable that every scenario has: the service root URL, without a slash at its end. */
export const baseVariable = 'base'

const reference = /\$\{([A-Za-z_][A-Za-z0-9_-]*)\}/g
const onlyReference = /^\$\{([A-Za-z_][A-Za-z0-9_-]*)\}$/

/** A variable that has no value, or none that can stand where it is used. */
export class SubstitutionError extends Error {
  readonly line: number
  readonly expected: string
  readonly found: string

  constructor(line: number, expected: string, found: string) {
    super(`expected ${expected}, found ${found}`)
    this.name = 'SubstitutionError'
    this.line = line
    this.expected = expected
    this.found = found
  }
}

/** Why there can be no variable of this name; `undefined` when there can. */
export function findNameFault(name: string): string | undefined {
  if (name === baseVariable) return `'${name}' is the service root URL, and cannot be set`
  if (/^[A-Za-z_][A-Za-z0-9_-]*$/.test(name)) return undefined
  return `'${name}' cannot name a variable: expected letters, digits, _ and -, first a letter or _`
}

/** Names of the variables that a text refers to, in order. */
export function findReferences(text: string): readonly string[] {
  return Array.from(text.matchAll(reference), (match) => match[1]!)
}

/** The text with a plain letter for each `${name}`, to check the rest of it. */
export function withoutReferences(text: string): string {
  return text.replace(reference, 'x')
}

/**
 * Replaces each `${name}` of a text; everything else, `$` or not, stays as it is.
 * @param write gives the text that stands for a value, by default the value's own
 * @throws SubstitutionError on a variable without a value, and on an object or array within text
 */
export function substituteText(
  text: string,
  line: number,
  variables: Variables,
  write: (value: string, offset: number) => string = (value) => value,
): string {
  return text.replace(reference, (_, name: string, offset: number) => {
    const value = getVariable(name, line, variables)
    if (value instanceof ExactNumber) return write(value.digits, offset)
    if (typeof value === 'object' && value !== null) {
      throw new SubstitutionError(
        line,
        `a value for \${${name}} that can stand within text`,
        show(value),
      )
    }
    return write(String(value), offset)
  })
}

/** A scalar of the file with its variables replaced; exactly `${name}` keeps the value's type. */
export function substituteScalar(
  { value, line }: LocatedScalar,
  variables: Variables,
): ScenarioValue {
  if (typeof value !== 'string') return value
  const only = onlyReference.exec(value)
  return only ? getVariable(only[1]!, line, variables) : substituteText(value, line, variables)
}

/** A value of the file as JSON, variables replaced, those in names of properties too. */
export function substitute(value: LocatedValue, variables: Variables): ScenarioValue {
  switch (value.kind) {
    case 'scalar':
      return substituteScalar(value, variables)
    case 'array':
      return arrayOf(value.items.map((item) => substitute(item, variables)))
    case 'object':
      return objectOf(
        value.members.map(({ name, line, value: inner }) => [
          substituteText(name, line, variables),
          substitute(inner, variables),
        ]),
      )
  }
}

function getVariable(name: string, line: number, variables: Variables): ScenarioValue {
  const value = variables.get(name)
  if (value === undefined) {
    throw new SubstitutionError(line, `a value for \${${name}}`, 'none captured')
  }
  return value
}
