import { badRequest } from '../errors.ts'
import { didYouMean, type Operation } from '../model/index.ts'
import type { PathSegment } from '../syntax/index.ts'
import { optionalParameter } from './read-parameters.ts'

/**
 * The overload whose parameters are those given, before one with others that are optional.
 * @param overloads the nearest first
 * @throws ODataError 400 when there is none
 * @see Protocol, "Invoking a Function", "Function Overload Resolution"
 */
export function chooseOverload(
  overloads: readonly Operation[],
  given: ReadonlySet<string>,
  segment: PathSegment,
): Operation {
  const [first] = overloads as [Operation, ...Operation[]]
  const fitting = overloads.filter(
    ({ kind, parameters: declared, takesAnyParameters }) =>
      kind === 'action' ||
      takesAnyParameters ||
      ([...given].every((name) => declared.some((it) => it.name === name)) &&
        declared.every((it) => it.annotations?.has(optionalParameter) || given.has(it.name))),
  )
  const chosen = fitting.find(({ parameters }) => parameters.length === given.size) ?? fitting[0]
  if (chosen) return chosen
  const names = overloads.flatMap(({ parameters }) => parameters.map(({ name }) => name))
  const unknown = [...given].find((name) => !names.includes(name))
  if (unknown !== undefined) {
    throw badRequest(
      `'${unknown}' is not a parameter of ${first.qualifiedName}${didYouMean(unknown, names)}`,
      unknown,
    )
  }
  // The overload that most of what is given belongs to tells best what is missing.
  const [nearest = first] = overloads.toSorted(
    (a, b) => missingOf(a, given).length - missingOf(b, given).length,
  )
  const [missing] = missingOf(nearest, given)
  if (missing === undefined) {
    throw badRequest(`${first.qualifiedName} does not take ${[...given].join(', ')} together`)
  }
  throw badRequest(
    `expected the parameter '${missing}' of ${first.qualifiedName}, found '${segment.text}'`,
    missing,
  )
}

function missingOf({ parameters }: Operation, given: ReadonlySet<string>): readonly string[] {
  return parameters
    .filter(({ name, annotations }) => !given.has(name) && !annotations?.has(optionalParameter))
    .map(({ name }) => name)
}
