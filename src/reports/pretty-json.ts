import { digitsOf } from '../model/index.ts'

/** JSON on several lines, each number with the digits that it came with. */
export function prettyJson(value: unknown, indent = ''): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null'
  const inner = `${indent}  `
  const isList = Array.isArray(value)
  const members = Object.entries(value as Readonly<Record<string, unknown>>).map(
    ([name, member]) => {
      const text = digitsOf(value, name) ?? prettyJson(member, inner)
      return `${inner}${isList ? '' : `${JSON.stringify(name)}: `}${text}`
    },
  )
  const [open, close] = isList ? ['[', ']'] : ['{', '}']
  return members.length === 0
    ? `${open}${close}`
    : `${open}\n${members.join(',\n')}\n${indent}${close}`
}
