import { badRequest } from '../errors.ts'
import type { Annotations } from '../model/index.ts'
import type { PathStep } from './path-step.ts'

const term = 'Org.OData.Core.V1.PositionalInsert'

/**
 * `$index` is for inserts into a collection whose order clients may decide.
 * @returns the place, counted from the end when it is negative
 * @throws ODataError 400 elsewhere, and for what is no position
 * @see URL Conventions, "System Query Option $index"
 */
export function checkIndex(
  text: string,
  steps: readonly PathStep[],
  isModification: boolean,
): number {
  if (!/^-?\d{1,15}$/.test(text.trim())) {
    throw badRequest(`$index: expected an integer, found '${text.slice(0, 40)}'`, '$index')
  }
  if (!isModification || !isPositional(steps)) {
    throw badRequest(
      '$index applies to an insert into a collection with Core.PositionalInsert only',
      '$index',
    )
  }
  return Number(text)
}

function isPositional(steps: readonly PathStep[]): boolean {
  const last = steps.findLast(({ kind }) => kind !== 'typeCast' && kind !== 'ref')
  const annotations = last && annotationsOf(last)
  return annotations?.get(term) === true
}

function annotationsOf(step: PathStep): Annotations | undefined {
  if (step.kind === 'entitySet') return step.entitySet.annotations
  if (step.kind === 'navigation') return step.navigation.annotations
  return step.kind === 'property' ? step.property.annotations : undefined
}
