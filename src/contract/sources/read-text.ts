import { isUtf8 } from 'node:buffer'
import { readFileSync } from 'node:fs'
import { UsageError } from '../../errors.ts'

/** What stands in a file, read but not decoded where it need not be: most starts find it compiled. */
export interface FileContent {
  /** The text, or its octets in UTF-8. */
  readonly content: string | Buffer
  readonly text: () => string
}

/**
 * The text of a contract file: in UTF-8, in UTF-16 by its byte order mark or first bytes, or in the
 * encoding that an XML declaration names. Tools of Windows save `$metadata` in UTF-16 now and then.
 * @throws UsageError where the file cannot be read, or holds bytes that its encoding has not
 * @see XML, "Autodetection of Character Encodings"; RFC 8259, "Character Encoding"
 */
export function readText(file: string): FileContent {
  const content = readBytes(file)
  const encoding = encodingOf(content)
  if (encoding === 'utf-8' && isUtf8(content)) {
    return { content, text: () => content.toString('utf8') }
  }
  const text = decode(file, content, encoding)
  return { content: text, text: () => text }
}

function decode(file: string, content: Buffer, encoding: string): string {
  // Markdown is prose: one damaged letter does not make it unreadable.
  if (encoding === 'utf-8' && /\.md$/i.test(file)) return content.toString('utf8')
  try {
    return new TextDecoder(encoding, { fatal: true, ignoreBOM: true }).decode(content)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    const problem = code === 'ERR_ENCODING_NOT_SUPPORTED' ? 'an unknown encoding' : 'other bytes'
    throw new UsageError(`${file}:1: expected text in ${encoding}, found ${problem}`)
  }
}

function readBytes(file: string): Buffer {
  try {
    return readFileSync(file)
  } catch (error) {
    throw new UsageError(`${file}: cannot be read (${(error as NodeJS.ErrnoException).code})`)
  }
}

function encodingOf(content: Buffer): string {
  const [first = -1, second = -1] = content
  if (first === 0xff && second === 0xfe) return 'utf-16le'
  if (first === 0xfe && second === 0xff) return 'utf-16be'
  // What a contract begins with is in ASCII: its other byte is zero.
  if (first > 0 && second === 0) return 'utf-16le'
  if (first === 0 && second > 0) return 'utf-16be'
  const start = content.toString('latin1', 0, 200)
  const declared = /^(?:\u00EF\u00BB\u00BF)?<\?xml\s[^>]*?\bencoding\s*=\s*["']([\w.:-]+)["']/.exec(
    start,
  )?.[1]
  // Bytes of which one is a character are not in UTF-16, whatever is declared.
  return declared === undefined || /^utf-16/i.test(declared) ? 'utf-8' : declared.toLowerCase()
}
