/** A query option as it stands in a URL: percent-encoded only where a query needs it, so that it stays readable. */
export function writeOptionText({
  name,
  value,
}: {
  readonly name: string
  readonly value: string
}): string {
  return `${encodeURI(name)}=${encodeURI(value).replace(/[&#+]/g, encodeURIComponent)}`
}

/** Whether nested options may name the instance that they are nested in; a text that merely looks so does no harm. */
export function namesOuter(text: string): boolean {
  return text.includes('$it')
}
