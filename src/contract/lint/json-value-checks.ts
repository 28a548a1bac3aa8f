import type { EdmPrimitiveName } from '../../model/index.ts'

interface ValueCheck {
  readonly expected: string
  readonly isRight: (value: unknown) => boolean
}

/** What values of a type are in JSON: JSON Format, "Primitive Value". */
const valueChecks: Partial<Readonly<Record<EdmPrimitiveName, ValueCheck>>> = {
  'Edm.Binary': { expected: 'a string', isRight: (value) => typeof value === 'string' },
  'Edm.Boolean': { expected: 'true or false', isRight: (value) => typeof value === 'boolean' },
  'Edm.Byte': { expected: 'a whole number', isRight: Number.isInteger },
  'Edm.Date': textLike(/^-?\d{4,}-\d\d-\d\d$/, 'a date'),
  'Edm.DateTimeOffset': textLike(
    /^-?\d{4,}-(0\d|1[0-2])-([0-2]\d|3[01])T([01]\d|2[0-4]):[0-5]\d(:[0-5]\d(\.\d{1,12})?)?(Z|[+-]\d\d:\d\d)$/i,
    'a date and time with time zone',
  ),
  'Edm.Decimal': numberLike(/^(-?INF|NaN|-?\d+(\.\d+)?(E[+-]?\d+)?)$/i, 'a number'),
  'Edm.Double': numberLike(/^(-?INF|NaN)$/, 'a number'),
  'Edm.Duration': textLike(
    /^-?P(?=.)(\d+D)?(T(?=.)(\d+H)?(\d+M)?(\d+(\.\d+)?S)?)?$/,
    'a duration such as PT5M',
  ),
  'Edm.Guid': textLike(/^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$/i, 'a GUID'),
  'Edm.Int16': { expected: 'a whole number', isRight: Number.isInteger },
  'Edm.Int32': { expected: 'a whole number', isRight: Number.isInteger },
  // A string for IEEE754Compatible.
  'Edm.Int64': numberLike(/^-?\d+$/, 'a whole number'),
  'Edm.SByte': { expected: 'a whole number', isRight: Number.isInteger },
  'Edm.Single': numberLike(/^(-?INF|NaN)$/, 'a number'),
  'Edm.String': { expected: 'a string', isRight: (value) => typeof value === 'string' },
  'Edm.TimeOfDay': textLike(/^\d\d:\d\d(:\d\d(\.\d{1,12})?)?$/, 'a time of day'),
}

function textLike(format: RegExp, expected: string): ValueCheck {
  return { expected, isRight: (value) => typeof value === 'string' && format.test(value) }
}

function numberLike(format: RegExp, expected: string): ValueCheck {
  return {
    expected,
    isRight: (value) =>
      typeof value === 'number' || (typeof value === 'string' && format.test(value)),
  }
}

/** What a value should have been; `undefined` when it is right. */
export function findValueFault(value: unknown, type: EdmPrimitiveName): string | undefined {
  const check = valueChecks[type]
  if (!check || value === null || check.isRight(value)) return undefined
  return `${check.expected} (${type})`
}
