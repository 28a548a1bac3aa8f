import { badRequest } from '../errors.ts'

/** A non-negative integer, as `$top`, `$skip` and `odata.maxpagesize` take. */
export function readWholeNumber(optionName: string, text: string): number {
  const number = /^\d{1,15}$/.test(text.trim()) ? Number(text) : Number.NaN
  if (!Number.isSafeInteger(number)) {
    throw badRequest(
      `${optionName}: expected a non-negative integer, found '${text.slice(0, 40)}'`,
      optionName,
    )
  }
  return number
}
