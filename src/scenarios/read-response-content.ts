import { isUtf8 } from 'node:buffer'
import { parseJson } from '../model/index.ts'

/**
 * What an answer's octets say: JSON with all digits of its numbers, text, or octets.
 * @param contentType the header's value, '' for none
 */
export function readResponseContent(content: Buffer, contentType: string): unknown {
  if (content.length === 0) return undefined
  if (!isUtf8(content)) return content
  const text = content.toString('utf8')
  if (!/[/+]json\b/i.test(contentType)) return text
  try {
    return parseJson(text)
  } catch {
    // A body that is not what its header says is what the step has to show.
    return text
  }
}
