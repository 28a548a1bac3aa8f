import { didYouMean, isJsonObject, escapePointer } from '../model/index.ts'
import {
  exactElements,
  ExactNumber,
  exactMember,
  isExactlyEqual,
  readExactNumber,
} from './exact-number.ts'
import type { Report } from './file-problems.ts'
import { show } from './located-value.ts'
import type { LocatedMember, LocatedObject, LocatedValue } from './located-value.ts'
import { matchers } from './matchers.ts'
import type { Match, Mismatch } from './scenario.ts'
import { substituteScalar, substituteText } from './substitute.ts'

/**
 * Compiles what a file expects in a place. An object matches one that has its properties and maybe
 * others; an array matches one of the same length whose elements match in order; anything else
 * matches an equal value.
 * @param report is told of unknown matcher keys and wrong arguments
 */
export function readExpectation(value: LocatedValue, report: Report): Match {
  switch (value.kind) {
    case 'scalar':
      return (found, pointer, variables) => {
        const expected = substituteScalar(value, variables)
        return isExactlyEqual(expected, pointer === '' ? typedLike(expected, found) : found)
          ? []
          : [{ line: value.line, pointer, expected: show(expected), found: show(found) }]
      }
    case 'array':
      return readArray(value.items, value.line, report)
    case 'object':
      return readObject(value, report)
  }
}

/** A body that is text, as that of `$count`, has a number or boolean where one is expected. */
function typedLike(expected: unknown, body: unknown): unknown {
  if (typeof body !== 'string' || typeof expected === 'string') return body
  if (typeof expected === 'boolean') return body === String(expected) ? expected : body
  return readExactNumber(body) ?? body
}

function readArray(items: readonly LocatedValue[], line: number, report: Report): Match {
  const matches = items.map((item) => readExpectation(item, report))
  return (found, pointer, variables) => {
    if (!Array.isArray(found)) return [{ line, pointer, expected: 'an array', found: show(found) }]
    const elements = exactElements(found)
    const mismatches = matches
      .slice(0, elements.length)
      .flatMap((match, index) => match(elements[index], `${pointer}/${index}`, variables))
    if (found.length === matches.length) return mismatches
    const expected = `an array of length ${matches.length}`
    return [
      ...mismatches,
      { line, pointer, expected, found: `length ${found.length}: ${show(found)}` },
    ]
  }
}

function readObject(object: LocatedObject, report: Report): Match {
  // A name may begin with a variable.
  const isMatcher = ({ name }: LocatedMember): boolean => /^\$(?!\{)/.test(name)
  const matches = object.members
    .filter(isMatcher)
    .flatMap((member) => readMatcher(member, report) ?? [])
  const properties = object.members
    .filter((member) => !isMatcher(member))
    .map(({ name, line, value }) => ({ name, line, match: readExpectation(value, report) }))
  const expectsObject = properties.length > 0 || matches.length === 0

  return (found, pointer, variables) => {
    const mismatches: Mismatch[] = matches.flatMap((match) => match(found, pointer, variables))
    if (!expectsObject) return mismatches
    if (!isJsonObject(found) || found instanceof ExactNumber || found instanceof Uint8Array) {
      const expected = 'an object'
      return [...mismatches, { line: object.line, pointer, expected, found: show(found) }]
    }
    return mismatches.concat(
      properties.flatMap(({ name: written, line, match }) => {
        const name = substituteText(written, line, variables)
        return match(exactMember(found, name), `${pointer}/${escapePointer(name)}`, variables)
      }),
    )
  }
}

function readMatcher({ name, line, value }: LocatedMember, report: Report): Match | undefined {
  const matcher = matchers.find((candidate) => candidate.name === name)
  if (!matcher) {
    const names = matchers.map((candidate) => candidate.name)
    report(
      line,
      `unknown matcher '${name}'; expected one of ${names.join(', ')}${didYouMean(name, names)}`,
    )
    return undefined
  }
  const match = matcher.read(value, {
    readExpectation: (inner) => readExpectation(inner, report),
    report: (message) => report(value.line, `${name}: ${message}`),
  })
  if (match === undefined) {
    report(value.line, `${name}: expected ${matcher.takes}, found ${describe(value)}`)
  }
  return match
}

function describe(value: LocatedValue): string {
  switch (value.kind) {
    case 'scalar':
      return show(value.value)
    case 'array':
      return 'a list'
    case 'object':
      return 'a map'
  }
}
