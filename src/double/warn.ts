/** Tells the person at the terminal; what programs read goes elsewhere. */
export function warn(message: string): void {
  process.stderr.write(`understudy: ${message}\n`)
}
