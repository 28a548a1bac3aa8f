/** A `Content-Type` header: the type in lower case, and the boundary as it is, since its case counts. */
export interface ContentType {
  readonly type: string
  /** '' for none. */
  readonly boundary: string
}

const parameter = /;[ \t]*([\w!#$%&'*+.^`|~-]+)[ \t]*=[ \t]*(?:"((?:[^"\\]|\\.)*)"|([^;"]*))/g

/** @see RFC 9110, "Media Type"; RFC 2046, "Multipart Media Type" */
export function readContentType(text: string): ContentType {
  const type = typeOf(text)
  for (const [, name = '', quoted, token = ''] of text.matchAll(parameter)) {
    if (name.toLowerCase() !== 'boundary') continue
    return { type, boundary: quoted?.replace(/\\(.)/g, '$1') ?? token.trim() }
  }
  return { type, boundary: '' }
}

function typeOf(contentType: string): string {
  const mark = contentType.indexOf(';')
  return (mark < 0 ? contentType : contentType.slice(0, mark)).trim().toLowerCase()
}

/** `application/json` and its subtypes. */
export function isJson(contentType: string): boolean {
  return /^application\/(?:[\w.-]+\+)?json$/.test(typeOf(contentType))
}

export function isText(contentType: string): boolean {
  return typeOf(contentType).startsWith('text/')
}
