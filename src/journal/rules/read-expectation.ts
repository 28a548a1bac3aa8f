import type { Finding } from './rule.ts'

/** What a message says was expected and found: `expected …, found …`, or `'titel' is not a property of …`. */
export function readExpectation(message: string): Pick<Finding, 'expected' | 'actual'> {
  const [, expected, actual] = /(?:^|: )expected (.*?), found (.*)$/s.exec(message) ?? []
  if (expected !== undefined) return { expected, actual }
  const [, name, kind] =
    /('[^']*')(?: at \d+)? is not (an? .*?)(?: at \d+)?(?:; did you mean .*)?$/s.exec(message) ?? []
  return { expected: kind, actual: name }
}
