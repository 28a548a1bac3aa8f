/**
 * Whether a text has the form of a name, however long: letters, digits and `_`, beginning with no digit.
 * @see CSDL, "Simple Identifier"
 */
export function isIdentifier(text: string): boolean {
  // Compiling the expression with Unicode's categories takes milliseconds, which few names need.
  return /^[A-Za-z_]\w*$/.test(text) || isUnicodeIdentifier(text)
}

function isUnicodeIdentifier(text: string): boolean {
  return /^[\p{L}\p{Nl}_][\p{L}\p{Nl}\p{Nd}\p{Mn}\p{Mc}\p{Pc}\p{Cf}]*$/u.test(text)
}
