/** Text on one line, in which what a request or an answer brought steers neither terminals nor the direction of writing. */
export function printable(text: string): string {
  return text.replace(/[\p{Cc}\p{Bidi_Control}\u2028\u2029]/gu, writeOut)
}

/** The same of text that may have several lines. */
export function printableLines(text: string): string {
  return text.replace(/[^\P{Cc}\t\n\r]|\p{Bidi_Control}/gu, writeOut)
}

function writeOut(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`
}
