import { isIdentifier, isJsonObject, type JsonValue, escapePointer } from '../model/index.ts'

/**
 * A state as people write it: for each resource path an array of entities in OData JSON, or one
 * object for a singleton; for a function call its answer, which may be any value.
 */
export type FixtureDocument = {
  readonly [resourcePath: string]: JsonValue
}

/** What keeps a value from being a fixture document, and where. */
export interface FixtureFault {
  /** JSON pointer into the document; its first segment is the resource path. */
  readonly pointer: string
  readonly message: string
}

const maximalFaults = 20

/**
 * What is wrong with a value that should be a fixture document: its form only, not whether the
 * contract knows the resource paths and their entities.
 * @returns the first 20 faults, in document order; none when the value is a `FixtureDocument`
 */
export function findFixtureFaults(document: unknown): readonly FixtureFault[] {
  if (!isJsonObject(document)) {
    const message = `expected an object keyed by resource path, found ${describeFound(document)}`
    return [{ pointer: '', message }]
  }
  const faults: FixtureFault[] = []
  for (const [resourcePath, value] of Object.entries(document)) {
    const pointer = `/${escapePointer(resourcePath)}`
    const pathFault = findResourcePathFault(resourcePath)
    if (pathFault !== undefined) {
      faults.push({ pointer, message: `'${resourcePath}' is not a resource path: ${pathFault}` })
    }
    for (const fault of findValueFaults(resourcePath, value)) {
      faults.push({ pointer: pointer + fault.pointer, message: fault.message })
    }
    if (faults.length >= maximalFaults) break
  }
  return faults.slice(0, maximalFaults)
}

/** As `findFixtureFaults`, for what stands at one resource path. */
export function findValueFaults(resourcePath: string, value: unknown): readonly FixtureFault[] {
  if (isJsonObject(value) || isFunctionCallPath(resourcePath)) return []
  if (!Array.isArray(value)) {
    const found = describeFound(value)
    return [{ pointer: '', message: `expected an array of entities or one object, found ${found}` }]
  }
  const faults: FixtureFault[] = []
  for (const [index, entity] of value.entries()) {
    if (isJsonObject(entity)) continue
    const message = `expected an entity, found ${describeFound(entity)}`
    faults.push({ pointer: `/${index}`, message })
    if (faults.length >= maximalFaults) break
  }
  return faults
}

/**
 * Why a text cannot be a resource path of a fixture; `undefined` when it can be one: segments
 * between slashes, the first a name of the entity container, no slash at either end.
 * @see URL Conventions, "Resource Path"
 */
export function findResourcePathFault(resourcePath: string): string | undefined {
  const segments = splitSegments(resourcePath)
  if (!segments) return 'a parenthesis or a quote is not closed'
  if (segments.includes('')) return 'expected a name between slashes and none at the ends'
  // oxlint-disable-next-line no-control-regex
  if (/[?#\\\u0000-\u001f\u007f]/.test(resourcePath)) return 'it holds a character that no path has'
  const [first = ''] = segments
  const name = first.replace(/\(.*\)$/s, '')
  // With dots, a function's qualified name.
  if (!name.split('.').every(isIdentifier)) {
    return `expected the name of an entity set, singleton or function, found '${name}'`
  }
  const system = segments.find((segment) => segment.startsWith('$'))
  return system === undefined ? undefined : `'${system}' cannot be stored`
}

/**
 * True when the last segment has the form of a function call: `delta()`,
 * `filterByCurrentUser(on='allowedRequestor')`. A key of several properties has the same form; only
 * the model can tell it from a call.
 */
export function isFunctionCallPath(resourcePath: string): boolean {
  const last = splitSegments(resourcePath)?.at(-1)
  return last !== undefined && /^[^('/]+\((?:\s*[^'"(),=]+=.*)?\)$/s.test(last)
}

/** At the slashes outside quotes and parentheses; `undefined` when one of those is not closed. */
function splitSegments(resourcePath: string): readonly string[] | undefined {
  const segments: string[] = []
  let start = 0
  let depth = 0
  let isQuoted = false
  for (let at = 0; at < resourcePath.length; at++) {
    const character = resourcePath[at]
    // A quote outside parentheses belongs to an id that stands as a segment.
    if (character === "'" && depth > 0) isQuoted = !isQuoted
    else if (isQuoted) continue
    else if (character === '(') depth++
    else if (character === ')' && --depth < 0) return undefined
    else if (character === '/' && depth === 0) {
      segments.push(resourcePath.slice(start, at))
      start = at + 1
    }
  }
  if (depth !== 0 || isQuoted) return undefined
  segments.push(resourcePath.slice(start))
  return segments
}

function describeFound(value: unknown): string {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'an array'
  if (typeof value === 'number') return `the number ${value}`
  if (typeof value === 'boolean') return `${value}`
  if (value === undefined) return 'nothing'
  if (typeof value !== 'string') return `an ${typeof value}`
  return `the string ${JSON.stringify(value.length > 40 ? `${value.slice(0, 40)}…` : value)}`
}
