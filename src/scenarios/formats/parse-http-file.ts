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
  const variables: (readonly [string, string])[] = []
  const requests: HttpFileRequest[] = []
  let open: OpenRequest | undefined
  let place: 'before' | 'head' | 'body' | 'script' = 'before'
  let name: string | undefined
  const close = (): void => {
    if (open) requests.push({ ...open, body: open.body.join('\n').trim() })
    open = undefined
    name = undefined
    place = 'before'
  }

  for (const [index, raw] of text
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .entries()) {
    const line = index + 1
    const at = `${file}:${line}`
    if (raw.startsWith('###')) {
      close()
      continue
    }
    if (place === 'script') {
      if (raw.includes('%}')) place = open ? 'body' : 'before'
      continue
    }
    if (/^[<>]\s*\{%/.test(raw)) {
      say(`${at}: a script is left out`)
      if (!raw.includes('%}')) place = 'script'
      continue
    }
    if (place === 'body') {
      readBodyLine(raw, at, open!, say)
      continue
    }
    const named = /^(?:#|\/\/)\s*@name[\s=]+(\S+)/.exec(raw)?.[1]
    if (named !== undefined) {
      name = named
      if (open) open.name = named
      continue
    }
    if (/^(?:#|\/\/)/.test(raw)) continue
    if (place === 'before') {
      if (raw.trim() === '') continue
      const [, variable, value = ''] = /^@([^\s=]+)\s*=\s*(.*?)\s*$/.exec(raw) ?? []
      if (variable !== undefined) {
        variables.push([variable, value])
        continue
      }
      open = { ...readRequestLine(raw, at), line, name, headers: [], body: [] }
      place = 'head'
    } else if (raw.trim() === '') {
      place = 'body'
    } else if (/^\s+[?&/]/.test(raw) && open!.headers.length === 0) {
      open!.url += raw.trim()
    } else {
      const [, header, value] = /^([^\s:]+)\s*:\s*(.*?)\s*$/.exec(raw) ?? []
      if (header === undefined || value === undefined) {
        throw new UsageError(`${at}: expected a header, found '${raw}'`)
      }
      open!.headers.push([header, value])
    }
  }
  close()
  return { variables, requests }
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
