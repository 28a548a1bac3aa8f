import { createRequire } from 'node:module'
import type addFormats from 'ajv-formats'
import type { Ajv2020 } from 'ajv/dist/2020.js'

/** How patterns are compiled: as `RegExp` does, or what has its `test`. */
export type PatternEngine = (
  pattern: string,
  flags: string,
) => { readonly test: (text: string) => boolean; readonly toString: () => string }

/** Loading AJV costs tens of milliseconds, which a start that validates nothing does not pay. */
export function loadAjv(regExp: PatternEngine): Ajv2020 {
  const require = createRequire(import.meta.url)
  const { Ajv2020: Ajv } = require('ajv/dist/2020') as { Ajv2020: typeof Ajv2020 }
  const { default: formats } = require('ajv-formats') as typeof addFormats
  const ajv = new Ajv({
    allErrors: true,
    // Found values are quoted in messages.
    verbose: true,
    // A property may be called `constructor`.
    ownProperties: true,
    passContext: true,
    code: { regExp: Object.assign(regExp, { code: 'compilePattern' }) as never },
    // 0.07 is a multiple of 0.01, though not in binary fractions.
    multipleOfPrecision: 9,
    // The schemas are our own: their validity is a matter of our tests.
    meta: false,
    validateSchema: false,
    strict: false,
    // 1e999 is read as an infinite number, which JSON does not have.
    strictNumbers: true,
    logger: false,
  })
  // Draft 2020-12 tracks what was evaluated and tries every branch of `anyOf` for it. None of our
  // schemas asks for that, and `$ref` may only be followed when the value is not null.
  ajv.opts.unevaluated = false
  formats(ajv, ['date', 'int32', 'float', 'double'])
  const isDate = formats.get('date') as { validate: (text: string) => boolean }
  ajv.addFormat('date-time', (text) => isDateTimeOffset(text, isDate.validate))
  ajv.addFormat('uuid', /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i)
  ajv.addFormat('int64', isInt64)
  // RFC 3339's has no sign and no fraction: the pattern beside it says what a duration is.
  ajv.addFormat('duration', true)
  return ajv
}

const dateTimeOffset =
  /^(\d{4}-\d\d-\d\d)T(?:[01]\d|2[0-3]):[0-5]\d(?::(?:[0-5]\d|60)(?:\.\d{1,12})?)?(?:Z|[+-](?:[01]\d|2[0-3]):[0-5]\d)$/i

/** Unlike RFC 3339's `date-time`, seconds may be left out (OData ABNF, `dateTimeOffsetValue`). */
function isDateTimeOffset(text: string, isDate: (text: string) => boolean): boolean {
  const date = dateTimeOffset.exec(text)?.[1]
  return date !== undefined && isDate(date)
}

/** For Int64 in a string; numbers are held to their range. */
function isInt64(text: string): boolean {
  if (!/^[+-]?\d{1,19}$/.test(text)) return false
  const value = BigInt(text.startsWith('+') ? text.slice(1) : text)
  return value === BigInt.asIntN(64, value)
}
