import { writeSource } from '../write-source.ts'
import type { Finding, ViolationRule } from './rule.ts'

export const deprecatedUse: ViolationRule = {
  name: 'deprecated-use',
  severity: 'warning',
  about: 'request',
  describes:
    'The contract calls the operation, or a type, property or relationship that the request names, deprecated.',
  find: ({ operation, address }) => {
    const { kind, findNamed } = address
    if (kind !== 'resource') return []
    const deprecated = operation?.deprecated
    const own: Finding[] = deprecated
      ? [
          {
            message: `${operation.name} is deprecated: ${deprecated.message}`,
            expected: 'an operation that is not deprecated',
            actual: `${operation.method} ${operation.paths[0]?.text ?? ''}`.trim(),
            source: writeSource(deprecated.source),
          },
        ]
      : []
    const seen = new Set<string>()
    const named = findNamed().flatMap((element): Finding[] => {
      if (!element.deprecated || seen.has(element.name)) return []
      seen.add(element.name)
      return [
        {
          message: `the ${element.kind} '${element.name}' is deprecated: ${element.deprecated.message}`,
          pointer: element.name,
          expected: `a ${element.kind} that is not deprecated`,
          actual: element.name,
          source: writeSource(element.deprecated.source),
        },
      ]
    })
    return [...own, ...named]
  },
}
