import {
  alignSegments,
  compareSegment,
  findDifferences,
  leastCost,
  type SegmentCost,
} from './align-segments.ts'
import {
  documentedPathsOf,
  readSegments,
  type AddressedOperation,
  type DocumentedPath,
  type DocumentedPaths,
  type PathSegment,
} from './documented-paths.ts'
import type { NearOperation } from './exchange.ts'
import { writeSource } from './write-source.ts'

const mostListed = 3

/** No operation is near to a longer path, and comparing takes time. */
const mostSegments = 40

/** Of all segments, the part that may differ before an operation is no longer near. */
const mostDifferent = 0.5

const ofOtherMethod = 0.25

/** PUT and PATCH both change what is there. */
const ofOtherUpdate = 0.2

/**
 * The operations that a request may have meant which matches none, nearest first, at most three.
 * @param path after the service root, undecoded
 */
export function findNearOperations(
  operations: readonly AddressedOperation[],
  method: string,
  path: string,
): readonly NearOperation[] {
  const sent = readSegments(path)
  if (sent.length > mostSegments) return []
  const documented = documentedPathsOf(operations)
  return findNearest(documented, method, sent).map((near) =>
    describe(near, { method, sent, documented }),
  )
}

/** As messages list them: `PATCH /accessPackages/{id} (accesspackage-update.md:9)`. */
export function writeNearOperations(nearest: readonly NearOperation[]): string {
  if (nearest.length === 0) return ''
  const texts = nearest.map(({ method, path, source }) => `${method} ${path} (${source})`)
  return `; nearest: ${texts.join(', ')}`
}

interface Candidate {
  readonly path: DocumentedPath
  /** In the order of the contract. */
  readonly place: number
  readonly distance: number
}

/**
 * Letters are compared last, of as few paths as need be: what they can cost at the least is known from
 * the lengths of names.
 */
function findNearest(
  { paths, segments }: DocumentedPaths,
  method: string,
  sent: readonly PathSegment[],
): readonly Candidate[] {
  const least = createCosts(sent, segments, leastCost)
  const exact = createCosts(sent, segments, compareSegment)
  const compared = paths.flatMap((path, place) => {
    const distance = distanceOf(path, { method, sent, costs: least })
    return distance === undefined ? [] : [{ path, place, distance }]
  })
  let nearest: readonly Candidate[] = []
  let farthest = Infinity
  for (const { path, place, distance: atLeast } of compared.sort(byDistance)) {
    if (atLeast > farthest) break
    const distance = distanceOf(path, { method, sent, costs: exact })
    if (distance === undefined || distance > farthest) continue
    nearest = insert(nearest, { path, place, distance })
    if (nearest.length === mostListed) farthest = nearest.at(-1)!.distance
  }
  return nearest
}

const byDistance = (a: Candidate, b: Candidate): number =>
  a.distance - b.distance || a.place - b.place

/** Each operation by the nearest of its paths. */
function insert(nearest: readonly Candidate[], candidate: Candidate): readonly Candidate[] {
  const operations = new Set<AddressedOperation>()
  return [...nearest, candidate]
    .sort(byDistance)
    .filter(({ path: { operation } }) => {
      const isFirst = !operations.has(operation)
      operations.add(operation)
      return isFirst
    })
    .slice(0, mostListed)
}

/** What each segment sent costs as each of the contract's, found when it is first asked for. */
function createCosts(
  sent: readonly PathSegment[],
  documented: readonly PathSegment[],
  compare: (sent: PathSegment, documented: PathSegment) => number,
): SegmentCost {
  const rows = sent.map(() => new Float64Array(documented.length).fill(-1))
  return (at, of) => {
    const row = rows[at]!
    const known = row[of]!
    return known < 0 ? (row[of] = compare(sent[at]!, documented[of]!)) : known
  }
}

/** `undefined` for what is not near. */
function distanceOf(
  { segments, operation }: DocumentedPath,
  {
    method,
    sent,
    costs,
  }: {
    readonly method: string
    readonly sent: readonly PathSegment[]
    readonly costs: SegmentCost
  },
): number | undefined {
  const limit = mostDifferent * Math.max(sent.length, segments.length)
  if (Math.abs(sent.length - segments.length) >= limit) return undefined
  const distance = alignSegments(sent.length, segments.length, (at, of) => costs(at, segments[of]!))
  if (distance >= limit) return undefined
  return distance + compareMethod(method, operation.method)
}

function compareMethod(sent: string, documented: string): number {
  if (sent === documented) return 0
  return isUpdate(sent) && isUpdate(documented) ? ofOtherUpdate : ofOtherMethod
}

function isUpdate(method: string): boolean {
  return method === 'PUT' || method === 'PATCH'
}

function describe(
  { path: { operation, text, segments } }: Candidate,
  {
    method,
    sent,
    documented,
  }: {
    readonly method: string
    readonly sent: readonly PathSegment[]
    readonly documented: DocumentedPaths
  },
): NearOperation {
  const differences = findDifferences(
    sent,
    segments.map((place) => documented.segments[place]!),
  )
  return {
    name: operation.name,
    method: operation.method,
    path: text,
    source: typeof operation.source === 'string' ? operation.source : writeSource(operation.source),
    difference: [
      ...(operation.method === method
        ? []
        : [`the method: ${operation.method} is documented, ${method} was sent`]),
      ...differences,
    ].join('; '),
  }
}
