/** @see RFC 9110, "Field Names" */
export function isHeaderName(name: string): boolean {
  return /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(name)
}

export const headerTextExpected = 'a text of one line without letters beyond Latin-1'

/** @see RFC 9110, "Field Values" */
export function isHeaderText(text: string): boolean {
  return /^[\t\x20-\x7e\x80-\xff]*$/.test(text)
}
