import { notImplemented } from '../../errors.ts'
import { isDerivedFrom, type StructuredType } from '../../model/index.ts'
import { writeCallText, type PathStep } from '../../plan/index.ts'
import type { Entity } from '../../store/index.ts'
import type { Target } from '../target.ts'
import { stepsToEntity } from '../steps-to-entity.ts'

type Call = Target & { readonly kind: 'call' }

/**
 * The calls that one behind `$each` stands for: on each member of the collection.
 * @returns `undefined` for a call on what its path addresses as a whole
 * @throws ODataError 501 for members that are no entities
 * @see Protocol, "Applying an Action to Members of a Collection"
 */
export function callsOfEach(call: Call): readonly Call[] | undefined {
  const { boundTo, operation, parameters } = call
  if (operation.bindingType?.isCollection !== false) return undefined
  if (boundTo?.kind === 'value' && boundTo.isCollection) {
    throw notImplemented('an operation on each member of a collection of values')
  }
  if (boundTo?.kind !== 'collection') return undefined
  return boundTo.items.map((entity): Call => {
    const callText = writeCallText(stepsTo(entity, call), operation, parameters)
    return { ...call, callText, boundTo: { kind: 'entity', entity, via: undefined } }
  })
}

/** With the type cast that an operation of a derived type needs. */
function stepsTo(entity: Entity, { operation, boundTo }: Call): readonly PathStep[] {
  const { collection, containment, singleton, type } = entity
  const declared = collection?.entityType ?? containment?.type ?? singleton?.entityType ?? type
  const steps = stepsToEntity(entity)
  if (boundTo?.kind !== 'collection') return steps
  const isOfDeclared = isDerivedFrom(declared, operation.bindingType!.type as StructuredType)
  return isOfDeclared ? steps : [...steps, { kind: 'typeCast', type: boundTo.type }]
}
