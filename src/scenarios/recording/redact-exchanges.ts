import { decodeLeniently } from './decode-leniently.ts'
import { mapTexts, leavesOf } from './json-leaves.ts'
import type { ObservedExchange, ObservedHeaders, ObservedTraffic } from './observed-exchange.ts'

/** What stands for a secret. */
export const redacted = '<redacted>'

/** Headers that authenticate, and are left out whole. */
const secretHeader =
  /^(?:(?:proxy-)?authorization|(?:set-)?cookie2?|.*(?:api-?key|subscription-key|functions-key|access-?key|token|secret|password|signature|credential|session|csrf).*|authentication-info|www-authenticate|x-ms-client-principal.*)$/

/** Whether a header authenticates, so that it is left out. */
export function isSecretHeader(name: string): boolean {
  return secretHeader.test(name.toLowerCase())
}

/** Parameters of URLs and forms whose values are secrets. */
const secretParameter =
  /^(?:(?:access|refresh|id|bearer|auth)_?token|token|client_?secret|client_?assertion|assertion|password|passwd|pwd|secret|api[_-]?key|subscription[_-]key|sig|signature|code|code_verifier|sas|x-amz-(?:signature|credential|security-token)|sharedaccesssignature)$/i

/** Members of JSON whose values are secrets; `code` is none there, since every OData error has one. */
const secretMember =
  /^(?:(?:access|refresh|id|bearer|auth|session|security|sas|upload|device)?_?token|client_?secret|client_?assertion|(?:user|new|old|current|temporary)?_?password|passwd|pwd|secret|secret_?(?:text|key|value)|private_?key|api_?key|connection_?string|authorization|cookie|set-cookie|x-api-key|sharedaccesssignature)$/i

/** A token by its own look: JSON Web Tokens (RFC 7519), a credential after its scheme, a PEM's key. */
const secretText =
  /\beyJ[\w-]{5,}\.[\w-]{2,}(?:\.[\w-]*){0,3}|(?<=\b(?:bearer|basic) )[\w.~+/=-]{8,}|-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?-----END [A-Z ]*PRIVATE KEY-----/gi

/** An address, also percent-encoded; `nav@odata.bind` is none. */
const address =
  /(?:[\w.+-]|%23|%2B|#)+(?:@|%40)(?!odata\.)(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}/gi

const standIn = /^user\d+@example\.com$/

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
  const isSecret = secrets.length === 0 ? undefined : RegExp(forms.map(escape).join('|'), 'g')
  const standIns = new Map<string, string>()
  const hideAddress = (found: string): string => {
    const plain = found.replace(/%40/i, '@').replace(/%23/gi, '#').replace(/%2B/gi, '+')
    if (standIn.test(plain)) return found
    const key = plain.toLowerCase()
    if (!standIns.has(key)) standIns.set(key, `user${standIns.size + 1}@example.com`)
    return standIns.get(key)!.replace('@', /%40/i.test(found) ? '%40' : '@')
  }
  const hide = (text: string): string => {
    const hidden = (isSecret ? text.replace(isSecret, redacted) : text)
      .replace(secretText, redacted)
      .replace(address, hideAddress)
    return hidden.includes('=') ? hideParameters(hidden) : hidden
  }
  const hideBody = (body: unknown): unknown =>
    mapTexts(body, (text, name) => (secretMember.test(name) ? redacted : hide(text)))
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
  return { root: hide(root), exchanges: hidden, secrets: secrets.length, addresses: standIns.size }
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
      if (typeof body === 'string') for (const [, value] of parametersOf(`?${body}`)) add(value)
      for (const { name, value } of leavesOf(body)) {
        if (typeof value !== 'string') continue
        if (secretMember.test(name)) {
          for (const part of credentialsOf(name.toLowerCase(), value)) add(part)
        }
      }
    }
  }
  return [...found].sort((a, b) => b.length - a.length)
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
  return Array.from(text.matchAll(/[?&;]([^=&#;]+)=([^&#;\s]*)/g)).flatMap(
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

function escape(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&')
}
