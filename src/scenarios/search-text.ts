import { runInNewContext } from 'node:vm'
import { compilePattern, whenSupported } from '../expression/pattern/index.ts'

/** Whether an expression is found in a text; `undefined` where that takes too long to say. */
export type TextSearch = (text: string) => boolean | undefined

/** Milliseconds, for what has no match in linear time. */
const longestSearch = 1_000

/**
 * An ECMAScript regular expression that cannot keep a replay busy: matched in linear time, and where it
 * has no such match (look-around, references back), for a second at most.
 */
export function compileSearch(pattern: string): TextSearch {
  const backtracking: TextSearch = (text) => searchForAWhile(pattern, text)
  const inLinearTime = whenSupported(() => compilePattern(pattern, ''))
  if (!inLinearTime) return backtracking
  return (text) => whenSupported(() => inLinearTime(text)) ?? backtracking(text)
}

function searchForAWhile(pattern: string, text: string): boolean | undefined {
  try {
    return runInNewContext(
      'RegExp(pattern).test(text)',
      { pattern, text },
      {
        timeout: longestSearch,
      },
    ) as boolean
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_SCRIPT_EXECUTION_TIMEOUT') return undefined
    throw error
  }
}
