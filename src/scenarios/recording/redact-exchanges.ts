import { escapeForRegExp } from '../escape-for-reg-exp.ts'
import { decodeLeniently } from './decode-leniently.ts'
import { mapTexts, leavesOf } from './json-leaves.ts'
import type { ObservedExchange, ObservedHeaders, ObservedTraffic } from './observed-exchange.ts'
import {
  address,
  isSecretHeader,
  redacted,
  replaceNamedSecrets,
  secretHeader,
  secretMember,
  secretParameter,
  secretText,
  standIn,
} from './secret-patterns.ts'

/** A secret that is shorter is not looked for elsewhere: it would be found in anything. */
const shortestSecret = 6

export interface RedactedTraffic extends ObservedTraffic {
  /** How many secrets, of how many kinds, and addresses were taken out, for who reads the recording. */
  readonly secrets: number
  readonly addresses: number
}

/**
 * Takes out what must not reach a file: credentials, cookies, keys and tokens in headers, URLs and
 * bodies, wherever the same text stands again; and addresses of people, each by the same stand-in.
 */
export function redactTraffic({ root, exchanges }: ObservedTraffic): RedactedTraffic {
  const secrets = findSecrets(exchanges)
  // Within URLs they are encoded.
  const forms = secrets.flatMap((secret) => [secret, encodeURIComponent(secret)])
  const isSecret =
    secrets.length === 0 ? undefined : RegExp(forms.map(escapeForRegExp).join('|'), 'g')
  const standIns = new Map<string, string>()
  const byLook = new Set<string>()
  const hideSecret = (found: string): string => {
    byLook.add(found)
    return redacted
  }
  const hideAddress = (found: string): string => {
    const plain = found.replace(/%40/i, '@').replace(/%23/gi, '#').replace(/%2B/gi, '+')
    if (standIn.test(plain)) return found
    const key = plain.toLowerCase()
    if (!standIns.has(key)) standIns.set(key, `user${standIns.size + 1}@example.com`)
    return standIns.get(key)!.replace('@', /%40/i.test(found) ? '%40' : '@')
  }
  const hide = (text: string): string => {
    const hidden = (isSecret ? text.replace(isSecret, redacted) : text)
      .replace(secretText, hideSecret)
      .replace(address, hideAddress)
    return hidden.includes('=') ? hideParameters(hidden) : hidden
  }
  const hideText = (text: string): string => hide(replaceNamedSecrets(text, () => redacted))
  const hideBody = (body: unknown): unknown => {
    if (Buffer.isBuffer(body)) return hideOctets(body, hideText)
    if (typeof body === 'string') return hideText(body)
    return mapTexts(body, (text, name, pointer) =>
      isSecretPlace(name, pointer) ? redacted : hide(text),
    )
  }
  const hideHeaders = (headers: ObservedHeaders): ObservedHeaders =>
    Object.fromEntries(
      Object.entries(headers).flatMap(([name, value]) =>
        secretHeader.test(name) ? [] : [[name, hide(value)] as const],
      ),
    )
  const hidden = exchanges.map((exchange): ObservedExchange => {
    const { request, response } = exchange
    return {
      ...exchange,
      request: {
        method: request.method,
        url: hide(request.url),
        headers: hideHeaders(request.headers),
        body: hideBody(request.body),
      },
      response: {
        status: response.status,
        headers: hideHeaders(response.headers),
        body: hideBody(response.body),
      },
    }
  })
  return {
    root: hide(root),
    exchanges: hidden,
    secrets: secrets.length + byLook.size,
    addresses: standIns.size,
  }
}

/** Octets stay as they are but for what reads as text in them. */
function hideOctets(body: Buffer, hide: (text: string) => string): Buffer {
  const before = body.toString('latin1')
  const after = hide(before)
  return after === before ? body : Buffer.from(after, 'latin1')
}

/** Of a member of JSON; the headers in a batch are members too. */
function isSecretPlace(name: string, pointer: string): boolean {
  const isHeader = /^\/(?:requests|responses)\/\d+\/headers\/[^/]*$/.test(pointer)
  return secretMember.test(name) || (isHeader && isSecretHeader(name))
}

/** Values that are known for secrets by where they stand; longest first. */
function findSecrets(exchanges: readonly ObservedExchange[]): readonly string[] {
  const found = new Set<string>()
  const add = (value: string): void => {
    if (value.length >= shortestSecret && value !== redacted) found.add(value)
  }
  for (const { request, response } of exchanges) {
    for (const { headers } of [request, response]) {
      for (const [name, value] of Object.entries(headers)) {
        if (secretHeader.test(name) && name !== 'www-authenticate') {
          for (const part of credentialsOf(name, value)) add(part)
        }
      }
    }
    for (const [, value] of parametersOf(request.url)) add(value)
    for (const body of [request.body, response.body]) {
      if (Buffer.isBuffer(body)) addFromText(body.toString('latin1'), add)
      if (typeof body === 'string') addFromText(body, add)
      for (const { pointer, name, value } of leavesOf(body)) {
        if (typeof value !== 'string' || !isSecretPlace(name, pointer)) continue
        for (const part of credentialsOf(name.toLowerCase(), value)) add(part)
      }
    }
  }
  return [...found].sort((a, b) => b.length - a.length)
}

function addFromText(text: string, add: (value: string) => void): void {
  for (const [, value] of parametersOf(`?${text}`)) add(value)
  replaceNamedSecrets(text, (value) => {
    add(value.trim())
    return value
  })
}

/** The secret parts of a header: a credential without its scheme, each cookie's value. */
function credentialsOf(name: string, value: string): readonly string[] {
  if (/^(?:set-)?cookie/.test(name)) {
    return Array.from(value.matchAll(/=\s*"?([^;,"\s]+)/g), ([, part]) => part!).filter(
      (part) => !/^(?:\/|lax|strict|none|\d+)$/i.test(part),
    )
  }
  const credential = /^\s*(?:[A-Za-z][\w-]*\s+)?(\S.*?)\s*$/.exec(value)?.[1]
  return credential === undefined || credential === redacted ? [] : [credential]
}

/** Secret parameters of a query or a form, decoded and as they stand. */
function parametersOf(text: string): readonly (readonly [name: string, value: string])[] {
  return Array.from(text.matchAll(/[?&;]([^=&#;]{1,64})=([^&#;\s]*)/g)).flatMap(
    ([, name = '', value = '']) =>
      secretParameter.test(name)
        ? [[name, value] as const, [name, decodeLeniently(value)] as const]
        : [],
  )
}

function hideParameters(text: string): string {
  return text.replace(/(^|[?&;])([\w-]+)=([^&#;\s"']+)/g, (whole, before: string, name: string) =>
    secretParameter.test(name) ? `${before}${name}=${redacted}` : whole,
  )
}
