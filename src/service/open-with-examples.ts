import { withResourcePaths, type Contract } from '../contract/index.ts'
import { readExampleFixtures, type FixtureProblem } from '../engine/index.ts'
import { isJsonObject, type JsonObject, type JsonValue, splitPointer } from '../model/index.ts'
import type { FixtureDocument } from '../store/index.ts'
import { FixtureError } from './fixture-error.ts'
import { lookUpExamples } from './known-fixtures.ts'

/**
 * Opens a service with the fixtures given and, where they have nothing, with entities from the
 * examples of the contract's pages. What of these does not fit the contract is left out, value by
 * value where that is enough.
 * @returns with what was left out
 * @throws FixtureError for fixtures that are invalid themselves
 */
export function openWithExamples<Opened>(
  contract: Contract,
  given: FixtureDocument,
  open: (fixtures: FixtureDocument) => Opened,
): { readonly opened: Opened; readonly leftOut: readonly FixtureProblem[] } {
  const known = lookUpExamples(contract, given)
  const leftOut = [...(known.found?.leftOut ?? [])]
  let examples =
    known.found?.examples ??
    readExampleFixtures(withResourcePaths(contract, Object.keys(given)), given)
  for (;;) {
    try {
      const opened = open({ ...examples, ...given })
      if (!known.found) known.keep({ examples, leftOut })
      return { opened, leftOut }
    } catch (error) {
      if (!(error instanceof FixtureError)) throw error
      if (error.problems.some(({ resourcePath }) => Object.hasOwn(given, resourcePath))) throw error
      leftOut.push(...error.problems)
      examples = withoutProblems(examples, error.problems)
    }
  }
}

/** Each problem takes away at least what it points to, so that there are fewer each time. */
function withoutProblems(
  examples: FixtureDocument,
  problems: readonly FixtureProblem[],
): FixtureDocument {
  const left: Record<string, FixtureDocument[string]> = {}
  for (const [path, content] of Object.entries(examples)) {
    const own = problems.filter(({ resourcePath }) => resourcePath === path)
    const usable = own.length === 0 ? content : withoutProblemsOf(content, own)
    if (usable) left[path] = usable
  }
  return left
}

function withoutProblemsOf(
  content: FixtureDocument[string],
  problems: readonly FixtureProblem[],
): FixtureDocument[string] | undefined {
  if (!Array.isArray(content)) return withoutValues(content as JsonObject, problems)
  if (problems.some(({ index }) => index === undefined)) return undefined
  return (content as readonly JsonObject[]).flatMap((entity, index): readonly JsonObject[] => {
    const found = problems.filter((problem) => problem.index === index)
    if (found.length === 0) return [entity]
    const left = withoutValues(entity, found)
    return left ? [left] : []
  })
}

/** @returns `undefined` where a problem is about the whole */
function withoutValues(
  entity: JsonObject,
  problems: readonly FixtureProblem[],
): JsonObject | undefined {
  // From the last to the first, so that an element's place is what it was found at.
  const pointers = [...new Set(problems.map(({ pointer }) => pointer))].sort(byPlace).reverse()
  let left: JsonValue | undefined = entity
  for (const pointer of pointers) {
    left = left === undefined ? undefined : withoutValue(left, splitPointer(pointer))
  }
  return left === entity || !isJsonObject(left) ? undefined : left
}

let collator: Intl.Collator | undefined

/** Making a collator takes milliseconds, which a start without examples does not pay. */
function byPlace(a: string, b: string): number {
  collator ??= new Intl.Collator('en', { numeric: true })
  return collator.compare(a, b)
}

/** @returns `undefined` where the pointer leads nowhere, or to the whole */
function withoutValue(value: JsonValue, segments: readonly string[]): JsonValue | undefined {
  const [first, ...rest] = segments
  if (first === undefined) return undefined
  if (Array.isArray(value)) {
    return (value as readonly JsonValue[]).flatMap((item, index) => {
      if (String(index) !== first) return [item]
      const left = withoutValue(item, rest)
      return left === undefined ? [] : [left]
    })
  }
  if (!isJsonObject(value) || !Object.hasOwn(value, first)) return undefined
  const { [first]: member, ...others } = value
  const left = withoutValue(member!, rest)
  return left === undefined ? others : { ...others, [first]: left }
}
