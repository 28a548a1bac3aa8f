import { UsageError } from '../../errors.ts'
import type { Say } from './exchange-format.ts'

/** A request of a `.http` file, its variables as written: `{{name}}`. */
export interface HttpFileRequest {
  readonly line: number
  /** Of `# @name`. */
  readonly name: string | undefined
  readonly method: string
  readonly url: string
  readonly headers: readonly (readonly [name: string, value: string])[]
  /** '' for none. */
  readonly body: string
}

export interface HttpFile {
  /** Of `@name = value`, in the order of the file. */
  readonly variables: readonly (readonly [name: string, value: string])[]
  readonly requests: readonly HttpFileRequest[]
}

interface OpenRequest {
  line: number
  name: string | undefined
  method: string
  url: string
  readonly headers: (readonly [string, string])[]
  readonly body: string[]
}

/**
 * Parses what the REST clients of Visual Studio Code and JetBrains share.
 * @throws UsageError `file:line: …` for a line that is none of a request, and for files that are included
 */
export function parseHttpFile(file: string, text: string, say: Say): HttpFile {
  const reader = new HttpFileReader(file, say)
  const lines = text.replace(/^\uFEFF/, '').split(/\r?\n/)
  for (const [index, line] of lines.entries()) reader.read(line, index + 1)
  return reader.end()
}

/** Reads a file line by line, and keeps where in a request it is. */
class HttpFileReader {
  readonly #file: string
  readonly #say: Say
  readonly #variables: (readonly [string, string])[] = []
  readonly #requests: HttpFileRequest[] = []
  #open: OpenRequest | undefined
  #place: 'before' | 'head' | 'body' | 'script' = 'before'
  #name: string | undefined

  constructor(file: string, say: Say) {
    this.#file = file
    this.#say = say
  }

  end(): HttpFile {
    this.#close()
    return { variables: this.#variables, requests: this.#requests }
  }

  read(raw: string, line: number): void {
    const at = `${this.#file}:${line}`
    if (raw.startsWith('###')) return this.#close()
    if (this.#place === 'script') return this.#readScript(raw)
    if (/^[<>]\s*\{%/.test(raw)) {
      this.#say(`${at}: a script is left out`)
      if (!raw.includes('%}')) this.#place = 'script'
      return
    }
    if (this.#place === 'body') return readBodyLine(raw, at, this.#open!, this.#say)
    const name = /^(?:#|\/\/)\s*@name[\s=]+(\S+)/.exec(raw)?.[1]
    if (name !== undefined) {
      this.#name = name
      if (this.#open) this.#open.name = name
      return
    }
    if (/^(?:#|\/\/)/.test(raw)) return
    if (this.#place === 'before') this.#readFirst(raw, line, at)
    else this.#readHead(raw, at)
  }

  #close(): void {
    const open = this.#open
    if (open) this.#requests.push({ ...open, body: open.body.join('\n').trim() })
    this.#open = undefined
    this.#name = undefined
    this.#place = 'before'
  }

  #readScript(raw: string): void {
    if (raw.includes('%}')) this.#place = this.#open ? 'body' : 'before'
  }

  /** A variable, or the line that a request begins with. */
  #readFirst(raw: string, line: number, at: string): void {
    if (raw.trim() === '') return
    const [, variable, value = ''] = /^@([^\s=]+)\s*=\s*(.*?)\s*$/.exec(raw) ?? []
    if (variable !== undefined) {
      this.#variables.push([variable, value])
      return
    }
    this.#open = { ...readRequestLine(raw, at), line, name: this.#name, headers: [], body: [] }
    this.#place = 'head'
  }

  /** A header, more of the URL, or the blank line before the body. */
  #readHead(raw: string, at: string): void {
    const open = this.#open!
    if (raw.trim() === '') {
      this.#place = 'body'
      return
    }
    if (/^\s+[?&/]/.test(raw) && open.headers.length === 0) {
      open.url += raw.trim()
      return
    }
    const [, header, value] = /^([^\s:]+)\s*:\s*(.*?)\s*$/.exec(raw) ?? []
    if (header === undefined || value === undefined) {
      throw new UsageError(`${at}: expected a header, found '${raw}'`)
    }
    open.headers.push([header, value])
  }
}

function readRequestLine(raw: string, at: string): Pick<OpenRequest, 'method' | 'url'> {
  const line = raw.trim().replace(/\s+HTTP\/[\d.]+$/, '')
  const [, method = 'GET', url] = /^(?:([A-Z]+)\s+)?(\S.*)$/.exec(line) ?? []
  if (url !== undefined && /^(?:https?:\/\/|\{\{|\/)/.test(url)) return { method, url }
  throw new UsageError(`${at}: expected a method and a URL, found '${raw}'`)
}

function readBodyLine(raw: string, at: string, open: OpenRequest, say: Say): void {
  if (/^<@?\S*\s+\S/.test(raw) && !raw.startsWith('<>')) {
    throw new UsageError(`${at}: expected the body itself, found the file that '${raw}' includes`)
  }
  if (/^(?:>>?!?|<>)\s/.test(raw)) say(`${at}: '${raw}' is left out`)
  else open.body.push(raw)
}
