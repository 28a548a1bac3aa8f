import type { HeaderNode, PreferenceNode } from './ast.ts'

/** ABNF `header`, of text that matches it. */
export function readHeader(text: string): HeaderNode {
  const colon = text.indexOf(':')
  const name = text.slice(0, colon)
  const value = text.slice(colon + 1).trimStart()
  const position = text.length - value.length
  const preferences = name.toLowerCase() === 'prefer' ? readPreferences(value, position) : []
  return { kind: 'header', position: 0, name, value, preferences }
}

const preference = /(?:"[^"]*"|[^",])+/g

function readPreferences(text: string, position: number): PreferenceNode[] {
  return Array.from(text.matchAll(preference), ({ 0: part, index }) => {
    const blanks = part.length - part.trimStart().length
    return readPreference(part.trim(), position + index + blanks)
  })
}

/** ABNF `preference`, of text that matches it. */
export function readPreference(text: string, position = 0): PreferenceNode {
  const [, name, value] = /^(?:odata\.)?([\w-]+)(?:\s*;\s*url)?\s*(?:=\s*(.*))?$/i.exec(text)!
  return {
    kind: 'preference',
    position,
    name: name!.toLowerCase(),
    value: value?.replaceAll('"', ''),
  }
}
