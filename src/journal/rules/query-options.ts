import type { ContractOperation } from '../../contract/contract.ts'
import { didYouMean } from '../../model/index.ts'
import { writeSource } from '../write-source.ts'
import { readExpectation } from './read-expectation.ts'
import type { ExchangeFacts, Finding, ViolationRule } from './rule.ts'

export const unknownQueryOption: ViolationRule = {
  name: 'unknown-query-option',
  severity: 'error',
  about: 'request',
  describes: 'A query option whose name begins with `$` is none of OData.',
  find: ({ address }) =>
    address.unknownOptions.map(({ name, message }) => ({
      message,
      pointer: name,
      expected: 'a system query option',
      actual: name,
    })),
}

export const undocumentedQueryOption: ViolationRule = {
  name: 'undocumented-query-option',
  severity: 'warning',
  about: 'request',
  describes:
    'The page lists query options and this is none of them, or a custom option is one that nothing documents.',
  find: (facts) => {
    const { operation, address } = facts
    if (address.kind !== 'resource' || address.problem) return []
    const documented = operation && documentedOptions(operation)
    return [
      ...address.optionNames.filter((name) => isLeftOut(name, operation, documented)),
      ...address.customNames.filter((name) => !documented?.has(name)),
    ].map((name) => describeOption(name, facts, documented))
  },
}

/** What the links of the service itself bring, and the format, are nobody's to list. */
const alwaysAllowed: ReadonlySet<string> = new Set(['$skiptoken', '$deltatoken', '$format', '$id'])

function isLeftOut(
  name: string,
  operation: ContractOperation | undefined,
  documented: ReadonlySet<string> | undefined,
): boolean {
  const listed = operation?.queryOptions
  if (!listed || listed.isAll || alwaysAllowed.has(name)) return false
  return documented?.has(name) !== true
}

/** Those that a page lists, and those of its paths and examples. */
function documentedOptions({
  queryOptions,
  paths,
  examples,
}: ContractOperation): ReadonlySet<string> {
  const queries = [
    ...paths.map(({ query }) => query),
    ...examples.map(({ request }) => request?.url.split(/\?(.*)/s)[1]),
  ]
  const named = queries.flatMap((query) =>
    (query ?? '').split('&').map((pair) => pair.split('=', 1)[0]!.replace(/^%24/, '$').trim()),
  )
  return new Set([...(queryOptions?.names ?? []), ...named])
}

function describeOption(
  name: string,
  { operation }: ExchangeFacts,
  documented: ReadonlySet<string> | undefined,
): Finding {
  const listed = operation?.queryOptions
  const names = listed?.names ?? []
  return {
    message: operation
      ? `'${name}' is not a query option that ${operation.name} documents${didYouMean(name, documented ?? [])}`
      : `'${name}' is a query option that nothing documents`,
    pointer: name,
    expected: listed ? names.join(', ') || 'no query options' : 'a documented query option',
    actual: name,
    source: listed && writeSource(listed.source),
  }
}

export const invalidQueryOption: ViolationRule = {
  name: 'invalid-query-option',
  severity: 'error',
  about: 'request',
  describes:
    'A query option is malformed, or does not fit what is addressed: where, expected and found.',
  find: ({ address: { problem }, record }) => {
    if (problem?.about !== 'query' || problem.status >= 500) return []
    const { message, target } = problem
    const { expected, actual } = readExpectation(message)
    return [
      {
        message,
        pointer: target ?? /^(\$\w+)/.exec(message)?.[1],
        expected: expected ?? 'query options that fit what is addressed',
        actual: actual ?? `${record.method} ${record.url}`,
      },
    ]
  },
}

export const refusedByCapability: ViolationRule = {
  name: 'refused-by-capability',
  severity: 'error',
  about: 'request',
  describes:
    'An annotation of the vocabulary Capabilities says that the service does not support it.',
  find: ({ address, record }) =>
    address.refusals.map(({ capability, message, target, source }) => ({
      message,
      pointer: target,
      expected: `what Capabilities.${capability} allows`,
      actual: `${record.method} ${record.url}`,
      source: source && writeSource(source),
    })),
}
