/**
 * Parses JSON as people write it in pages: with comments, trailing commas, bare names and line
 * breaks in strings, none of which a reader misunderstands.
 * @returns `undefined` when it does not parse even so
 */
export function parseLenientJson(text: string): unknown {
  return parseJson(text) ?? parseJson(mendJson(text))
}

/** Parses JSON; `undefined` when it does not parse. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

const faults =
  /("(?:[^"\\]|\\[^])*")|\/\*[^]*?\*\/|(?<=^|[\s,{[])\/\/[^\n]*|,(?=(?:\s|\/\*[^]*?\*\/|\/\/[^\n]*\n)*[}\]])|(?<=[{,]\s*)([A-Za-z_]\w*)(?=\s*:)/gm

function mendJson(text: string): string {
  return text.replace(faults, (_, string: string | undefined, name: string | undefined) => {
    if (string !== undefined) return string.replace(/\s*[\r\n]\s*/g, ' ')
    return name === undefined ? '' : `"${name}"`
  })
}
