import { isUtf8 } from 'node:buffer'
import { readFileSync } from 'node:fs'
import { UsageError } from '../errors.ts'
import { parseJson } from '../model/index.ts'
import { describeFileFault } from './file-fault.ts'
import { findJsonFault, locate } from './json-fault.ts'

/**
 * The text of a file, without a byte order mark.
 * @throws UsageError naming the file when it cannot be read or is not UTF-8
 */
export function readTextFile(file: string): string {
  let bytes: Buffer
  try {
    bytes = readFileSync(file)
  } catch (error) {
    throw new UsageError(`${file}: cannot be read: ${describeFileFault(error)}`)
  }
  if (!isUtf8(bytes)) throw new UsageError(`${file}: expected text in UTF-8, found other bytes`)
  const text = bytes.toString('utf8')
  return text.startsWith('\uFEFF') ? text.slice(1) : text
}

/**
 * What a file's text says as JSON.
 * @throws UsageError `file:line:column: expected …, found …`
 */
export function parseJsonText(file: string, text: string): unknown {
  try {
    return parseJson(text)
  } catch (error) {
    const fault = findJsonFault(text)
    // Both read the same grammar; should they ever differ, JSON.parse is the one that decides.
    if (!fault) throw new UsageError(`${file}: is not JSON: ${describeFileFault(error)}`)
    const { line, column } = locate(text, fault.position)
    throw new UsageError(
      `${file}:${line}:${column}: expected ${fault.expected}, found ${fault.found}`,
    )
  }
}
