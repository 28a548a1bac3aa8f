import { didYouMean } from '../model/near-name.ts'
import { ODataSyntaxError } from '../syntax/index.ts'

/**
 * Names that may stand where the ABNF has an identifier, by the rule that the identifier is one of: `{ entitySetName:
 * ['Products'], primitiveKeyProperty: ['ID'] }`. A rule that is absent takes every name; an empty list takes none.
 */
export type Constraints = Readonly<Partial<Record<string, readonly string[]>>>

/** Constraints, ready to be asked. */
export interface Names {
  /** True when `name`, decoded, may stand for `rule`. */
  has: (rule: string, name: string) => boolean
  /** False where every name may stand for `rule`. */
  isConstrained: (rule: string) => boolean
  /** All that may stand for `rule`; nothing where it is not constrained. */
  all: (rule: string) => Iterable<string>
}

const none: ReadonlySet<string> = new Set()

export function namesOf(constraints: Constraints = {}): Names {
  const sets = new Map<string, ReadonlySet<string>>()
  for (const [rule, names] of Object.entries(constraints)) {
    if (names) sets.set(rule, new Set(names.flatMap((name) => [name, decoded(name)])))
  }
  return {
    has: (rule, name) => sets.get(rule)?.has(name) ?? (name !== '' || rule === 'keyPathLiteral'),
    isConstrained: (rule) => sets.has(rule),
    all: (rule) => sets.get(rule) ?? none,
  }
}

/** The same, and `added` as names of primitive properties: what `$compute` and `$apply` make. */
export function withProperties(names: Names, added: ReadonlySet<string>): Names {
  if (added.size === 0) return names
  const rule = 'primitiveNonKeyProperty'
  return {
    ...names,
    has: (asked, name) => names.has(asked, name) || (asked === rule && added.has(name)),
    all: (asked) => (asked === rule ? [...names.all(asked), ...added] : names.all(asked)),
  }
}

/** Constraints hold percent-encoded names too, as they stand in URLs. */
function decoded(name: string): string {
  try {
    return decodeURIComponent(name)
  } catch {
    return name
  }
}

/** True for `Model.Customer` where `Customer` may stand for one of `rules`, and each part before it for a `namespacePart`. */
export function hasQualified(names: Names, rules: readonly string[], name: string): boolean {
  const dot = name.lastIndexOf('.')
  const last = name.slice(dot + 1)
  return (
    rules.some((rule) => names.has(rule, last)) &&
    (dot < 0 || isNamespace(names, name.slice(0, dot)))
  )
}

/** ABNF `namespace`. */
export function isNamespace(names: Names, name: string): boolean {
  return name.split('.').every((part) => names.has('namespacePart', part))
}

/** @throws ODataSyntaxError, behind what could be read, that says which names may stand here, with the nearest of them */
export function failAtName(
  names: Names,
  rules: readonly string[],
  name: string,
  position: number,
  expected: string,
  candidates: readonly string[] = rules.flatMap((rule) => [...names.all(rule)]),
): never {
  const last = name.slice(name.lastIndexOf('.') + 1)
  throw new ODataSyntaxError(
    position + lengthRead(names, name),
    expected,
    `'${name}'`,
    undefined,
    didYouMean(last, candidates),
  )
}

/** @throws ODataSyntaxError as `failAtName` does, when `name` may not stand for `rule` */
export function checkName(
  names: Names,
  rule: string,
  name: string,
  position: number,
  expected: string,
): void {
  if (!names.has(rule, name)) failAtName(names, [rule], name, position, expected)
}

/** How much of an unknown name is one: a part that is no `namespacePart` ends it. */
function lengthRead(names: Names, name: string): number {
  const unknown = /[^\w.\u0080-\uFFFF]/.exec(name)
  const readable = unknown ? name.slice(0, unknown.index) : name
  const parts = readable.split('.')
  let end = 0
  for (const [index, part] of parts.entries()) {
    end += part.length
    if (index === parts.length - 1 || !names.has('namespacePart', part)) return end
    end++
  }
  return end
}
