import type { Coverage, Exchange, LeastPrivilege, SourceText } from '../journal/index.ts'
import type { ReplayReport } from '../scenarios/index.ts'

export type { LeastPrivilege, NeededPermission } from '../journal/index.ts'

/** Journals of one contract merged, or what replays came to: what every format is written from. */
export interface Report {
  /** Absent where no contract is known, as of a replay outside a service folder. */
  readonly contract?: { readonly hash: string; readonly files: readonly string[] }
  /** In the order of time, numbered from 1 over all journals. */
  readonly exchanges: readonly Exchange[]
  readonly coverage?: Coverage
  readonly permissions?: LeastPrivilege
  readonly replays: readonly ReplayReport[]
  /** What is missing, a sentence each: a session that was killed, a line that breaks off. */
  readonly incomplete: readonly string[]
  /** Places of the contract that could be read, by how exchanges cite them. */
  readonly sources?: ReadonlyMap<SourceText, LocatedSource>
}

/** A place of the contract as found at the time of the report. */
export interface LocatedSource {
  /** From the working directory. */
  readonly file: string
  readonly line: number
  /** The lines around it, the cited one among them. */
  readonly excerpt: readonly { readonly line: number; readonly text: string }[]
}

/** One format of reports, in a file of its own; the command line lists the table. */
export interface ReportFormat {
  readonly name: string
  /** Of the file, without a dot; '' for what goes to a terminal alone. */
  readonly extension: string
  readonly render: (report: Report) => string
}
