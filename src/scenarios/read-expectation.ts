import { UsageError } from '../errors.ts'
import { didYouMean, isJsonEqual, isJsonObject } from '../model/index.ts'
import { show } from './located-value.ts'
import type { LocatedMember, LocatedObject, LocatedValue } from './located-value.ts'
import { matchers } from './matchers.ts'
import type { Match, Mismatch } from './scenario.ts'
import { substituteScalar } from './substitute.ts'

/**
 * Compiles what a file expects in a place. An object matches one that has its properties and maybe
 * others; an array matches one of the same length whose elements match in order; anything else
 * matches an equal value.
 * @throws UsageError `file:line: …` on an unknown matcher key or a wrong argument
 */
export function readExpectation(file: string, value: LocatedValue): Match {
  switch (value.kind) {
    case 'scalar':
      return (found, pointer, variables) => {
        const expected = substituteScalar(value.value, value.line, variables)
        return isJsonEqual(expected, found)
          ? []
          : [{ line: value.line, pointer, expected: show(expected), found: show(found) }]
      }
    case 'array':
      return readArray(file, value.items, value.line)
    case 'object':
      return readObject(file, value)
  }
}

function readArray(file: string, items: readonly LocatedValue[], line: number): Match {
  const matches = items.map((item) => readExpectation(file, item))
  return (found, pointer, variables) => {
    if (!Array.isArray(found)) return [{ line, pointer, expected: 'an array', found: show(found) }]
    const mismatches = matches
      .slice(0, found.length)
      .flatMap((match, index) => match(found[index], `${pointer}/${index}`, variables))
    if (found.length === matches.length) return mismatches
    const expected = `an array of length ${matches.length}`
    return [
      ...mismatches,
      { line, pointer, expected, found: `length ${found.length}: ${show(found)}` },
    ]
  }
}

function readObject(file: string, object: LocatedObject): Match {
  const isMatcher = ({ name }: LocatedMember): boolean => name.startsWith('$')
  const matches = object.members.filter(isMatcher).map((member) => readMatcher(file, member))
  const properties = object.members
    .filter((member) => !isMatcher(member))
    .map(({ name, value }) => ({
      name,
      path: `/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`,
      match: readExpectation(file, value),
    }))
  const expectsObject = properties.length > 0 || matches.length === 0

  return (found, pointer, variables) => {
    const mismatches: Mismatch[] = matches.flatMap((match) => match(found, pointer, variables))
    if (!expectsObject) return mismatches
    if (!isJsonObject(found)) {
      return [
        ...mismatches,
        { line: object.line, pointer, expected: 'an object', found: show(found) },
      ]
    }
    return mismatches.concat(
      properties.flatMap(({ name, path, match }) =>
        match(Object.hasOwn(found, name) ? found[name] : undefined, `${pointer}${path}`, variables),
      ),
    )
  }
}

function readMatcher(file: string, { name, line, value }: LocatedMember): Match {
  const refuse = (at: number, message: string): never => {
    throw new UsageError(`${file}:${at}: ${message}`)
  }
  const matcher = matchers.find((candidate) => candidate.name === name)
  if (!matcher) {
    const names = matchers.map((candidate) => candidate.name)
    return refuse(
      line,
      `unknown matcher '${name}'; expected one of ${names.join(', ')}${didYouMean(name, names)}`,
    )
  }
  const match = matcher.read(value, {
    readExpectation: (inner) => readExpectation(file, inner),
    refuse: (message) => refuse(value.line, `${name}: ${message}`),
  })
  return match ?? refuse(value.line, `${name}: expected ${matcher.takes}, found ${describe(value)}`)
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
