import { escapeForRegExp } from '../escape-for-reg-exp.ts'

/** Replaces one service root by another in what passes between client and service. */
export interface RootRewriter {
  text(text: string): string
  /** As `text`, of a body in this media type; other than text stays as it is. */
  body(body: Buffer, contentType: string): Buffer
}

/**
 * @param from URL of a service root, without a slash at the end
 * @param to likewise
 */
export function createRootRewriter(from: string, to: string): RootRewriter {
  // JSON may escape each slash (RFC 8259, "Strings").
  const pairs = [[from, to] as const, [escapeSlashes(from), escapeSlashes(to)] as const]
  const text = (input: string): string => {
    let output = input
    for (const [old, replacement] of pairs) {
      if (!output.includes(old)) continue
      output = output.replace(
        RegExp(`${escapeForRegExp(old)}(?![\\w-]|\\.\\w)`, 'g'),
        () => replacement,
      )
    }
    return output
  }
  const hosts = [new URL(from).host, new URL(to).host] as const
  return {
    text,
    body: (body, contentType) => {
      if (!isText(contentType)) return body
      const before = body.toString('utf8')
      const isParts = /^multipart\//i.test(contentType)
      const after = isParts ? rewriteParts(before, text, hosts) : text(before)
      return after === before ? body : Buffer.from(after)
    },
  }
}

/** Parts name the host, and may count their octets, which are others afterwards. */
function rewriteParts(
  body: string,
  rewrite: (text: string) => string,
  [from, to]: readonly [string, string],
): string {
  const rewritten = rewrite(body).replace(
    /^(host:[ \t]*)(\S+)/gim,
    (line, name: string, host: string) => (host === from ? name + to : line),
  )
  return rewritten === body ? body : rewritten.replace(/^content-length:.*\r?\n/gim, '')
}

function isText(contentType: string): boolean {
  return /[/+](?:json|xml|atomsvc)\b|^text\/|^multipart\/mixed|x-www-form-urlencoded/i.test(
    contentType,
  )
}

function escapeSlashes(text: string): string {
  return text.replaceAll('/', '\\/')
}
