import type { LintExample } from './lint-context.ts'
import type { LintRule } from './lint-rule.ts'
import type { LocatedValue } from './located-json.ts'
import { isForbidding, isPlaceholderOf } from './placeholders.ts'
import type { TypedMember } from './typed-members.ts'

/** The name of a type, or a made-up word, in an example where a value belongs. */
export const placeholderValue: LintRule = {
  name: 'placeholder-value',
  severity: 'warning',
  *check({ examples, typedMembers }) {
    const typed = new Map(typedMembers.map((member) => [member.value, member]))
    for (const example of examples) {
      for (const { name, value } of textsIn(example)) {
        const text = String(value.value)
        const expected = expectedType(text, name, typed.get(value))
        if (expected === undefined) continue
        yield {
          message: `'${name}': expected ${expected}, found the placeholder "${text}"`,
          source: { file: example.page.file, line: value.line },
        }
      }
    }
  },
}

/** What belongs there; `undefined` when the text may be meant. */
function expectedType(
  text: string,
  name: string,
  member: TypedMember | undefined,
): string | undefined {
  const type = member?.property?.type
  if (!isPlaceholderOf(text, name, type)) return undefined
  return type && isForbidding(type) ? `a value of ${type.qualifiedName}` : 'an example value'
}

interface NamedText {
  readonly name: string
  readonly value: LocatedValue
}

function textsIn({ requestBody, responseBody }: LintExample): readonly NamedText[] {
  return [requestBody, responseBody].flatMap((body) => (body ? collectTexts(body, '') : []))
}

function collectTexts(value: LocatedValue, name: string): readonly NamedText[] {
  if (typeof value.value === 'string') return [{ name, value }]
  return [
    ...value.members.flatMap((member) =>
      member.name.includes('@') ? [] : collectTexts(member.value, member.name),
    ),
    ...value.items.flatMap((item) => collectTexts(item, name)),
  ]
}
