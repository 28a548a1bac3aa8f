import type { ScenarioValue } from './exact-number.ts'
import type { LocatedObject, LocatedValue } from './located-value.ts'

/** A scenario file, read and checked; what it expects is compiled. */
export interface Scenario {
  /** As given, for messages. */
  readonly file: string
  /** The file's own name when it gives none. */
  readonly name: string
  /**
   * Fixtures keyed by resource path, those of the named states among them; `undefined` when the
   * scenario starts from whatever there is.
   */
  readonly fixtures: LocatedObject | undefined
  /** Files of the fixtures by resource path, of those that do not stand in the scenario's. */
  readonly fixtureFiles: ReadonlyMap<string, string>
  /** The time at which the double's clock stands still. */
  readonly clock?: ScenarioText | undefined
  /** How the double makes its ids. */
  readonly ids?: { readonly kind: IdKind; readonly line: number } | undefined
  /** What goes wrong with the double's answers. */
  readonly faults?: LocatedValue | undefined
  readonly callers: ReadonlyMap<string, ScenarioCaller>
  /** In the order of the file: a later one may refer to an earlier. */
  readonly variables: readonly ScenarioVariable[]
  readonly steps: readonly ScenarioStep[]
  /** Clean-up: sent whether or not the steps pass. */
  readonly finally: readonly ScenarioStep[]
}

export type IdKind = 'uuid' | 'sequential'

/** Someone whose requests steps send. */
export interface ScenarioCaller {
  readonly name: string
  readonly line: number
  /** For services that check it; absent: no one in particular. */
  readonly token:
    (Pick<ScenarioVariable, 'value' | 'environmentName'> & { readonly line: number }) | undefined
  /** What a double is told of the caller instead. */
  readonly claims: LocatedObject | undefined
}

/** A text with its variables. */
export interface ScenarioText {
  readonly text: string
  readonly line: number
}

export interface ScenarioVariable {
  readonly name: string
  /** `undefined` for one that the environment has to give. */
  readonly value: LocatedValue | undefined
  /** Of the environment, whose value comes before `value`. */
  readonly environmentName?: string | undefined
  readonly line: number
}

export interface ScenarioStep {
  readonly line: number
  readonly name?: string | undefined
  /** Name of the caller; absent: whom the replay has a token of. */
  readonly as?: { readonly caller: string; readonly line: number } | undefined
  /** As written, `POST /accessPackages`. */
  readonly request: string
  readonly method: string
  /** What follows the method, with its variables. */
  readonly url: string
  readonly headers: readonly {
    readonly name: string
    readonly text: string
    readonly line: number
  }[]
  readonly body: LocatedValue | undefined
  readonly expect: StepExpectation
}

export interface StepExpectation {
  /** One of these; `undefined` for any status that is no error. */
  readonly statuses: readonly number[] | undefined
  /** Without `statuses`: 404 will do as well. */
  readonly allowsMissing: boolean
  /** Of the status, where it is written. */
  readonly line: number
  readonly headers: readonly { readonly name: string; readonly match: Match }[]
  readonly body: Match | undefined
  /** Milliseconds for which the request is sent again until the rest holds. */
  readonly within?: number | undefined
}

/** Values by name: the scenario's own, what steps captured, and `base`. Matching adds to it. */
export type Variables = Map<string, ScenarioValue>

/** Where a found value is not the expected one. */
export interface Mismatch {
  readonly line: number
  /** JSON pointer into the body; '' for the whole. */
  readonly pointer: string
  readonly expected: string
  readonly found: string
}

/**
 * Compares a found value, `undefined` when it is absent, with what the file expects there. Captures
 * go into `variables`, also where something else does not match.
 */
export type Match = (found: unknown, pointer: string, variables: Variables) => readonly Mismatch[]
