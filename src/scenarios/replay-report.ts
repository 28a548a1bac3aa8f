import type { Exchange } from '../journal/index.ts'

/** What a scenario may begin with, as reports call it. */
export type GivenPart = 'callers' | 'clock' | 'ids' | 'fixtures' | 'faults'

/** What a scenario came to on one service. */
export interface ReplayReport {
  readonly file: string
  readonly name: string
  /** What it was sent to, a service root URL or `double`; given where there are several. */
  readonly target?: string
  readonly outcome: 'passed' | 'failed'
  readonly steps: readonly StepReport[]
}

/** Whether the service does not take what the scenario starts from: a mistake of its author. */
export function hasRefusedGiven({ steps }: ReplayReport): boolean {
  return steps.some(({ kind, outcome }) => kind === 'given' && outcome === 'failed')
}

export interface StepReport {
  readonly kind: 'given' | 'step' | 'finally'
  readonly line: number
  readonly name?: string
  /** As sent, `POST /accessPackages`; as written when it was not sent. */
  readonly request: string
  readonly outcome: 'passed' | 'failed' | 'skipped'
  /** Why it was skipped. */
  readonly reason?: string
  /** How often it was sent; absent when it was not. */
  readonly attempts?: number
  /** Milliseconds from the first attempt to the last answer, waiting included. */
  readonly duration?: number
  /** The last attempt, held to the contract; absent where no contract is known. */
  readonly exchange?: Exchange
  readonly problems: readonly ReplayProblem[]
}

export interface ReplayProblem {
  readonly file: string
  readonly line: number
  readonly subject: GivenPart | 'request' | 'status' | 'header' | 'body' | 'contract'
  /** JSON pointer into the body, '' for the whole; name of the header; otherwise ''. */
  readonly pointer: string
  readonly expected: string
  readonly found: string
}
