import { compileResourcePattern, expressionOf } from '../../journal/index.ts'
import type { Model } from '../../model/index.ts'

/** Which requests a fault is about. */
export interface FaultPattern {
  /** As given, in canonical spelling: `PATCH /accessPackages/*`. */
  readonly text: string
  /** Upper case; `*` for each. */
  readonly method: string
  /** After the service root, as given, without query. */
  readonly path: string
  /** @param url after the service root, undecoded */
  matches(method: string, url: string): boolean
}

/**
 * Reads `METHOD /path?query`, whose path is a pattern of resources. The query is left aside unless the
 * pattern has one, whose options then have to be there.
 * @returns `undefined` for a text of another form
 */
export function readFaultPattern(text: string, model: Model): FaultPattern | undefined {
  const [, method, url] = /^\s*(\*|[a-z]+)\s+(\/\S.*?|\/)\s*$/i.exec(text) ?? []
  if (method === undefined || url === undefined) return undefined
  const [path, query] = splitUrl(url)
  const wanted = method.toUpperCase()
  const resources = compileResourcePattern(path, model)
  const options = readOptions(query).map(([name, value]) => [name, compileText(value)] as const)
  return {
    text: `${wanted} ${url}`,
    method: wanted,
    path,
    matches(requestMethod, requestUrl) {
      if (wanted !== '*' && wanted !== requestMethod) return false
      const [requestPath, requestQuery] = splitUrl(requestUrl)
      if (!resources.matches(requestPath)) return false
      if (options.length === 0) return true
      const given = readOptions(requestQuery)
      return options.every(([name, value]) =>
        given.some((option) => option[0] === name && value.test(option[1])),
      )
    },
  }
}

function splitUrl(url: string): readonly [path: string, query: string] {
  const mark = url.indexOf('?')
  return mark < 0 ? [url, ''] : [url.slice(0, mark), url.slice(mark + 1)]
}

/** Names without `$`, which 4.01 lets be left out. */
function readOptions(query: string): readonly (readonly [name: string, value: string])[] {
  const pairs = query.split('&').filter((pair) => pair !== '')
  return pairs.map((pair) => {
    const equals = pair.indexOf('=')
    const name = decode(equals < 0 ? pair : pair.slice(0, equals)).replace(/^\$/, '')
    return [name, equals < 0 ? '*' : decode(pair.slice(equals + 1))]
  })
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

function compileText(text: string): RegExp {
  return new RegExp(`^${expressionOf(text, '.')}$`, 's')
}
