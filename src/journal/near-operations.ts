import type { ContractOperation } from '../contract/contract.ts'
import { isNearName } from '../model/near-name.ts'
import type { NearOperation } from './exchange.ts'
import { writeSource } from './write-source.ts'

const mostListed = 3

/** No operation is near to a longer path, and comparing takes time. */
const mostSegments = 40

/** Of all segments, the part that may differ before an operation is no longer near. */
const mostDifferent = 0.5

/**
 * The operations that a request may have meant which matches none, nearest first, at most three.
 * @param path after the service root, undecoded
 */
export function findNearOperations(
  operations: readonly ContractOperation[],
  method: string,
  path: string,
): readonly NearOperation[] {
  const sent = segmentsOf(path)
  if (sent.length > mostSegments) return []
  return operations
    .flatMap((operation) => {
      const near = compareOperation(operation, method, sent)
      return near ? [near] : []
    })
    .sort((a, b) => a.distance - b.distance)
    .slice(0, mostListed)
    .map(({ near }) => near)
}

/** As messages list them: `PATCH /accessPackages/{id} (accesspackage-update.md:9)`. */
export function writeNearOperations(nearest: readonly NearOperation[]): string {
  if (nearest.length === 0) return ''
  const texts = nearest.map(({ method, path, source }) => `${method} ${path} (${source})`)
  return `; nearest: ${texts.join(', ')}`
}

interface Compared {
  readonly near: NearOperation
  readonly distance: number
}

function compareOperation(
  operation: ContractOperation,
  method: string,
  sent: readonly string[],
): Compared | undefined {
  const doors = operation.paths.map(({ text }) => ({
    text,
    ...compareSegments(sent, segmentsOf(text)),
  }))
  const [door] = doors.sort((a, b) => a.distance - b.distance)
  if (!door) return undefined
  if (door.distance >= mostDifferent * Math.max(sent.length, segmentsOf(door.text).length)) {
    return undefined
  }
  const isOtherMethod = operation.method !== method
  const differences = [
    ...(isOtherMethod ? [`the method: ${operation.method} is documented, ${method} was sent`] : []),
    ...door.differences,
  ]
  return {
    distance: door.distance + (isOtherMethod ? 0.25 : 0),
    near: {
      name: operation.name,
      method: operation.method,
      path: door.text,
      source: writeSource(operation.source),
      difference: differences.join('; '),
    },
  }
}

/** A key in parentheses is a segment of its own, as in most documented paths; those of a call belong to it. */
function segmentsOf(path: string): readonly string[] {
  return path.split('/').flatMap((segment) => {
    if (segment === '') return []
    const key = /^([\w.$-]+)\((?:'[^']*'|\d[\d-]*|[0-9a-f]{8}-[0-9a-f-]+|\{[^{}]*\})\)$/i.exec(
      segment,
    )
    return key ? [key[1]!, '{}'] : [decode(segment)]
  })
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

interface Alignment {
  readonly distance: number
  readonly differences: readonly string[]
}

/** The cheapest way from what was sent to what is documented, segment by segment. */
function compareSegments(sent: readonly string[], documented: readonly string[]): Alignment {
  let last: Alignment[] = []
  for (let at = 0; at <= sent.length; at++) {
    const current: Alignment[] = []
    for (let of = 0; of <= documented.length; of++) {
      const ways: Alignment[] = []
      if (at > 0 && of > 0)
        ways.push(step(last[of - 1]!, compareSegment(sent[at - 1]!, documented[of - 1]!)))
      if (at > 0) ways.push(step(last[of]!, [1, `the segment '${sent[at - 1]}' is not documented`]))
      if (of > 0)
        ways.push(step(current[of - 1]!, [1, `the segment '${documented[of - 1]}' is missing`]))
      const [cheapest = { distance: 0, differences: [] }] = ways.sort(
        (a, b) => a.distance - b.distance,
      )
      current.push(cheapest)
    }
    last = current
  }
  return last.at(-1)!
}

function step(
  { distance, differences }: Alignment,
  [cost, difference]: readonly [cost: number, difference: string | undefined],
): Alignment {
  return {
    distance: distance + cost,
    differences: difference === undefined ? differences : [...differences, difference],
  }
}

function compareSegment(
  sent: string,
  documented: string,
): readonly [cost: number, difference: string | undefined] {
  if (isHole(documented))
    return isHole(sent) || !sent.startsWith('$') ? same : [1, differ(sent, documented)]
  const [name, expected] = [nameIn(sent), nameIn(documented)]
  if (name === expected) return same
  if (name.toLowerCase() === expected.toLowerCase()) return [0.1, differ(sent, documented)]
  if (isNearName(name, expected)) return [0.3, differ(sent, documented)]
  return [1, differ(sent, documented)]
}

const same = [0, undefined] as const

function differ(sent: string, documented: string): string {
  return `the segment '${sent}': '${documented}' is documented`
}

/** `{id}`, `{}`, or a hole within: `users/{id | userPrincipalName}`. */
function isHole(segment: string): boolean {
  return /^[{<].*[}>]$/.test(segment)
}

/** Of a call without its parameters, and of a qualified name the last part. */
function nameIn(segment: string): string {
  const name = segment.replace(/\(.*$/s, '')
  return name.slice(name.lastIndexOf('.') + 1)
}
