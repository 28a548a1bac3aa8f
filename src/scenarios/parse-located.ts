import type { Document, isAlias, isMap, isScalar, isSeq, Node, Pair, YAMLMap } from 'yaml'
import { UsageError } from '../errors.ts'
import { parseJsonText } from '../store/index.ts'
import { readExactNumber } from './exact-number.ts'
import type { LocatedMember, LocatedScalar, LocatedValue } from './located-value.ts'

const maxDepth = 100
/** Aliases may repeat a node: a bound on what they unfold to. */
const maxNodes = 1_000_000
/** More than any fixtures that belong into a scenario; what is read grows to many times as much. */
const maxLength = 50_000_000

/**
 * Parses YAML or JSON text into values that keep their lines.
 * @param file named in errors; `.json` is read as JSON, anything else as YAML 1.2 with merge keys
 * @throws UsageError `file:line: …` on a syntax error and on what JSON has no form for
 */
export async function parseLocated(file: string, text: string): Promise<LocatedValue> {
  if (text.length > maxLength) {
    throw new UsageError(`${file}: expected at most ${maxLength} characters, found ${text.length}`)
  }
  const isJson = /\.json$/i.test(file)
  // YAML would let comments, single quotes and a comma at the end pass.
  if (isJson) parseJsonText(file, text)
  // Loaded here, so that a start of the service that reads no scenario does not pay for it.
  const yaml = await import('yaml')
  const lineCounter = new yaml.LineCounter()
  const document = yaml.parseDocument(text, {
    lineCounter,
    prettyErrors: false,
    schema: isJson ? 'json' : 'core',
  })
  const lineAt = (offset: number): number => Math.max(1, lineCounter.linePos(offset).line)
  const problem = document.errors[0] ?? document.warnings[0]
  if (problem) {
    const message =
      problem.code === 'MULTIPLE_DOCS' ? 'expected one document, found another' : problem.message
    throw new UsageError(`${file}:${lineAt(problem.pos[0])}: ${message}`)
  }
  return locate(document.contents, { yaml, document, file, lineAt, isJson, nodes: 0 })
}

interface Location {
  /** What tells nodes apart. */
  readonly yaml: {
    readonly isAlias: typeof isAlias
    readonly isMap: typeof isMap
    readonly isScalar: typeof isScalar
    readonly isSeq: typeof isSeq
  }
  readonly document: Document.Parsed
  readonly file: string
  readonly lineAt: (offset: number) => number
  readonly isJson: boolean
  nodes: number
}

function locate(node: unknown, location: Location, depth = 0, nearLine = 1): LocatedValue {
  const { yaml, file, document } = location
  const range = (node as { range?: readonly number[] | null } | null)?.range
  const line = range ? location.lineAt(range[0]!) : nearLine
  if (depth > maxDepth) {
    throw new UsageError(`${file}:${line}: expected at most ${maxDepth} levels of nesting`)
  }
  if (++location.nodes > maxNodes) {
    throw new UsageError(`${file}:${line}: expected at most ${maxNodes} values`)
  }
  if (yaml.isAlias(node)) {
    const target = node.resolve(document)
    if (target) return locate(target, location, depth + 1, line)
    throw new UsageError(`${file}:${line}: the alias *${node.source} names no anchor before it`)
  }
  if (yaml.isSeq(node)) {
    const items = node.items.map((item) => locate(item, location, depth + 1, line))
    return { kind: 'array', line, items }
  }
  if (yaml.isMap(node)) {
    return { kind: 'object', line, members: locateMembers(node, location, depth, line) }
  }
  return locateScalar(node, location, line)
}

function locateMembers(
  map: YAMLMap,
  location: Location,
  depth: number,
  line: number,
): readonly LocatedMember[] {
  const own: LocatedMember[] = []
  const merged: LocatedMember[] = []
  for (const pair of map.items) {
    const name = locate(pair.key, location, depth + 1, line)
    const value = locate(pair.value, location, depth + 1, name.line)
    if (name.kind !== 'scalar') {
      throw new UsageError(
        `${location.file}:${name.line}: expected a text as key, found a list or map`,
      )
    }
    if (isMergeKey(pair, location)) merged.push(...membersToMerge(value, location))
    else own.push({ name: String(name.value), line: name.line, value })
  }
  if (merged.length === 0) return own
  const names = new Set(own.map(({ name }) => name))
  // The first of several maps wins, and what is written beside them wins over all.
  return [...merged.filter(({ name }) => !names.has(name) && names.add(name)), ...own]
}

/** @see YAML's type repository, "Merge Key Language-Independent Type for YAML" */
function isMergeKey({ key }: Pair, { yaml, isJson }: Location): boolean {
  return !isJson && yaml.isScalar(key) && key.value === '<<' && key.type === 'PLAIN'
}

function membersToMerge(value: LocatedValue, { file }: Location): readonly LocatedMember[] {
  const maps = value.kind === 'array' ? value.items : [value]
  return maps.flatMap((map) => {
    if (map.kind === 'object') return map.members
    throw new UsageError(`${file}:${map.line}: <<: expected a map, or a list of maps`)
  })
}

function locateScalar(node: unknown, { yaml, file }: Location, line: number): LocatedScalar {
  const value: unknown = yaml.isScalar(node) ? node.value : node
  const source = (node as (Node & { source?: string }) | null)?.source
  if (typeof value === 'number') return locateNumber(value, source, file, line)
  if (value === null || value === undefined) return { kind: 'scalar', line, value: null }
  if (typeof value === 'string' || typeof value === 'boolean') {
    return { kind: 'scalar', line, value }
  }
  throw new UsageError(`${file}:${line}: expected a value that JSON has, found binary data`)
}

function locateNumber(
  number: number,
  source: string | undefined,
  file: string,
  line: number,
): LocatedScalar {
  const value = source === undefined ? number : (readExactNumber(source) ?? number)
  if (!Number.isFinite(number) && typeof value === 'number') {
    throw new UsageError(`${file}:${line}: expected a value that JSON has, found ${number}`)
  }
  const isOther = source !== undefined && source !== String(value)
  return { kind: 'scalar', line, value, ...(isOther && { written: source }) }
}
