import type { Coverage, Exchange } from '../journal/index.ts'
import type { ReplayReport } from '../scenarios/index.ts'

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
}

/** The fewest permissions that the calls seen would need. */
export interface LeastPrivilege {
  readonly delegated: readonly NeededPermission[]
  readonly application: readonly NeededPermission[]
  /** Operations seen whose pages name no permission of the kind. */
  readonly unknown: readonly string[]
}

export interface NeededPermission {
  readonly permission: string
  /** Names of the operations that need it. */
  readonly operations: readonly string[]
}

/** One format of reports, in a file of its own; the command line lists the table. */
export interface ReportFormat {
  readonly name: string
  /** Of the file, without a dot. */
  readonly extension: string
  readonly render: (report: Report) => string
}
