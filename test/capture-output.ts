import { jest } from '@jest/globals'

/** What has been written to the terminal so far, or since it was set to nothing. */
export interface CapturedOutput {
  stdout: string
  stderr: string
}

/**
 * Keeps what is written to the terminal, until `jest.restoreAllMocks`.
 * @param folder a folder whose path goes from the start of what names a file in it
 */
export function captureOutput(folder?: string): CapturedOutput {
  const output = { stdout: '', stderr: '' }
  for (const name of ['stdout', 'stderr'] as const) {
    jest.spyOn(process[name], 'write').mockImplementation((text) => {
      output[name] +=
        folder === undefined ? String(text) : String(text).replaceAll(`${folder}/`, '')
      return true
    })
  }
  return output
}
