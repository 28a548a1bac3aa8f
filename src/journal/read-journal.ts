import { UsageError } from '../errors.ts'
import { parseJson, shorten } from '../model/index.ts'
import type { Exchange } from './exchange.ts'
import type { ContractInventory } from './inventory.ts'

/** A session as one file has it. */
export interface JournalSession {
  readonly id: string
  readonly file: string
  /** The `understudy run` that it belongs to; `undefined` outside of one. */
  readonly run: string | undefined
  /** The contract's hash. */
  readonly contract: string
  readonly inventory: ContractInventory | undefined
  /** In the order of the file. */
  readonly exchanges: readonly Exchange[]
  /** What is missing, a sentence each. */
  readonly incomplete: readonly string[]
}

/** What a journal file holds. */
export interface JournalContents {
  readonly file: string
  readonly sessions: readonly JournalSession[]
  /** Lines that are none of a journal, a sentence each. */
  readonly incomplete: readonly string[]
  /** How many sessions whose beginning is not among the lines add exchanges; of a tail alone. */
  readonly begunBefore: number
}

/**
 * Reads a journal file. What is missing is said, never passed over: a session without its end, fewer
 * exchanges than its end says, a line that breaks off.
 * @param file as messages name it
 * @param lines without their ends; read one by one, so that they may come from a stream
 * @param isTail whether sessions have begun before these lines; what they add is passed over, and counted
 * @throws UsageError for a file that does not begin as a journal does
 */
export function readJournal(
  file: string,
  lines: Iterable<string>,
  { isTail = false } = {},
): JournalContents {
  const opened: OpenSession[] = []
  // By their ids, of several with one id the last.
  const sessions = new Map<string, OpenSession>()
  const incomplete: string[] = []
  const begunBefore = new Set<string>()
  let number = 0
  for (const text of lines) {
    number++
    if (text.trim() === '') continue
    const place = `${file}:${number}`
    const line = readLine(text)
    if (!line && sessions.size === 0 && incomplete.length === 0) checkBeginning(text, place)
    if (!line) incomplete.push(`${place}: expected a line of a journal, found ${excerpt(text)}`)
    else if (line.kind === 'header') {
      const known = sessions.get(line.session)
      if (known && continues(line, known)) known.headers++
      else {
        const session = openSession(line, { file, number })
        opened.push(session)
        sessions.set(session.id, session)
      }
    } else {
      const session = sessions.get(line.session)
      if (session) addLine(session, line)
      else if (isTail) {
        if (line.kind === 'exchange') begunBefore.add(line.session)
      } else
        incomplete.push(`${place}: the line is of session ${line.session}, whose header is missing`)
    }
  }
  if (sessions.size === 0 && incomplete.length === 0) {
    throw new UsageError(
      `${file}:1: expected a journal, found ${number === 0 ? 'an empty file' : 'blank lines'}`,
    )
  }
  return {
    file,
    sessions: opened.map(closeSession),
    incomplete,
    begunBefore: begunBefore.size,
  }
}

/** What a header line that a killed process left unfinished begins with, as far as it came. */
const headerBeginning = '{"understudyJournal":'

function checkBeginning(text: string, place: string): void {
  const begun = text.trimStart().slice(0, headerBeginning.length)
  if (!headerBeginning.startsWith(begun)) {
    throw new UsageError(`${place}: expected a journal, found ${excerpt(text)}`)
  }
  const version = /^[\d.]+(?=,)/.exec(text.trimStart().slice(headerBeginning.length))?.[0]
  if (version !== undefined && version !== '1') {
    throw new UsageError(`${place}: expected a journal of format 1, found format ${version}`)
  }
}

type Line =
  | {
      readonly kind: 'header'
      readonly session: string
      readonly run: string | undefined
      readonly contract: string
      readonly inventory: ContractInventory | undefined
    }
  | { readonly kind: 'exchange'; readonly session: string; readonly exchange: Exchange }
  | { readonly kind: 'end'; readonly session: string; readonly exchanges: number }

/** Several services may have written under one id where ids are sequential: it is counted how many. */
interface OpenSession {
  readonly id: string
  readonly file: string
  readonly line: number
  readonly run: string | undefined
  readonly contract: string
  readonly inventory: ContractInventory | undefined
  readonly exchanges: Exchange[]
  headers: number
  ends: number
  announced: number
}

type HeaderLine = Line & { readonly kind: 'header' }

/**
 * Two contracts under one id stay two sessions, and are refused as such; a file that holds a copy of
 * itself has two copies of a session.
 */
function continues({ session, contract }: HeaderLine, known: OpenSession): boolean {
  return known.contract === contract && !isUniqueSession(session)
}

function openSession(
  { session: id, run, contract, inventory }: HeaderLine,
  { file, number: line }: { readonly file: string; readonly number: number },
): OpenSession {
  const none = { exchanges: [], headers: 1, ends: 0, announced: 0 }
  return { id, file, line, run, contract, inventory, ...none }
}

function addLine(session: OpenSession, line: Exclude<Line, { readonly kind: 'header' }>): void {
  if (line.kind === 'exchange') session.exchanges.push(line.exchange)
  else {
    session.ends++
    session.announced += line.exchanges
  }
}

function closeSession(session: OpenSession): JournalSession {
  const { id, file, line, run, contract, inventory, exchanges, headers, ends, announced } = session
  const incomplete: string[] = []
  const place = `${file}:${line}: session ${id}`
  if (ends < headers) {
    incomplete.push(
      `${place} has no end: the process was killed or still runs, and exchanges may be missing after ${exchanges.length}`,
    )
  } else if (announced !== exchanges.length) {
    incomplete.push(`${place}: its end says ${announced} exchanges, found ${exchanges.length}`)
  }
  return { id, file, run, contract, inventory, exchanges, incomplete }
}

/** Whether no other session has its id, so that one that has is a copy: sequential ids are counted in each file anew. */
export function isUniqueSession(id: string): boolean {
  return /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/.test(id)
}

function readLine(text: string): Line | undefined {
  let value: unknown
  try {
    // Trimmed of the byte order mark too, which editors and shells put before it.
    value = parseJson(text.trim())
  } catch {
    return undefined
  }
  if (!isObject(value) || typeof value['session'] !== 'string') return undefined
  const { session, understudyJournal, run, contract, inventory, exchange, end } = value
  if (understudyJournal === 1 && typeof contract === 'string') {
    const given = isInventory(inventory) ? inventory : undefined
    const within = typeof run === 'string' ? run : undefined
    return { kind: 'header', session, run: within, contract, inventory: given }
  }
  if (isExchange(exchange)) return { kind: 'exchange', session, exchange }
  if (isObject(end) && typeof end['exchanges'] === 'number') {
    return { kind: 'end', session, exchanges: end['exchanges'] }
  }
  return undefined
}

/** What reports go by; the rest of an exchange is shown as it is. */
function isExchange(value: unknown): value is Exchange {
  if (!isObject(value)) return false
  const { number, time, duration, request, response, violations } = value
  return (
    typeof number === 'number' &&
    typeof time === 'string' &&
    typeof duration === 'number' &&
    isObject(request) &&
    typeof request['method'] === 'string' &&
    typeof request['url'] === 'string' &&
    isObject(response) &&
    typeof response['status'] === 'number' &&
    Array.isArray(violations) &&
    violations.every(isViolation)
  )
}

function isViolation(value: unknown): boolean {
  if (!isObject(value)) return false
  const { rule, severity, message } = value
  const isSeverity = severity === 'error' || severity === 'warning'
  return typeof rule === 'string' && isSeverity && typeof message === 'string'
}

function isInventory(value: unknown): value is ContractInventory {
  return isObject(value) && Array.isArray(value['operations']) && Array.isArray(value['types'])
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function excerpt(text: string): string {
  return JSON.stringify(shorten(text, 60))
}
