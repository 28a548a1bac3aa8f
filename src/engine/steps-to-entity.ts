import type { PathStep } from '../plan/index.ts'
import type { Entity } from '../store/index.ts'

/** The path to an entity, as its canonical URL has it; none for one that is nowhere stored. */
export function stepsToEntity(entity: Entity): readonly PathStep[] {
  const { singleton, parent, containment, collection, key, type: entityType } = entity
  if (singleton) return [{ kind: 'singleton', singleton }]
  const keyStep: PathStep = { kind: 'key', key, entityType }
  if (parent && containment) {
    const steps: readonly PathStep[] = [
      ...stepsToEntity(parent),
      { kind: 'navigation', navigation: containment },
    ]
    return containment.isCollection ? [...steps, keyStep] : steps
  }
  const entitySet = collection?.entitySet
  return entitySet ? [{ kind: 'entitySet', entitySet }, keyStep] : []
}
