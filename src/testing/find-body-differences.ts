import { count, isJsonEqual, isJsonObject, escapePointer } from '../model/index.ts'
import { describeValue, hasMethod } from './describe-value.ts'
import { type Difference } from './verdict.ts'

/**
 * Where a value is not at least what is expected: objects may have more members, arrays have the same
 * number of elements. A framework's matchers (`expect.any(String)`), matchers of Sinon and regular
 * expressions decide for themselves; `undefined` is a member that is not there.
 * @param pointer where in the body both stand
 */
export function findBodyDifferences(
  expected: unknown,
  received: unknown,
  pointer = '',
): readonly Difference[] {
  const decided = decide(expected, received)
  if (decided === true) return []
  if (decided === undefined) {
    if (Array.isArray(expected) && Array.isArray(received)) {
      return findElementDifferences(expected, received, pointer)
    }
    if (isJsonObject(expected) && isJsonObject(received)) {
      return Object.entries(expected).flatMap(([name, member]) =>
        findBodyDifferences(
          member,
          Object.hasOwn(received, name) ? received[name] : undefined,
          `${pointer}/${escapePointer(name)}`,
        ),
      )
    }
    if (isJsonEqual(expected, received)) return []
  }
  return [
    {
      subject: at(pointer),
      expected: describeValue(expected),
      received: describeValue(received),
    },
  ]
}

function findElementDifferences(
  expected: readonly unknown[],
  received: readonly unknown[],
  pointer: string,
): readonly Difference[] {
  if (expected.length === received.length) {
    return expected.flatMap((item, index) =>
      findBodyDifferences(item, received[index], `${pointer}/${index}`),
    )
  }
  return [
    {
      subject: at(pointer),
      expected: count(expected.length, 'element'),
      received: count(received.length, 'element'),
    },
  ]
}

function at(pointer: string): string {
  return pointer === '' ? 'body' : `body ${pointer}`
}

/** `undefined` where the expectation is a plain value. */
export function decide(expected: unknown, received: unknown): boolean | undefined {
  if (hasMethod(expected, 'asymmetricMatch')) return expected.asymmetricMatch(received) === true
  if (expected instanceof RegExp)
    return typeof received === 'string' && received.search(expected) >= 0
  if (hasMethod(expected, 'test')) return expected.test(received) === true
  return undefined
}
