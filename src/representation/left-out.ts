import type { JsonObject, Property } from '../model/index.ts'
import type { WriteOptions } from './write-options.ts'

/** What of a value's members a client gets. */
export type MemberChoice = Pick<WriteOptions, 'metadata' | 'omittedValues' | 'wantsAnnotation'>

/** Whether everything is written that minimal metadata has. */
export function isEverythingWritten(options: MemberChoice): boolean {
  const { metadata, omittedValues, wantsAnnotation } = options
  return metadata === 'minimal' && omittedValues === undefined && wantsAnnotation === undefined
}

/** Whether a member is not written, as the format or a preference has it. */
export function isLeftOut(
  name: string,
  members: JsonObject,
  property: Property | undefined,
  options: MemberChoice,
): boolean {
  const at = name.indexOf('@')
  if (at >= 0) return !isAnnotationWritten(name.slice(at + 1), options)
  return options.omittedValues !== undefined && isOmitted(name, members, property, options)
}

/**
 * "Services MUST NOT omit control information required by the chosen `metadata` parameter", so that
 * `include-annotations` is about instance annotations alone, whose names have a namespace other than `odata`.
 * @see JSON Format, "Controlling the Amount of Control Information in Responses"
 */
export function isAnnotationWritten(
  identifier: string,
  { metadata, wantsAnnotation }: MemberChoice,
): boolean {
  const isControl = identifier.startsWith('odata.') || !identifier.includes('.')
  return wantsAnnotation && !isControl ? wantsAnnotation(identifier) : metadata !== 'none'
}

/**
 * "Properties with instance annotations are not affected", and nulls are not omitted as defaults where
 * another default is declared.
 * @see Protocol, "Preference omit-values"
 */
function isOmitted(
  name: string,
  members: JsonObject,
  property: Property | undefined,
  { omittedValues }: MemberChoice,
): boolean {
  const absent = property?.isCollection ? [] : null
  const value = Object.hasOwn(members, name) ? members[name]! : absent
  const preset = omittedValues === 'defaults' ? (property?.defaultValue ?? null) : null
  if (value !== preset && JSON.stringify(value) !== JSON.stringify(preset)) return false
  return !Object.keys(members).some((other) => other.startsWith(`${name}@`))
}
