import type { NamedElement } from '../journal/index.ts'
import { isStructuredType, type NavigationProperty, type Property } from '../model/index.ts'
import type { RequestedBody } from './body-problems.ts'
import { findMembersOfRequest } from './find-exercised.ts'
import { findMembersOfUrl } from './named-members.ts'

/** What a request names of the model: in its path, its options and its body; not what it receives. */
export function findNamedElements({ plan, body, model }: RequestedBody): readonly NamedElement[] {
  const { type } = plan.path
  const members = [findMembersOfUrl(plan), ...findMembersOfRequest(body, plan, model)]
  return [
    ...(type && isStructuredType(type)
      ? [{ kind: 'type' as const, name: type.qualifiedName, deprecated: type.deprecated }]
      : []),
    ...members.flatMap(({ properties }) =>
      [...properties].map((each) => describe(each, 'property')),
    ),
    ...members.flatMap(({ navigations }) =>
      [...navigations].map((each) => describe(each, 'relationship')),
    ),
  ]
}

function describe(
  { declaringType, name, deprecated }: Property | NavigationProperty,
  kind: NamedElement['kind'],
): NamedElement {
  return { kind, name: `${declaringType.qualifiedName}/${name}`, deprecated }
}
