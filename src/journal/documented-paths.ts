import type { SourceLocation } from '../contract/contract.ts'
import type { SourceText } from './write-source.ts'

/** What is compared of an operation. */
export interface AddressedOperation {
  readonly name: string
  readonly method: string
  readonly paths: readonly { readonly text: string }[]
  readonly source: SourceLocation | SourceText
}

/** A path that an operation is documented with, ready to be compared with those that are sent. */
export interface DocumentedPath {
  readonly operation: AddressedOperation
  readonly text: string
  /** Places in the list of segments. */
  readonly segments: readonly number[]
}

export interface DocumentedPaths {
  readonly paths: readonly DocumentedPath[]
  /** Each distinct one once: thousands of paths have few. */
  readonly segments: readonly PathSegment[]
}

export interface PathSegment {
  /** Decoded. */
  readonly text: string
  /** `{id}`, `{}`, or a hole within: `users/{id | userPrincipalName}`. */
  readonly isHole: boolean
  /** Of a call without its parameters, and of a qualified name the last part. */
  readonly name: string
  readonly lowerCaseName: string
}

const known = new WeakMap<readonly AddressedOperation[], DocumentedPaths>()

/** Taken once for each contract. */
export function documentedPathsOf(operations: readonly AddressedOperation[]): DocumentedPaths {
  let paths = known.get(operations)
  if (!paths) known.set(operations, (paths = takeDocumentedPaths(operations)))
  return paths
}

function takeDocumentedPaths(operations: readonly AddressedOperation[]): DocumentedPaths {
  const segments: PathSegment[] = []
  const places = new Map<string, number>()
  const placeOf = (segment: PathSegment): number => {
    const place = places.get(segment.text) ?? segments.push(segment) - 1
    places.set(segment.text, place)
    return place
  }
  const paths = operations.flatMap((operation) =>
    operation.paths.map(({ text }) => ({
      operation,
      text,
      segments: readSegments(text).map(placeOf),
    })),
  )
  return { paths, segments }
}

/** A key in parentheses is a segment of its own, as in most documented paths; those of a call belong to it. */
export function readSegments(path: string): readonly PathSegment[] {
  return path.split('/').flatMap((segment) => {
    if (segment === '') return []
    const key = /^([\w.$-]+)\((?:'[^']*'|\d[\d-]*|[0-9a-f]{8}-[0-9a-f-]+|\{[^{}]*\})\)$/i.exec(
      segment,
    )
    return (key ? [key[1]!, '{}'] : [decode(segment)]).map(readSegment)
  })
}

function readSegment(text: string): PathSegment {
  const call = text.replace(/\(.*$/s, '')
  const name = call.slice(call.lastIndexOf('.') + 1)
  return { text, isHole: /^[{<].*[}>]$/.test(text), name, lowerCaseName: name.toLowerCase() }
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
