/** The code points of a text: the text itself where each is one UTF-16 unit. */
export function charactersOf(text: string): string | readonly string[] {
  return /[\ud800-\udfff]/.test(text) ? Array.from(text) : text
}
