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
  /^(?:(?:access|refresh|id|bearer|auth)_?token|token|client_?secret|client_?assertion|assertion|password|passwd|pwd|secret|api[_-]?key|subscription[_-]key|sig|signature|code|code_verifier|sas|x-amz-(?:signature|credential|security-token)|sharedaccess(?:signature|key)|accountkey)$/i

/** Members of JSON whose values are secrets; `code` is none there, since every OData error has one. */
export const secretMember =
  /^(?:(?:access|refresh|id|bearer|auth|session|security|sas|upload|device)?_?token|client_?secret|client_?assertion|(?:user|new|old|current|temporary)?_?password|passwd|pwd|secret|secret_?(?:text|key|value)|private_?key|api_?key|connection_?string|authorization|cookie|set-cookie|x-api-key|sharedaccesssignature)$/i

/**
 * What is a secret by its own look, whatever its place: JSON Web Tokens (RFC 7519), a credential after its
 * scheme or in a URL, a private key in PEM, and the keys that large services mark as such. Ids and tokens
 * of pages are as random as keys, so that randomness alone tells nothing.
 */
export const secretText = RegExp(
  [
    /\b[eE][yY]J[\w-]{5,}\.[\w-]{2,}(?:\.[\w-]*){0,3}/,
    /(?<=\b(?:[bB]earer|BEARER|[bB]asic|BASIC) )[\w.~+/=-]{8,}/,
    /-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?-----END [A-Z ]*PRIVATE KEY-----/,
    /(?<=:\/\/[^\s/:@"']{1,64}:)[^\s/:@"']{1,256}(?=@)/,
    // A client secret of Microsoft Entra, the key of an Azure storage account or of Cosmos DB.
    /(?<![\w~.-])[\w~.-]{3}\dQ~[\w~.-]{31,34}(?![\w~.-])/,
    /(?<![A-Za-z0-9+/])[A-Za-z0-9+/]{86}==(?![A-Za-z0-9+/=])/,
    // GitHub, GitLab, npm, Slack, Stripe, Google, AWS.
    /\b(?:gh[pousr]_\w{36,255}|github_pat_\w{22,255}|glpat-[\w-]{20,64}|npm_[A-Za-z0-9]{36})\b/,
    /\bxox[abeoprs]-[\w-]{10,250}|\b[rs]k_(?:live|test)_[A-Za-z0-9]{16,99}\b/,
    /\bAIza[\w-]{35}(?![\w-])|\b(?:AKIA|ASIA)[0-9A-Z]{16}\b/,
  ]
    .map(({ source }) => source)
    .join('|'),
  'g',
)

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
