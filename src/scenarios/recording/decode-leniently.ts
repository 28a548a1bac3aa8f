/** Percent-decoded; as it stands where it is not encoded rightly. */
export function decodeLeniently(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

/** Percent-encoded; as it stands where it cannot be, for half a surrogate pair. */
export function encodeLeniently(text: string): string {
  try {
    return encodeURIComponent(text)
  } catch {
    return text
  }
}
