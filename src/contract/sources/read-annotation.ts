import type { SourceLocation } from '../../model/index.ts'
import type { PageAnnotation } from '../page.ts'
import { parseLenientJson } from './lenient-json.ts'

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
  const value = parseLenientJson(text)
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : undefined
}
