import { parseJson } from '../model/index.ts'
import type { Exchange } from './exchange.ts'
import type { ContractInventory } from './inventory.ts'

/** A session as one file has it. */
export interface JournalSession {
  readonly id: string
  readonly file: string
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
  /** Lines that are none of a journal, and a file without any session, a sentence each. */
  readonly incomplete: readonly string[]
}

/**
 * Reads a journal file. What is missing is said, never passed over: a session without its end, fewer
 * exchanges than its end says, a line that breaks off.
 * @param file as messages name it
 * @param lines without their ends; read one by one, so that they may come from a stream
 */
export function readJournal(file: string, lines: Iterable<string>): JournalContents {
  const sessions = new Map<string, OpenSession>()
  const incomplete: string[] = []
  let number = 0
  for (const text of lines) {
    number++
    if (text.trim() === '') continue
    const place = `${file}:${number}`
    const line = readLine(text)
    if (!line) incomplete.push(`${place}: expected a line of a journal, found ${excerpt(text)}`)
    else if (line.kind === 'header') openSession(sessions, line, { file, number })
    else {
      const session = sessions.get(line.session)
      if (session) addLine(session, line)
      else
        incomplete.push(`${place}: the line is of session ${line.session}, whose header is missing`)
    }
  }
  if (sessions.size === 0 && incomplete.length === 0) incomplete.push(`${file}: no session in it`)
  return { file, sessions: [...sessions.values()].map(closeSession), incomplete }
}

type Line =
  | {
      readonly kind: 'header'
      readonly session: string
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
  readonly contract: string
  readonly inventory: ContractInventory | undefined
  readonly exchanges: Exchange[]
  headers: number
  ends: number
  announced: number
}

function openSession(
  sessions: Map<string, OpenSession>,
  { session: id, contract, inventory }: Line & { readonly kind: 'header' },
  { file, number }: { readonly file: string; readonly number: number },
): void {
  // Two contracts under one id stay two sessions, and are refused as such.
  const key = sessions.get(id)?.contract === contract || !sessions.has(id) ? id : `${id} ${number}`
  const session = sessions.get(key) ?? {
    id,
    file,
    line: number,
    contract,
    inventory,
    exchanges: [],
    headers: 0,
    ends: 0,
    announced: 0,
  }
  session.headers++
  sessions.set(key, session)
}

function addLine(session: OpenSession, line: Exclude<Line, { readonly kind: 'header' }>): void {
  if (line.kind === 'exchange') session.exchanges.push(line.exchange)
  else {
    session.ends++
    session.announced += line.exchanges
  }
}

function closeSession(session: OpenSession): JournalSession {
  const { id, file, line, contract, inventory, exchanges, headers, ends, announced } = session
  const incomplete: string[] = []
  const place = `${file}:${line}: session ${id}`
  if (ends < headers) {
    incomplete.push(
      `${place} has no end: the process was killed or still runs, and exchanges may be missing after ${exchanges.length}`,
    )
  } else if (announced !== exchanges.length) {
    incomplete.push(`${place}: its end says ${announced} exchanges, found ${exchanges.length}`)
  }
  return { id, file, contract, inventory, exchanges, incomplete }
}

function readLine(text: string): Line | undefined {
  let value: unknown
  try {
    value = parseJson(text)
  } catch {
    return undefined
  }
  if (!isObject(value) || typeof value['session'] !== 'string') return undefined
  const { session, understudyJournal, contract, inventory, exchange, end } = value
  if (understudyJournal === 1 && typeof contract === 'string') {
    const given = isInventory(inventory) ? inventory : undefined
    return { kind: 'header', session, contract, inventory: given }
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
  const shown = text.length > 60 ? `${text.slice(0, 60)}…` : text
  return JSON.stringify(shown)
}
