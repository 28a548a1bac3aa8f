import { ODataError } from '../../errors.ts'

/** @returns `undefined` for what the engine names as unsupported, such as look-around and texts of megabytes */
export function whenSupported<T>(compute: () => T): T | undefined {
  try {
    return compute()
  } catch (error) {
    if (error instanceof ODataError) return undefined
    throw error
  }
}
