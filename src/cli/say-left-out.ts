const mostListed = 20

/** What of the examples a service could not begin with, said on standard error, one line each. */
export function sayLeftOut(leftOut: readonly string[]): void {
  if (leftOut.length === 0) return
  const lines = leftOut.slice(0, mostListed).map((line) => `  ${line}\n`)
  const more = leftOut.length - lines.length
  process.stderr.write(
    `understudy: left out of the examples, since it does not fit the contract:\n${lines.join('')}` +
      (more > 0 ? `  and ${more} more\n` : ''),
  )
}
