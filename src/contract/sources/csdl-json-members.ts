import { didYouMean, type JsonObject, type JsonValue } from '../../model/index.ts'

type JsonKind = 'boolean' | 'string' | 'object' | 'array' | 'any'

/** The members of CSDL JSON's objects that are no elements of the model, and what their values are. */
const memberKinds: ReadonlyMap<string, JsonKind> = new Map<string, JsonKind>([
  ['$Abstract', 'boolean'],
  ['$Action', 'string'],
  ['$Alias', 'string'],
  ['$Annotations', 'object'],
  ['$AppliesTo', 'array'],
  ['$BaseTerm', 'string'],
  ['$BaseType', 'string'],
  ['$Collection', 'boolean'],
  ['$ContainsTarget', 'boolean'],
  ['$DefaultValue', 'any'],
  ['$EntitySet', 'string'],
  ['$EntitySetPath', 'string'],
  ['$Extends', 'string'],
  ['$Function', 'string'],
  ['$HasStream', 'boolean'],
  ['$Include', 'array'],
  ['$IncludeAnnotations', 'array'],
  ['$IncludeInServiceDocument', 'boolean'],
  ['$IsBound', 'boolean'],
  ['$IsComposable', 'boolean'],
  ['$IsFlags', 'boolean'],
  ['$Key', 'array'],
  ['$Kind', 'string'],
  ['$MaxLength', 'any'],
  ['$Name', 'string'],
  ['$NavigationPropertyBinding', 'object'],
  ['$Nullable', 'boolean'],
  ['$OnDelete', 'string'],
  ['$OpenType', 'boolean'],
  ['$Parameter', 'array'],
  ['$Partner', 'string'],
  ['$Precision', 'any'],
  ['$ReferentialConstraint', 'object'],
  ['$ReturnType', 'object'],
  ['$SRID', 'any'],
  ['$Scale', 'any'],
  ['$Type', 'string'],
  ['$UnderlyingType', 'string'],
  ['$Unicode', 'boolean'],
])

/** What is amiss with the members of an element, each with the member that it is about. */
export function* findMemberProblems(
  element: JsonObject,
): Iterable<{ readonly member: string; readonly message: string }> {
  for (const [member, value] of Object.entries(element)) {
    if (!member.startsWith('$') || member.includes('@')) continue
    const expected = memberKinds.get(member)
    const found = kindOf(value)
    if (expected === undefined) {
      const near = didYouMean(member, memberKinds.keys())
      yield { member, message: `${member} is no member of CSDL JSON${near}` }
    } else if (expected !== 'any' && expected !== found) {
      const article = /^[ao]/.test(expected) ? 'an' : 'a'
      const message = `${member}: expected ${article} ${expected}, found ${JSON.stringify(value).slice(0, 80)}`
      yield { member, message }
    }
  }
}

function kindOf(value: JsonValue): string {
  if (value === null) return 'null'
  return Array.isArray(value) ? 'array' : typeof value
}
