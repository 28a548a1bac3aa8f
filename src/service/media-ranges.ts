/** A part of `Accept`; a `Content-Type` is one of the quality 1. */
export interface MediaRange {
  /** In lower case. */
  readonly type: string
  /** By name in lower case, as are their values. */
  readonly parameters: ReadonlyMap<string, string>
  readonly quality: number
}

/** RFC 9110, "Accept". */
export function readMediaRanges(header: string): MediaRange[] {
  return header.split(',').map(readMediaRange)
}

/** One range, or a `Content-Type`. */
export function readMediaRange(text: string): MediaRange {
  const [type = '', ...pairs] = text.split(';')
  const parameters = new Map(
    pairs
      .filter((pair) => pair.trim() !== '')
      .map((pair) => {
        const [name = '', value = ''] = pair.split('=', 2)
        const bare = value.trim().replace(/^"(.*)"$/, '$1')
        return [name.trim().toLowerCase(), bare.toLowerCase()]
      }),
  )
  const quality = Number(parameters.get('q') ?? '1')
  return {
    type: type.trim().toLowerCase(),
    parameters,
    quality: Number.isNaN(quality) ? 1 : quality,
  }
}

/**
 * The ranges that allow one of the media types, best first: by quality, then by how closely they say
 * what they mean. A type with the quality 0 is not allowed by a range with `*` either.
 */
export function findFitting(header: string, types: readonly string[]): readonly MediaRange[] {
  const ranges = readMediaRanges(header)
  const refused = new Set(
    ranges.filter(({ quality, parameters }) => quality === 0 && parameters.size === 1).map(typeOf),
  )
  const allowed = types.filter((type) => !refused.has(type))
  return ranges
    .filter((range) => range.quality > 0 && allowed.some((type) => covers(range, type)))
    .sort((a, b) => b.quality - a.quality || precision(b) - precision(a))
}

const typeOf = ({ type }: MediaRange): string => type

function covers(range: MediaRange, type: string): boolean {
  return range.type === type || range.type === '*/*' || range.type === type.replace(/\/.*/, '/*')
}

function precision({ type, parameters }: MediaRange): number {
  return type === '*/*' ? -2 : type.endsWith('/*') ? -1 : parameters.size
}
