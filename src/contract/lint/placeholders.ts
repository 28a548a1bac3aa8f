import type { EdmType } from '../../model/index.ts'
import { findPrimitive } from '../compile-type-mentions.ts'

/** `"Boolean"`, `"Int32"`, `"Edm.String"`: the name of a type where a value belongs. */
export function isTypeWord(text: string): boolean {
  return (
    /^(?:Edm\.)?[A-Z][A-Za-z]+(?:16|32|64)?$/.test(text) &&
    !/^(?:Any|Email|Json|Object|Time|Url|Uri|Stream)$/.test(text) &&
    findPrimitive(text) !== undefined
  )
}

/** `"datetime-value"`, which is no date: only sure where the type is known. */
function isMadeUpWord(text: string): boolean {
  return /^[A-Za-z]\w*-value$/.test(text)
}

/** `"String (timestamp)"`, `"displayName-value"`, `"a | b | c"`, `"@odata.type: …"`: made up by a generator. */
export function isGeneratedPlaceholder(text: string, name: string): boolean {
  return (
    /^string \([\w ]+\)$/i.test(text) ||
    text === `${name}-value` ||
    /^[A-Za-z]\w*(?: *\| *[A-Za-z]\w*)+$/.test(text) ||
    text.startsWith('@odata.type: ')
  )
}

export function isPlaceholder(text: string, name: string): boolean {
  return (
    isTypeWord(text) ||
    isMadeUpWord(text) ||
    text === 'string' ||
    isGeneratedPlaceholder(text, name)
  )
}

/** Whether the type forbids more than texts that a generator made up. */
export function isForbidding(type: EdmType | undefined): boolean {
  return type?.kind === 'primitiveType' && type.name !== 'Edm.String' && type.name !== 'Edm.Untyped'
}

/** Whether a text stands for a value of a property rather than being one, as far as its type tells. */
export function isPlaceholderOf(text: string, name: string, type: EdmType | undefined): boolean {
  if (isForbidding(type)) return isPlaceholder(text, name)
  if (isGeneratedPlaceholder(text, name)) return true
  // Properties that describe types have such words as values.
  const isMeant = !/^string$/i.test(text) || /(type|format|kind)$/i.test(name)
  return !isMeant && (isTypeWord(text) || text === 'string')
}
