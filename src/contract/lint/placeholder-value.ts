import type { LintExample } from './lint-context.ts'
import type { LintRule } from './lint-rule.ts'
import type { LocatedValue } from './located-json.ts'
import { isGeneratedPlaceholder, isPlaceholder, isTypeWord } from './placeholders.ts'
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
  const isForbidden = type?.kind === 'primitiveType' && type.name !== 'Edm.String'
  if (isForbidden && type.name !== 'Edm.Untyped') {
    return isPlaceholder(text, name) ? `a value of ${type.name}` : undefined
  }
  if (isGeneratedPlaceholder(text, name)) return 'an example value'
  // Properties that describe types have such words as values.
  const isMeant = !/^string$/i.test(text) || /(type|format|kind)$/i.test(name)
  return isMeant || !(isTypeWord(text) || text === 'string') ? undefined : 'an example value'
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
