import { UsageError } from '../errors.ts'
import type { LocatedMember, LocatedValue } from './located-value.ts'

const maxDepth = 100
/** Aliases may repeat a node: a bound on what they unfold to. */
const maxNodes = 1_000_000

/**
 * Parses YAML or JSON text into values that keep their lines.
 * @param file named in errors; `.json` is read as JSON, anything else as YAML 1.2
 * @throws UsageError `file:line: …` on a syntax error and on what JSON has no form for
 */
export async function parseLocated(file: string, text: string): Promise<LocatedValue> {
  // Loaded here, so that a start of the service that reads no scenario does not pay for it.
  const { LineCounter, isAlias, isMap, isScalar, isSeq, parseDocument } = await import('yaml')
  const lineCounter = new LineCounter()
  const document = parseDocument(text, {
    lineCounter,
    prettyErrors: false,
    schema: /\.json$/i.test(file) ? 'json' : 'core',
  })
  const lineAt = (offset: number): number => Math.max(1, lineCounter.linePos(offset).line)
  const problem = document.errors[0] ?? document.warnings[0]
  if (problem) throw new UsageError(`${file}:${lineAt(problem.pos[0])}: ${problem.message}`)

  let nodes = 0
  const locate = (node: unknown, depth: number, nearLine: number): LocatedValue => {
    const range = (node as { range?: readonly number[] | null } | null)?.range
    const line = range ? lineAt(range[0]!) : nearLine
    const fail = (message: string): never => {
      throw new UsageError(`${file}:${line}: ${message}`)
    }
    if (depth > maxDepth) fail(`expected at most ${maxDepth} levels of nesting`)
    if (++nodes > maxNodes) fail(`expected at most ${maxNodes} values`)
    if (isAlias(node)) {
      const target = node.resolve(document)
      if (!target) fail(`the alias *${node.source} names no anchor before it`)
      return locate(target, depth + 1, line)
    }
    if (isSeq(node)) {
      return {
        kind: 'array',
        line,
        items: node.items.map((item) => locate(item, depth + 1, line)),
      }
    }
    if (isMap(node)) {
      const members = node.items.map(({ key, value }): LocatedMember => {
        const name = locate(key, depth + 1, line)
        if (name.kind !== 'scalar') {
          throw new UsageError(`${file}:${name.line}: expected a text as key, found a list or map`)
        }
        return {
          name: String(name.value),
          line: name.line,
          value: locate(value, depth + 1, name.line),
        }
      })
      return { kind: 'object', line, members }
    }
    const value: unknown = isScalar(node) ? node.value : node
    if (value === null || value === undefined) return { kind: 'scalar', line, value: null }
    if (typeof value === 'string' || typeof value === 'boolean') {
      return { kind: 'scalar', line, value }
    }
    if (typeof value === 'number' && Number.isFinite(value)) return { kind: 'scalar', line, value }
    return fail(
      `expected a value that JSON has, found ${typeof value === 'number' ? value : 'binary data'}`,
    )
  }
  return locate(document.contents, 0, 1)
}
