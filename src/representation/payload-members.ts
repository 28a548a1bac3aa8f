import { contextUrl } from './context-url.ts'
import { controlName } from './control-name.ts'
import type { WriteOptions } from './write-options.ts'

/*
 * What stands around the value of a payload: each function gives a member's text, or `undefined` for
 * none.
 */

/** A JSON object of members, those left out that there are none of. */
export function object(...members: (string | undefined)[]): string {
  let text = ''
  for (const member of members) if (member) text += text === '' ? member : `,${member}`
  return `{${text}}`
}

export function contextMember(options: WriteOptions, fragment: string): string | undefined {
  if (options.metadata === 'none' || options.isPart) return undefined
  return `"${controlName('context', options)}":${JSON.stringify(contextUrl(options, fragment))}`
}

export function countMember(count: number | undefined, options: WriteOptions): string | undefined {
  if (count === undefined) return undefined
  return `"${controlName('count', options)}":${options.ieee754Compatible ? `"${count}"` : count}`
}

export function nextLinkMember(
  skiptoken: string | undefined,
  nextLink: (skiptoken: string) => string,
  options: WriteOptions,
): string | undefined {
  if (skiptoken === undefined) return undefined
  return `"${controlName('nextLink', options)}":${JSON.stringify(nextLink(skiptoken))}`
}

export function deltaLinkMember(
  token: string | undefined,
  deltaLink: (token: string) => string,
  options: WriteOptions,
): string | undefined {
  if (token === undefined) return undefined
  return `"${controlName('deltaLink', options)}":${JSON.stringify(deltaLink(token))}`
}
