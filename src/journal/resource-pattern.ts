import { findOperationsByName, type Model } from '../model/index.ts'

/** Which resource paths are meant, by one pattern. */
export interface ResourcePattern {
  /** @param path below the service root, undecoded */
  matches(path: string): boolean
  /** 0 for a path that matches, else how many of its names, keys and calls are others, missing or too many. */
  countStrayed(path: string): number
}

/**
 * Reads a path in which `*` is a segment or a part of one, `**` any number of segments, and `{id}`, as
 * in the contract, a segment that can be a key. A key in parentheses is the key as a segment.
 * @see URL Conventions, "Key-as-Segment Convention"
 */
export function compileResourcePattern(path: string, model: Model): ResourcePattern {
  const expressions = readTokens(path, model).map(expressionOfToken)
  const whole = new RegExp(`^${expressions.map(joinable).join('')}$`, 's')
  const each = expressions.map((expression) => new RegExp(`^${expression}$`, 's'))
  const matches = (tokens: readonly Token[]) =>
    whole.test(tokens.map(({ text }) => `/${text}`).join(''))
  return {
    matches: (received) => matches(readTokens(received, model)),
    countStrayed(received) {
      const tokens = readTokens(received, model)
      if (matches(tokens)) return 0
      const others = each.filter((expression, index) => !expression.test(tokens[index]?.text ?? ''))
      return Math.max(1, others.length + Math.max(0, tokens.length - each.length))
    },
  }
}

/** A name, a key or a call, each decoded and in the one spelling that stands for all. */
interface Token {
  /** Slashes divide tokens; one within a key stands as another character. */
  readonly text: string
  /** The simple name of an action or a function. */
  readonly isOperation: boolean
}

const slashWithin = '\u0000'

/** `accessPackages('x')` and `accessPackages/x` give the same tokens. */
function readTokens(path: string, model: Model): readonly Token[] {
  return splitSegments(path).flatMap((raw) =>
    readSegment(decode(raw), model).map(({ text, isOperation }) => ({
      text: text.replaceAll('/', slashWithin),
      isOperation,
    })),
  )
}

function readSegment(segment: string, model: Model): readonly Token[] {
  const [, name = segment, inside] = /^([^()]+)\((.*)\)$/s.exec(segment) ?? []
  const isOperation = /^[A-Za-z_][\w.]*$/.test(name) && findOperationsByName(model, name).length > 0
  const simple = isOperation ? name.slice(name.lastIndexOf('.') + 1) : name
  if (inside === undefined || inside.trim() === '') return [{ text: unquote(simple), isOperation }]
  if (isOperation) return [{ text: `${simple}(${inside.replace(/\s+/g, '')})`, isOperation }]
  return [name, readKey(inside)].map((text) => ({ text, isOperation: false }))
}

/** A key of one value may be named; of several, the order is not what they mean. */
function readKey(inside: string): string {
  const parts = (inside.match(/(?:'[^']*'|[^',])+/g) ?? []).map((part) => part.trim())
  const [only = '', ...more] = parts
  if (more.length > 0)
    return parts
      .map((part) => part.replace(/\s*=\s*/, '='))
      .sort()
      .join()
  return unquote(only.replace(/^[A-Za-z_]\w*\s*=\s*/, ''))
}

/** A quote within a literal is written twice (URL Conventions, "Primitive Literals"). */
function unquote(text: string): string {
  return /^'.*'$/s.test(text) ? text.slice(1, -1).replaceAll("''", "'") : text
}

/** Segments between slashes that stand in no literal within parentheses. */
export function splitSegments(path: string): readonly string[] {
  return (path.match(/(?:[^/(]|\((?:'[^']*'|[^')])*\)|\()+/g) ?? []).filter((raw) => raw !== '')
}

/** What is no percent-encoded UTF-8 stays as it was sent. */
function decode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

/** An operation without its parameters stands for every call of it. */
function expressionOfToken({ text, isOperation }: Token): string {
  if (text === '**') return anySegments
  if (/^\{[^{}]*\}$/.test(text)) return keySegment
  const expression = expressionOf(text, '[^/]')
  return `${expression}${isOperation && !text.includes('(') ? '(?:\\([^/]*\\))?' : ''}`
}

const anySegments = '(?:/[^/]*)*'
/** None of `$count`, `$ref` and the like. */
const keySegment = '(?!\\$)[^/]*'

function joinable(expression: string): string {
  return expression === anySegments ? expression : `/${expression}`
}

/** `*` and `{hole}` are any run of characters, of those that are given. */
export function expressionOf(text: string, character: string): string {
  return text
    .split(/\*+|\{[^{}]*\}/)
    .map((part) => part.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'))
    .join(`${character}*`)
}
