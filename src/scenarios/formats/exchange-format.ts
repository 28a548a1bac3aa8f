import type { FixtureMembers, ObservedTraffic, ScenarioDocument } from '../recording/index.ts'

/** Says what a format cannot hold, or what a file has that is left out. */
export type Say = (message: string) => void

/** What a file holds: what passed, or what is to be sent and expected. */
export type FormatContents =
  | {
      readonly kind: 'exchanges'
      readonly name: string
      readonly traffic: ObservedTraffic
      /** The state that they started from, where the file has it. */
      readonly fixtures?: FixtureMembers | undefined
    }
  | {
      readonly kind: 'scenario'
      readonly name: string
      readonly document: ScenarioDocument
      /** Where a step stands in its file, from 0: `two.yaml:7`. */
      readonly placeOf: (step: number) => string
      /** The same of what a JSON pointer into the document leads to. */
      readonly placeIn: (pointer: string) => string
    }

export interface ReadContext {
  /** URL of the service root, where the user names it. */
  readonly root: string | undefined
  readonly say: Say
}

export interface WriteContext extends ReadContext {
  /** What the parties are called where a format names them. */
  readonly consumer: string
  readonly provider: string
}

/** One format of exchanges, in a file of its own; the command line lists the table. */
export interface ExchangeFormat {
  readonly name: string
  /** Of the file, with its dot. */
  readonly extension: string
  readonly describes: string
  readonly recognizes?: (file: string, text: string) => boolean
  /** @throws UsageError for a file that is not in the format */
  readonly read?: (file: string, text: string, context: ReadContext) => Promise<FormatContents>
  /** Which of the two it is written from. */
  readonly takes?: FormatContents['kind']
  readonly write?: (contents: FormatContents, context: WriteContext) => Promise<string>
}
