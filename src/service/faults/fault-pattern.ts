import { findOperationsByName, type Model } from '../../model/index.ts'

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
 * Reads `METHOD /path?query`. In the path, `*` is a segment or a part of one, `**` any number of
 * segments, and `{id}` as in the contract a segment. A key in parentheses is the key as a segment. The
 * query is left aside unless the pattern has one, whose options then have to be there.
 * @returns `undefined` for a text of another form
 */
export function readFaultPattern(text: string, model: Model): FaultPattern | undefined {
  const [, method, url] = /^\s*(\*|[a-z]+)\s+(\/\S.*?|\/)\s*$/i.exec(text) ?? []
  if (method === undefined || url === undefined) return undefined
  const [path, query] = splitUrl(url)
  const wanted = method.toUpperCase()
  const pathExpression = compilePath(path, model)
  const options = readOptions(query).map(([name, value]) => [name, compileText(value)] as const)
  return {
    text: `${wanted} ${url}`,
    method: wanted,
    path,
    matches(requestMethod, requestUrl) {
      if (wanted !== '*' && wanted !== requestMethod) return false
      const [requestPath, requestQuery] = splitUrl(requestUrl)
      if (!pathExpression.test(joinTokens(readTokens(requestPath, model)))) return false
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

/** A name, a key or a call, each decoded and in the one spelling that stands for all. */
interface Token {
  readonly text: string
  /** The simple name of an action or a function. */
  readonly isOperation: boolean
}

/** `accessPackages('x')` and `accessPackages/x` give the same tokens. */
function readTokens(path: string, model: Model): readonly Token[] {
  return splitSegments(path).flatMap((raw) => readSegment(decode(raw), model))
}

function readSegment(segment: string, model: Model): readonly Token[] {
  const [, name = segment, inside] = /^([^()]+)\((.*)\)$/s.exec(segment) ?? []
  const isOperation = /^[A-Za-z_][\w.]*$/.test(name) && findOperationsByName(model, name).length > 0
  const simple = isOperation ? name.slice(name.lastIndexOf('.') + 1) : name
  if (inside === undefined || inside.trim() === '') return [{ text: unquote(simple), isOperation }]
  if (isOperation) return [{ text: `${simple}(${inside.replace(/\s+/g, '')})`, isOperation }]
  return [name, unquote(inside.trim())].map((text) => ({ text, isOperation: false }))
}

/** A quote within a literal is written twice (URL Conventions, "Primitive Literals"). */
function unquote(text: string): string {
  return /^'.*'$/s.test(text) ? text.slice(1, -1).replaceAll("''", "'") : text
}

/** Segments between slashes that stand in no literal within parentheses. */
export function splitSegments(path: string): readonly string[] {
  return (path.match(/(?:[^/(]|\((?:'[^']*'|[^')])*\)|\()+/g) ?? []).filter((raw) => raw !== '')
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

/** Slashes divide tokens; one within a key stands as another character. */
function joinTokens(tokens: readonly Token[]): string {
  return tokens.map(({ text }) => `/${text.replaceAll('/', slashWithin)}`).join('')
}

const slashWithin = '\u0000'

function compilePath(path: string, model: Model): RegExp {
  const parts = readTokens(path, model).map(({ text, isOperation }) => {
    if (text === '**') return '(?:/[^/]*)*'
    const expression = expressionOf(text.replaceAll('/', slashWithin), '[^/]')
    return `/${expression}${isOperation && !text.includes('(') ? '(?:\\([^/]*\\))?' : ''}`
  })
  return new RegExp(`^${parts.join('')}$`, 's')
}

function compileText(text: string): RegExp {
  return new RegExp(`^${expressionOf(text, '.')}$`, 's')
}

/** `*` and `{hole}` are any run of characters. */
function expressionOf(text: string, character: string): string {
  return text
    .split(/\*+|\{[^{}]*\}/)
    .map((part) => part.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'))
    .join(`${character}*`)
}
