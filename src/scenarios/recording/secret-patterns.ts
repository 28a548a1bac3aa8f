/** What stands for a secret. */
export const redacted = '<redacted>'

/** Headers that authenticate, and are left out whole. */
export const secretHeader =
  /^(?:(?:proxy-)?authorization|(?:set-)?cookie2?|.*(?:api-?key|subscription-key|functions-key|access-?key|token|secret|password|signature|credential|session|csrf).*|authentication-info|www-authenticate|x-ms-client-principal.*)$/

/** Whether a header authenticates, so that it is left out. */
export function isSecretHeader(name: string): boolean {
  return secretHeader.test(name.toLowerCase())
}

/** Parameters of URLs and forms whose values are secrets. */
export const secretParameter =
  /^(?:(?:access|refresh|id|bearer|auth)_?token|token|client_?secret|client_?assertion|assertion|password|passwd|pwd|secret|api[_-]?key|subscription[_-]key|sig|signature|code|code_verifier|sas|x-amz-(?:signature|credential|security-token)|sharedaccesssignature)$/i

/** Members of JSON whose values are secrets; `code` is none there, since every OData error has one. */
export const secretMember =
  /^(?:(?:access|refresh|id|bearer|auth|session|security|sas|upload|device)?_?token|client_?secret|client_?assertion|(?:user|new|old|current|temporary)?_?password|passwd|pwd|secret|secret_?(?:text|key|value)|private_?key|api_?key|connection_?string|authorization|cookie|set-cookie|x-api-key|sharedaccesssignature)$/i

/** A token by its own look: JSON Web Tokens (RFC 7519), a credential after its scheme, a PEM's key. */
export const secretText =
  /\beyJ[\w-]{5,}\.[\w-]{2,}(?:\.[\w-]*){0,3}|(?<=\b(?:bearer|basic) )[\w.~+/=-]{8,}|-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?-----END [A-Z ]*PRIVATE KEY-----/gi

/** An address, also percent-encoded; `nav@odata.bind` is none. */
export const address =
  /(?<![\w.+#-])(?:[\w.+-]|%23|%2B|#){1,128}(?:@|%40)(?!odata\.)(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}/gi

export const standIn = /^user\d+@example\.com$/

/**
 * Replaces secrets by their names within a text: members of JSON, elements of XML, the fields of a form
 * in parts (RFC 7578), and the headers of a batch's parts.
 * @returns the text with each value as `replace` gives it
 */
export function replaceNamedSecrets(text: string, replace: (value: string) => string): string {
  return namedSecrets.reduce(
    (shown, { pattern, isSecret }) =>
      shown.replace(
        pattern,
        (whole, before: string, name: string, between: string, value: string) =>
          isSecret.test(name.toLowerCase()) ? before + name + between + replace(value) : whole,
      ),
    text,
  )
}

/** Each pattern has what is before a name, the name, what is between, and the value. */
const namedSecrets: readonly { readonly pattern: RegExp; readonly isSecret: RegExp }[] = [
  {
    pattern: /(\\?["'])([\w-]{1,64})(\\?["']\s{0,9}:\s{0,9}\\?["'])((?:(?!\\?["'])[^\r\n])+)/g,
    isSecret: secretMember,
  },
  {
    pattern: /(<(?:\w{1,64}:)?)(\w{1,64})((?:\s[^<>]{0,999})?>)([^<>]+)(?=<\/)/g,
    isSecret: secretMember,
  },
  {
    pattern: /(\bname=")([\w-]{1,64})("[^\r\n]*(?:\r?\n[^\r\n]+){0,9}\r?\n\r?\n)([^\r\n]+)/gi,
    isSecret: secretMember,
  },
  { pattern: /^()([\w-]{1,64})(:[ \t]{0,9})([^\r\n]+)$/gm, isSecret: secretHeader },
]
