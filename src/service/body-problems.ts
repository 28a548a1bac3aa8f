import type { ContractOperation } from '../contract/contract.ts'
import { findMissing, isExampleValue, parameterType, withExactNumbers } from '../engine/index.ts'
import type { BodyProblem } from '../journal/index.ts'
import {
  isJsonArray,
  isJsonObject,
  isStructuredType,
  type JsonObject,
  type JsonValue,
  type Model,
  type SourceLocation,
  type StructuredType,
} from '../model/index.ts'
import type { RequestPlan } from '../plan/index.ts'
import { getValidators } from '../schemas/index.ts'
import { findInstanceType } from '../schemas/instance-type.ts'
import { findMemberSource } from '../schemas/member-source.ts'

/** A request with a body, as far as its record tells. */
export interface RequestedBody {
  readonly plan: RequestPlan
  readonly method: string
  readonly body: unknown
  readonly operation: ContractOperation | undefined
  readonly model: Model
}

/**
 * What a body has wrong that is to create or to update, or to give parameters: as the double would find
 * it that knows no state. Values that the documented example has are not held against the client.
 */
export function findBodyProblems(requested: RequestedBody): readonly BodyProblem[] {
  const { body: given, method, operation, model } = requested
  const type = bodyType(requested)
  if (!type || !isJsonObject(given)) return []
  const body = withExactNumbers(given, type) as JsonObject
  const purpose = method === 'POST' ? 'create' : 'update'
  const isEntity = type.kind === 'entityType'
  return [
    ...getValidators(model).validate(type, body, purpose),
    ...(isEntity && purpose === 'create' ? findMissing(type, body, model) : []),
  ].filter(({ pointer }) => !isExampleValue(pointer, body, operation))
}

/** Pointers to computed properties, of entities within the body too. */
export function findReadOnly(requested: RequestedBody): readonly string[] {
  const type = bodyType(requested)
  return type?.kind === 'entityType' && isJsonObject(requested.body)
    ? readOnlyIn(type, requested.body, '')
    : []
}

function readOnlyIn(
  declared: StructuredType,
  value: JsonValue,
  pointer: string,
): readonly string[] {
  if (isJsonArray(value)) {
    return value.flatMap((item, index) => readOnlyIn(declared, item, `${pointer}/${index}`))
  }
  if (!isJsonObject(value)) return []
  const type = findInstanceType(declared, value)
  const isReference = Object.keys(value).some((name) => /^@(odata\.)?id$/.test(name))
  const keys = type.kind === 'entityType' ? type.key : []
  return Object.entries(value).flatMap(([name, inner]) => {
    const at = `${pointer}/${name}`
    const property = type.properties.get(name)
    // A key names the entity, where it is not the service's to give.
    if (property?.isComputed && !keys.includes(name) && !isReference) return [at]
    const member = property ?? type.navigationProperties.get(name)
    return member && isStructuredType(member.type) ? readOnlyIn(member.type, inner, at) : []
  })
}

/** Where the property is documented that a pointer leads to, or the innermost one on the way. */
export function findSourceInBody(
  pointer: string,
  requested: RequestedBody,
): SourceLocation | undefined {
  return findMemberSource(pointer, requested.body, bodyType(requested))
}

function bodyType({ plan: { path }, method }: RequestedBody): StructuredType | undefined {
  const last = path.steps.at(-1)
  if (last?.kind === 'operation') {
    const isAction = last.operation.kind === 'action' && method === 'POST'
    return isAction ? parameterType(last.operation) : undefined
  }
  if (!last || !entitySteps.has(last.kind) || path.type?.kind !== 'entityType') return undefined
  const isCreation = method === 'POST' && path.isCollection
  const isUpdate = (method === 'PATCH' || method === 'PUT') && !path.isCollection
  return isCreation || isUpdate ? path.type : undefined
}

const entitySteps: ReadonlySet<string> = new Set([
  'entitySet',
  'singleton',
  'navigation',
  'typeCast',
  'key',
])
