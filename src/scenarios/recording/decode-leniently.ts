/** Percent-decoded; as it stands where it is not encoded rightly. */
export function decodeLeniently(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
