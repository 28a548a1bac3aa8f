import type { TypedMember } from './typed-members.ts'

/** Whether no table lists a member of an example. */
export function isUndocumented({ name, owner, property }: TypedMember): boolean {
  if (owner.isOpen || !/^(?!extension_[0-9a-f]{32}_)[A-Za-z_]\w*$/.test(name)) return false
  return property === undefined || (property.kind === 'property' && property.isInferred)
}

/** The documented name that differs from a member in upper and lower case only. */
export function findOtherCase(member: TypedMember): string | undefined {
  const wanted = member.name.toLowerCase()
  return documentedNames(member).find((name) => name.toLowerCase() === wanted)
}

export function documentedNames({ owner }: TypedMember): readonly string[] {
  const documented = [...owner.properties.values()].filter(({ isInferred }) => !isInferred)
  return [...documented.map(({ name }) => name), ...owner.navigationProperties.keys()]
}
