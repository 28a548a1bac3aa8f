import { ODataError } from '../../errors.ts'
import type { FunctionCall } from '../../expression/index.ts'
import type { EntityInstance, JsonValue } from '../../model/index.ts'
import { entityIdPath, resolveAddress, writeCallText, type PathStep } from '../../plan/index.ts'
import type { Entity } from '../../store/index.ts'
import { ODataSyntaxError } from '../../syntax/index.ts'
import { findAnswer, refuseCall } from './call-operation.ts'
import { findTarget } from '../find-target.ts'
import type { Target } from '../target.ts'
import type { RequestContext } from '../request-context.ts'
import { stepsToEntity } from '../steps-to-entity.ts'

/**
 * What a function answers within an expression: what fixtures give for the call, or for a function on
 * a collection that returns the collection, the collection.
 * @throws ODataError 501 when neither is there
 */
export function callFunction(call: FunctionCall, context: RequestContext): unknown {
  const { operation, parameters } = call
  // Protocol, "Null": what is asked of nothing is nothing.
  if (operation.bindingType && call.boundTo === null) return null
  const callText = writeCallText(stepsTo(call), operation, parameters)
  const target = {
    kind: 'call',
    operation,
    parameters,
    callText,
    entitySet: undefined,
    boundTo: boundTarget(call),
  } as const
  return valueOf(findAnswer(target, context) ?? refuseCall(target, context))
}

function valueOf(target: Target): unknown {
  switch (target.kind) {
    case 'collection':
      return target.items
    case 'entity':
      return target.entity
    case 'value':
      return target.value
    case 'noEntity':
    case 'crossjoin':
    case 'call':
      return null
  }
}

function boundTarget({ boundTo, operation }: FunctionCall): Target | undefined {
  const type = operation.bindingType?.type
  if (boundTo === undefined || boundTo === null) return undefined
  if (type?.kind === 'complexType') {
    const value = boundTo as JsonValue
    const isCollection = Array.isArray(value)
    const place = { owner: undefined, property: undefined, name: operation.name }
    return { kind: 'value', ...place, value, type, isCollection }
  }
  if (type?.kind !== 'entityType') return undefined
  if (!Array.isArray(boundTo)) {
    return { kind: 'entity', entity: storedEntity(boundTo as EntityInstance), via: undefined }
  }
  const items = (boundTo as readonly EntityInstance[]).map(storedEntity)
  return { kind: 'collection', type, items, collection: undefined, via: undefined }
}

/** What `$compute` and `$apply` made of an entity stands for it. */
function storedEntity(instance: EntityInstance): Entity {
  return (instance.origin ?? instance) as Entity
}

/** The path to what a function is bound to, as a URL would have it; none for an unbound one. */
function stepsTo({ boundTo, origin }: FunctionCall): readonly PathStep[] {
  if (origin?.kind === 'root') {
    const { resource } = origin
    return [
      resource.kind === 'entitySet'
        ? { kind: 'entitySet', entitySet: resource }
        : { kind: 'singleton', singleton: resource },
    ]
  }
  const isEntity = typeof boundTo === 'object' && boundTo !== null && 'properties' in boundTo
  if (isEntity) {
    const steps = stepsToEntity(storedEntity(boundTo as EntityInstance))
    if (steps.length > 0) return steps
  }
  if (origin?.kind !== 'navigation') return []
  const { owner, navigation } = origin
  return [...stepsToEntity(storedEntity(owner)), { kind: 'navigation', navigation }]
}

/**
 * The entity that an entity reference within an expression names; null where it names none.
 * @see URL Conventions, "$it"
 */
export function findReferenced(id: string, context: RequestContext): Entity | null {
  try {
    const { model } = context
    const target = findTarget(resolveAddress(entityIdPath(id, model), model), context)
    return target.kind === 'entity' ? target.entity : null
  } catch (error) {
    if (error instanceof ODataError || error instanceof ODataSyntaxError) return null
    throw error
  }
}
