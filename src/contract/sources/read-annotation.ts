import type { SourceLocation } from '../../model/index.ts'
import type { PageAnnotation } from '../page.ts'

/**
 * The JSON annotation in an HTML comment, or `undefined` when the comment is of another kind.
 * @param comment from `<!--` to the end of its last line
 */
export function readAnnotation(
  comment: string,
  source: SourceLocation,
): PageAnnotation | undefined {
  const text = comment
    .replace(/^\s*<!--/, '')
    .replace(/--!?>[^]*$/, '')
    .trim()
  if (!text.startsWith('{') && !/"blockType"\s*:/.test(text)) return undefined
  return { value: parseJsonObject(text), text, source }
}

function parseJsonObject(text: string): Readonly<Record<string, unknown>> | undefined {
  const value = parseJson(text) ?? parseJson(mendJson(text))
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : undefined
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** Trailing commas and line breaks within strings: what JSON refuses and no reader misunderstands. */
function mendJson(text: string): string {
  return text.replace(/("(?:[^"\\]|\\[^])*")|,(?=\s*[}\]])/g, (_, string: string | undefined) =>
    string === undefined ? '' : string.replace(/\s*[\r\n]\s*/g, ' '),
  )
}
