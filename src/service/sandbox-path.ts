import { badRequest } from '../errors.ts'

/** Where a sandbox stands on its host: its service root and its control plane are under it. */
export function sandboxPath(name: string): string {
  return `/~${name}`
}

/** Whether a URL is under `/~name`. Some clients encode the tilde, which RFC 3986 calls needless. */
export function isSandboxPath(url: string): boolean {
  const first = url.charCodeAt(1)
  if (first === tilde) return !isEnd(url.charCodeAt(2))
  return first === percent && /^\/%7e[^/?]/i.test(url)
}

/**
 * The name of the sandbox that a URL is for, and the URL with a plain tilde.
 * @throws ODataError 400 for what is no name, and for a sandbox of a sandbox
 */
export function readSandboxPath(url: string): { readonly name: string; readonly url: string } {
  const plain = url.charCodeAt(1) === tilde ? url : `/~${url.slice('/%7e'.length)}`
  let end = 2
  while (!isEnd(plain.charCodeAt(end))) end++
  const name = plain.slice(2, end)
  const fault = findNameFault(name)
  if (fault !== undefined) throw badRequest(fault)
  if (plain.startsWith('/~', end) || /^\/%7e/i.test(plain.slice(end, end + 4))) {
    throw badRequest(`'${plain.split('?')[0]!.slice(0, 200)}': a sandbox has no sandboxes`)
  }
  return { name, url: plain }
}

/** What is wrong with the name of a sandbox; `undefined` for one that does. */
export function findNameFault(name: unknown): string | undefined {
  if (typeof name === 'string' && /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/.test(name)) return undefined
  const found = typeof name === 'string' ? `'${name.slice(0, 80)}'` : typeof name
  return `the name of a sandbox: expected up to 64 letters, digits, '.', '_' and '-', a letter or digit first, found ${found}`
}

/** True also after the last character. */
function isEnd(code: number): boolean {
  return Number.isNaN(code) || code === slash || code === questionMark
}

const percent = 37
const slash = 47
const questionMark = 63
const tilde = 126
