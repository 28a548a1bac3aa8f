import { badRequest } from '../errors.ts'
import { didYouMean, type JsonValue, type Operation } from '../model/index.ts'
import type { PathSegment } from '../syntax/index.ts'

/** @see Protocol, "Invoking a Function": the overload whose parameters are those given, before one with others that are optional. */
export function chooseOverload(
  overloads: readonly Operation[],
  parameters: ReadonlyMap<string, JsonValue>,
  segment: PathSegment,
): Operation {
  const [first] = overloads as [Operation, ...Operation[]]
  const fitting = overloads.filter(
    ({ kind, parameters: declared, takesAnyParameters }) =>
      kind === 'action' ||
      takesAnyParameters ||
      ([...parameters.keys()].every((name) => declared.some((it) => it.name === name)) &&
        declared.every((it) => it.nullable || parameters.has(it.name))),
  )
  const chosen =
    fitting.find(({ parameters: declared }) => declared.length === parameters.size) ?? fitting[0]
  if (chosen) return chosen
  const names = first.parameters.map(({ name }) => name)
  const unknown = [...parameters.keys()].find((name) => !names.includes(name))
  if (unknown !== undefined) {
    throw badRequest(
      `'${unknown}' is not a parameter of ${first.qualifiedName}${didYouMean(unknown, names)}`,
      unknown,
    )
  }
  const missing = first.parameters.find(({ name, nullable }) => !nullable && !parameters.has(name))
  throw badRequest(
    `expected the parameter '${missing?.name}' of ${first.qualifiedName}, found '${segment.text}'`,
    missing?.name,
  )
}
