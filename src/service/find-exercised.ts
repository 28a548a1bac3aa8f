import type { Exercised } from '../journal/index.ts'
import type { EdmType, Model, NavigationProperty, Property } from '../model/index.ts'
import type { RequestPlan } from '../plan/index.ts'
import { findMembersOfBody, findMembersOfUrl, type NamedMembers } from './named-members.ts'

/**
 * What of the contract a request that succeeded made use of: a property is exercised when the client
 * sent it, named it or received it, a relationship when it was followed, expanded, bound or linked.
 * @param answer the body of the response, parsed
 */
export function findExercised(
  plan: RequestPlan,
  {
    body,
    answer,
    model,
  }: { readonly body: unknown; readonly answer: unknown; readonly model: Model },
): Exercised {
  const { type } = plan.path
  const all: readonly NamedMembers[] = [
    findMembersOfUrl(plan),
    ...findMembersOfRequest(body, plan, model),
    ...(type ? [findMembersOfBody(answer, type, model)] : []),
  ]
  return {
    options: [...new Set(all.flatMap(({ options }) => [...options]))].sort(),
    properties: namesOf(all.flatMap(({ properties }) => [...properties])),
    relationships: namesOf(all.flatMap(({ navigations }) => [...navigations])),
  }
}

/** What a request's body names: that of an action holds its parameters, any other what the path leads to. */
export function findMembersOfRequest(
  body: unknown,
  { path: { steps, type } }: RequestPlan,
  model: Model,
): readonly NamedMembers[] {
  const last = steps.at(-1)
  if (last?.kind !== 'operation') return type ? [findMembersOfBody(body, type, model)] : []
  return last.operation.parameters.map((parameter) =>
    findMembersOfBody(memberOf(body, parameter.name), parameter.type as EdmType, model),
  )
}

function memberOf(body: unknown, name: string): unknown {
  return typeof body === 'object' && body !== null
    ? (body as Readonly<Record<string, unknown>>)[name]
    : undefined
}

/** Those that types declare: what `$compute` and `$apply` make is no part of the contract. */
function namesOf(members: readonly (Property | NavigationProperty)[]): readonly string[] {
  const names = members.flatMap(({ declaringType, name }) => {
    const { ownProperties, ownNavigationProperties, qualifiedName } = declaringType
    return ownProperties.has(name) || ownNavigationProperties.has(name)
      ? [`${qualifiedName}/${name}`]
      : []
  })
  return [...new Set(names)].sort()
}
