import { createHash } from 'node:crypto'

/** Where a client is in following a result: what `$deltatoken` and `$skiptoken` of its links hold. */
export type StateToken =
  /** A delta link: the changes since a position of the change feed. */
  | { readonly kind: 'delta'; readonly position: number; readonly recordedAt: number }
  /** A further page of the result that a delta link will end; `skiptoken` is that of the page alone. */
  | {
      readonly kind: 'page'
      readonly position: number
      readonly recordedAt: number
      readonly skiptoken: string
    }
  /** A further page of the changes between two positions. */
  | {
      readonly kind: 'changes'
      readonly position: number
      readonly recordedAt: number
      readonly until: number
      readonly untilRecordedAt: number
      /** Changes given so far, and those on a page. */
      readonly given: number
      readonly size: number
    }

const sealLength = 6

/** Its text: opaque, the same for the same token, and not to be altered without notice. */
export function writeStateToken(token: StateToken): string {
  const text = Buffer.from(JSON.stringify(fieldsOf(token)))
  return Buffer.concat([sealOf(text), text]).toString('base64url')
}

function fieldsOf(token: StateToken): Fields {
  const { kind, position, recordedAt } = token
  switch (kind) {
    case 'delta':
      return [kind, position, recordedAt]
    case 'page':
      return [kind, position, recordedAt, token.skiptoken]
    case 'changes': {
      const { until, untilRecordedAt, given, size } = token
      return [kind, position, recordedAt, until, untilRecordedAt, given, size]
    }
  }
}

/** @returns `undefined` for a text that `writeStateToken` did not make */
export function readStateToken(text: string): StateToken | undefined {
  const bytes = Buffer.from(text, 'base64url')
  const content = bytes.subarray(sealLength)
  if (content.length === 0 || !sealOf(content).equals(bytes.subarray(0, sealLength)))
    return undefined
  const [kind, position, recordedAt, ...rest] = JSON.parse(content.toString()) as Fields
  switch (kind) {
    case 'delta':
      return { kind, position, recordedAt }
    case 'page':
      return { kind, position, recordedAt, skiptoken: rest[0] as string }
    case 'changes': {
      const [until, untilRecordedAt, given, size] = rest as [number, number, number, number]
      return { kind, position, recordedAt, until, untilRecordedAt, given, size }
    }
  }
}

type Fields = [StateToken['kind'], number, number, ...(number | string)[]]

/** Tells a token of ours from a mistake; nothing secret is behind it. */
function sealOf(content: Buffer): Buffer {
  return createHash('sha256').update(content).digest().subarray(0, sealLength)
}
