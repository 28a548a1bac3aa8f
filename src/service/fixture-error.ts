import { escapePointer } from '../model/index.ts'
import type { FixtureProblem } from '../engine/index.ts'

/** Fixtures that the contract does not allow, all of them. */
export class FixtureError extends Error {
  readonly problems: readonly FixtureProblem[]

  constructor(problems: readonly FixtureProblem[]) {
    super(problems.map(describeFixtureProblem).join('\n'))
    this.name = 'FixtureError'
    this.problems = problems
  }
}

/** Into the fixture document. */
export function fixturePointer({ resourcePath, index, pointer }: FixtureProblem): string {
  const resource = `/${escapePointer(resourcePath)}`
  return `${resource}${index === undefined ? '' : `/${index}`}${pointer}`
}

/** `accessPackages[3] (id 'x') /isHidden: expected …`. */
export function describeFixtureProblem({
  resourcePath,
  index,
  id,
  pointer,
  message,
}: FixtureProblem): string {
  const place = index === undefined ? '' : `[${index}]`
  const name = id === undefined ? '' : ` (id '${id}')`
  return `${resourcePath}${place}${name}${pointer ? ` ${pointer}` : ''}: ${message}`
}
