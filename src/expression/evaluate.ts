import type { EvaluationContext } from './evaluation-context.ts'

/** The values of lambda variables and outer instances, innermost first. */
export interface Frame {
  readonly value: unknown
  readonly outer: Frame | undefined
}

/** A compiled expression; `null` for no value, never `undefined`. */
export type Evaluate = (
  instance: unknown,
  context: EvaluationContext,
  frame: Frame | undefined,
) => unknown

/** A compiled Boolean expression. */
export type Test = (
  instance: unknown,
  context: EvaluationContext,
  frame: Frame | undefined,
) => boolean
