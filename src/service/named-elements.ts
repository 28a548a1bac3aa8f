import type { NamedElement } from '../journal/index.ts'
import type { RequestedBody } from './body-problems.ts'

/** What a request names of the model, each once. */
export function findNamedElements({ plan: { path } }: RequestedBody): readonly NamedElement[] {
  return path.steps.flatMap((step): NamedElement[] => {
    if (step.kind !== 'navigation' && step.kind !== 'property') return []
    const member = step.kind === 'navigation' ? step.navigation : step.property
    const kind = step.kind === 'navigation' ? 'relationship' : 'property'
    return [{ kind, name: member.name, deprecated: member.deprecated }]
  })
}
