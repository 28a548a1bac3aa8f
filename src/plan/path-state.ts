import type { Door, EdmType, Model, NavigationProperty, Operation } from '../model/index.ts'
import type { CommonExpr } from '../syntax/index.ts'
import type { KeySegments } from './key-predicate.ts'
import type { PathStep } from './path-step.ts'

/** What a path is resolved with, and how far it is resolved. */
export interface PathState {
  readonly model: Model
  readonly aliases: ReadonlyMap<string, CommonExpr>
  /** Values of query options that are none of the system, by name. */
  readonly options: ReadonlyMap<string, string>
  readonly isTemplate: boolean
  readonly steps: PathStep[]
  signature: string[]
  type: EdmType | undefined
  isCollection: boolean
  /** How the collection was reached, until a key is taken from it. */
  navigation: NavigationProperty | undefined
  /** A key whose values stand in segments, until it has all of them. */
  keySegments: KeySegments | undefined
  /** The segment is the last one of a request that modifies. */
  isModified: boolean
  /** After `/$each`: what follows applies to each member. */
  isOfEach: boolean
  isFinal: boolean
  /** A function that the contract does not call composable: no resource follows it. */
  uncomposable: Operation | undefined
  door: Door | undefined
}
