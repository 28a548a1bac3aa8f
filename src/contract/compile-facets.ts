import type { EdmPrimitiveName, Facets } from '../model/index.ts'
import type { TypeDraft } from './compile-drafts.ts'

/** The facets that a text says plainly: `maximum size 20`, `cannot exceed 256 characters`. */
export function readFacets(type: EdmPrimitiveName | TypeDraft, text: string): Facets {
  if (type !== 'Edm.String' || !/max|exceed/i.test(text)) return {}
  const match =
    /\bmax(?:imum)?(?:\.| allowed)? (?:size|length)(?: is| of|:| =)? *`?(\d[\d,]*)\b/i.exec(text) ??
    /\b(?:must not|cannot|can't|can not) (?:exceed|be (?:longer|more) than) *`?(\d[\d,]*)`? characters/i.exec(
      text,
    )
  return match ? { maxLength: Number(match[1]!.replaceAll(',', '')) } : {}
}

/**
 * The default that a text states without a condition: "The default value is `false`."
 * @param markdown of the description, in which values stand in backticks
 * @returns `undefined` where none is stated, or none that the type allows
 */
export function readDefaultValue(
  type: EdmPrimitiveName | TypeDraft,
  isCollection: boolean,
  markdown: string,
): unknown {
  if (isCollection || !/default/i.test(markdown)) return undefined
  const text =
    /\bdefault(?: value)?(?: is(?: set to)?| are|:| =) *([`'"*]*)([\w-]+)\1 *(?=[.;,)]|$)/i.exec(
      markdown,
    )
  const [, quote = '', value = ''] = text ?? []
  if (value === '' || value === 'null') return undefined
  if (type === 'Edm.Boolean') {
    return /^(true|false)$/i.test(value) ? value.toLowerCase() === 'true' : undefined
  }
  if (type === 'Edm.Int32' || type === 'Edm.Int64' || type === 'Edm.Int16') {
    return /^-?\d+$/.test(value) ? Number(value) : undefined
  }
  if (typeof type === 'object') {
    return type.kind === 'enum' ? type.members.find(({ name }) => name === value)?.name : undefined
  }
  return type === 'Edm.String' && quote !== '' ? value : undefined
}
