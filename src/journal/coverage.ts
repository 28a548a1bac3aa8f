import type { SourceText } from './write-source.ts'

/** How much of a contract exchanges have exercised. */
export interface Coverage {
  /** The share of operations: what a threshold that is a mere number is about. */
  readonly percent: number
  readonly operations: CoverageShare
  readonly statuses: CoverageShare
  readonly options: CoverageShare
  readonly properties: CoverageShare
  readonly relationships: CoverageShare
  readonly byOperation: readonly OperationCoverage[]
  readonly byType: readonly TypeCoverage[]
}

export interface CoverageShare {
  readonly covered: number
  readonly total: number
  /** 0 to 100, to one decimal, rounded down; 100 where there is nothing to cover. */
  readonly percent: number
}

export interface OperationCoverage {
  readonly name: string
  readonly method: string
  readonly path: string
  readonly source: SourceText
  readonly exchanges: number
  readonly violations: number
  readonly statuses: readonly CoveredItem[]
  readonly options: readonly CoveredItem[]
}

export interface TypeCoverage {
  readonly name: string
  readonly source: SourceText
  readonly properties: readonly CoveredItem[]
  readonly relationships: readonly CoveredItem[]
}

export interface CoveredItem {
  readonly name: string
  /** How many exchanges exercised it. */
  readonly exchanges: number
  /** False for what was exercised and is not in the contract: it counts for no share. */
  readonly isDocumented: boolean
}

/** Percent that have to be covered; a mere number is about operations. */
export type CoverageThresholds =
  | number
  | {
      readonly operations?: number | undefined
      readonly statuses?: number | undefined
      readonly options?: number | undefined
      readonly properties?: number | undefined
      readonly relationships?: number | undefined
    }
