/*
 * Character classes of the ABNF, by UTF-16 code unit. One table look-up for ASCII, Unicode
 * categories (ABNF, `identifierLeadingCharacter`, `identifierCharacter`) for the rest.
 */
const DIGIT = 1
const HEX_DIGIT = 2
const LEADING = 4
const FOLLOWING = 8

const classes = new Uint8Array(128)
for (let code = 0; code < 128; code++) {
  const character = String.fromCharCode(code)
  if (character >= '0' && character <= '9') classes[code] = DIGIT | HEX_DIGIT | FOLLOWING
  else if (/[A-Fa-f]/.test(character)) classes[code] = HEX_DIGIT | LEADING | FOLLOWING
  else if (/[G-Zg-z_]/.test(character)) classes[code] = LEADING | FOLLOWING
}

// Literals within functions: expressions of Unicode categories take half a millisecond to make.
const isLeading = (character: string) => /^[\p{L}\p{Nl}]$/u.test(character)
const isFollowing = (character: string) =>
  /^[\p{L}\p{Nl}\p{Nd}\p{Mn}\p{Mc}\p{Pc}\p{Cf}]$/u.test(character)

export function isDigit(code: number): boolean {
  return code >= 48 && code <= 57
}

export function isHexDigit(code: number): boolean {
  return code < 128 && (classes[code]! & HEX_DIGIT) !== 0
}

export function isBlank(code: number): boolean {
  return code === 0x20 || code === 0x09
}

/** The length in code units, 1 or 2, of the identifier character at `position`, 0 when it is none. */
export function leadingLength(text: string, position: number): number {
  const code = text.charCodeAt(position)
  if (code < 128) return (classes[code]! & LEADING) === 0 ? 0 : 1
  return unicodeLength(text, position, isLeading)
}

/** As `leadingLength`, for the characters after the first. */
export function followingLength(text: string, position: number): number {
  const code = text.charCodeAt(position)
  if (code < 128) return (classes[code]! & FOLLOWING) === 0 ? 0 : 1
  return unicodeLength(text, position, isFollowing)
}

function unicodeLength(
  text: string,
  position: number,
  isOfCategory: (character: string) => boolean,
): number {
  const codePoint = text.codePointAt(position)
  if (codePoint === undefined) return 0
  const character = String.fromCodePoint(codePoint)
  return isOfCategory(character) ? character.length : 0
}
