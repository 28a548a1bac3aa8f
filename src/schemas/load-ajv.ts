import formats from 'ajv-formats'
import { _, Ajv2020 as Ajv } from 'ajv/dist/2020.js'
import { isTextOf, parseDecimal, type Decimal } from '../expression/index.ts'
import { primitiveTypes } from '../model/index.ts'

/** How patterns are compiled: as `RegExp` does, or what has its `test`. */
export type PatternEngine = (
  pattern: string,
  flags: string,
) => { readonly test: (text: string) => boolean; readonly toString: () => string }

/** AJV as values of a contract ask for it. The build loads it here, since few starts validate anything. */
export function loadAjv(regExp: PatternEngine): Ajv {
  const ajv = new Ajv({
    allErrors: true,
    // Found values are quoted in messages.
    verbose: true,
    // A property may be called `constructor`.
    ownProperties: true,
    passContext: true,
    code: { regExp: Object.assign(regExp, { code: 'compilePattern' }) as never },
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
  ajv.removeKeyword('multipleOf')
  ajv.addKeyword({
    keyword: 'multipleOf',
    type: 'number',
    schemaType: 'number',
    validate: (divisor: number, value: number) => isMultiple(value, divisor),
    error: { message: 'must be a multiple', params: ({ schema }) => _`{multipleOf: ${schema}}` },
  })
  formats.default(ajv, ['int32', 'float', 'double'])
  // RFC 3339 has neither years before 0 nor after 9999.
  ajv.addFormat('date', (text) => isTextOf(primitiveTypes['Edm.Date'], text))
  ajv.addFormat('date-time', isDateTimeOffset)
  ajv.addFormat('uuid', /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i)
  ajv.addFormat('int64', isInt64)
  // RFC 3339's has no sign and no fraction: the pattern beside it says what a duration is.
  ajv.addFormat('duration', true)
  return ajv
}

/** Unlike RFC 3339's `date-time`, seconds may be left out (OData ABNF, `dateTimeOffsetValue`). */
function isDateTimeOffset(text: string): boolean {
  return /t/i.test(text) && isTextOf(primitiveTypes['Edm.DateTimeOffset'], text)
}

/** Exactly: 0.07 is a multiple of 0.01, though not in binary fractions. */
function isMultiple(value: number, divisor: number): boolean {
  if (Number.isInteger(value / divisor)) return true
  const [dividend, unit] = [parseDecimal(value), parseDecimal(divisor)]
  if (!dividend || !unit) return false
  const scale = Math.max(dividend.scale, unit.scale)
  const wholeOf = ({ digits, scale: own }: Decimal) => digits * 10n ** BigInt(scale - own)
  return wholeOf(dividend) % wholeOf(unit) === 0n
}

/** For Int64 in a string; numbers are held to their range. */
function isInt64(text: string): boolean {
  if (!/^[+-]?\d{1,19}$/.test(text)) return false
  const value = BigInt(text.startsWith('+') ? text.slice(1) : text)
  return value === BigInt.asIntN(64, value)
}
