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
