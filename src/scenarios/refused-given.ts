import type { LocatedValue } from './located-value.ts'
import { isJsonObject, splitPointer } from '../model/index.ts'

interface GivenFault {
  /** JSON pointer into what was given; the first segment of one into fixtures is a resource path. */
  readonly pointer: string
  readonly message: string
}

/** What a service holds against the fixtures or faults that it was given. */
export class RefusedGiven extends Error {
  readonly faults: readonly GivenFault[]

  constructor(faults: readonly GivenFault[]) {
    super(faults.map(({ message }) => message).join('\n'))
    this.name = 'RefusedGiven'
    this.faults = faults
  }
}

/** Of a double's error response; `undefined` where that does not say where. */
export function readRefusal(body: unknown): RefusedGiven | undefined {
  const error = isJsonObject(body) ? body['error'] : undefined
  const details = isJsonObject(error) ? error['details'] : undefined
  if (!Array.isArray(details) || details.length === 0) return undefined
  return new RefusedGiven(
    details.filter(isJsonObject).map(({ target, message }) => ({
      pointer: typeof target === 'string' ? target : '',
      message: typeof message === 'string' ? message : '',
    })),
  )
}

/** Line of what a JSON pointer leads to, or of the nearest that is there around it. */
export function findLine(value: LocatedValue, pointer: string): number {
  let line = value.line
  let place: LocatedValue | undefined = value
  for (const name of splitPointer(pointer)) {
    if (place?.kind === 'object') {
      const member: { line: number; value: LocatedValue } | undefined = place.members.find(
        (candidate) => candidate.name === name,
      )
      line = member?.line ?? line
      place = member?.value
    } else {
      place = place?.kind === 'array' ? place.items[Number(name)] : undefined
      line = place?.line ?? line
    }
  }
  return line
}
