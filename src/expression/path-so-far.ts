import { isStructuredType, type EdmType, type TypeReference } from '../model/index.ts'
import { isUntyped } from './type-compatibility.ts'
import type { PathRoot, PathStep } from './typed-expression.ts'

/** A path as far as it is bound: what its last step gives, and whether that may have dynamic properties. */
export interface PathSoFar extends TypeReference {
  readonly root: PathRoot
  readonly steps: readonly PathStep[]
  readonly isOpen: boolean
}

export function startPath(
  root: PathRoot,
  { type, isCollection }: TypeReference,
  isOpen = isOpenType(type),
): PathSoFar {
  return { root, steps: [], type, isCollection, isOpen }
}

/** @param gives what the step leads to */
export function addStep(
  { root, steps }: PathSoFar,
  step: PathStep,
  { type, isCollection }: TypeReference,
  isOpen = isOpenType(type),
): PathSoFar {
  return { root, steps: [...steps, step], type, isCollection, isOpen }
}

export function isOpenType(type: EdmType): boolean {
  return isStructuredType(type) ? type.isOpen : isUntyped(type)
}
