import {
  isStructuredType,
  type NavigationProperty,
  type Property,
  type SourceLocation,
  type StructuredType,
  splitPointer,
} from '../model/index.ts'
import { findInstanceType } from './instance-type.ts'

/**
 * Where the property is documented that a JSON pointer into a value leads to, or the innermost one on
 * the way; values in between are of the types that they name themselves.
 */
export function findMemberSource(
  pointer: string,
  value: unknown,
  declared: StructuredType | undefined,
): SourceLocation | undefined {
  let inner = value
  let type = declared
  let source: SourceLocation | undefined
  for (const name of splitPointer(pointer)) {
    const outer = inner
    inner = (outer as Readonly<Record<string, unknown>> | null | undefined)?.[name]
    if (Array.isArray(outer)) continue
    const own = type && findInstanceType(type, outer)
    const member: Property | NavigationProperty | undefined =
      own?.properties.get(name) ?? own?.navigationProperties.get(name)
    if (!member) break
    source = member.source ?? source
    type = isStructuredType(member.type) ? member.type : undefined
  }
  return source
}
