/** How a framework colours what it prints; a plain one gives each text back as it is. */
export interface Paint {
  readonly expected: (text: string) => string
  readonly received: (text: string) => string
  readonly dim: (text: string) => string
}

/** What came of an assertion. */
export interface Verdict {
  readonly pass: boolean
  /** Said when this was not asked for: why it failed, or, where its negation was meant, why it held. */
  readonly explain: (paint: Paint) => string
}

/** Where something expected and something received part ways. */
export interface Difference {
  /** E.g. `method`, `body /displayName`. */
  readonly subject: string
  readonly expected: string
  readonly received: string
}

export function writeDifference({ subject, expected, received }: Difference, paint: Paint): string {
  return `  ${subject}: expected ${paint.expected(expected)}, received ${paint.received(received)}`
}
