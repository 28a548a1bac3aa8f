import { UsageError } from '../../errors.ts'
import { isJsonObject, parseJson, type JsonValue } from '../../model/index.ts'
import {
  isSecretHeader,
  observeHeaders,
  redacted,
  redactTraffic,
  type ScenarioDocument,
  type StepDocument,
} from '../recording/index.ts'
import type { FormatContents, ReadContext, Say } from './exchange-format.ts'
import { findRoot, isBelow } from './find-root.ts'
import { parseHttpFile, type HttpFile, type HttpFileRequest } from './parse-http-file.ts'

/**
 * A `.http` file as a scenario: `{{name}}` becomes a variable, `{{login.response.body.$.id}}` a value that
 * the named step captures. What answers are like, such a file does not say.
 */
export function readHttpFile(
  file: string,
  text: string,
  { root: given, say }: ReadContext,
): Promise<FormatContents> {
  const parsed = parseHttpFile(file, text, say)
  if (parsed.requests.length === 0) throw new UsageError(`${file}: expected a request, found none`)
  const reader = new HttpFileReader(file, parsed, given, say)
  const { document, lines } = reader.read()
  return Promise.resolve({
    kind: 'scenario',
    name: file,
    document,
    placeOf: (step) => `${file}:${lines[step] ?? 1}`,
    placeIn: () => file,
  })
}

type CapturePath = readonly (string | number)[]

class HttpFileReader {
  readonly #file: string
  readonly #parsed: HttpFile
  readonly #say: Say
  /** Variables that the file gives URLs to: they stand for (a part of) the root. */
  readonly #urls: ReadonlyMap<string, string>
  readonly #root: string
  readonly #vars = new Map<string, JsonValue>()
  readonly #expectations = new Map<string, Record<string, JsonValue>>()
  readonly #headerCaptures = new Map<string, Record<string, JsonValue>>()

  constructor(file: string, parsed: HttpFile, given: string | undefined, say: Say) {
    this.#file = file
    this.#parsed = parsed
    this.#say = say
    const urls = new Map<string, string>()
    for (const [name, value] of parsed.variables) {
      const filled = fill(value, urls)
      if (/^https?:\/\//.test(filled)) urls.set(name, filled.replace(/\/+$/, ''))
    }
    // What begins a URL and the file does not set, an environment does: it is the root that is given.
    const set = new Set(parsed.variables.map(([name]) => name))
    for (const { url } of given === undefined ? [] : parsed.requests) {
      const name = /^\{\{\s*([\w-]+)\s*\}\}/.exec(url)?.[1]
      if (name !== undefined && !set.has(name)) urls.set(name, given!)
    }
    this.#urls = urls
    const absolute = parsed.requests.map(({ url }) => ({ url: fill(url, urls) }))
    // A variable that every URL begins with is the root itself.
    const first = /^\{\{([^}]+)\}\}/.exec(parsed.requests[0]!.url)?.[1]?.trim()
    const isShared = parsed.requests.every(({ url }) =>
      fill(url, urls).startsWith(urls.get(first ?? '') ?? '\0'),
    )
    const host = first !== undefined && isShared ? urls.get(first) : undefined
    const isWholeRoot = host !== undefined && new URL(host).pathname !== '/'
    const found = given ?? (isWholeRoot ? host : findRoot(absolute))
    if (found === undefined) {
      throw new UsageError(
        `${file}:${parsed.requests[0]!.line}: expected a URL with its host; give --root`,
      )
    }
    this.#root = found.replace(/\/+$/, '')
  }

  read(): { readonly document: ScenarioDocument; readonly lines: readonly number[] } {
    for (const [name, value] of this.#parsed.variables) {
      if (!this.#urls.has(name)) this.#vars.set(nameOf(name), this.#refer(value, 1))
    }
    const requests = this.#withoutSecrets(this.#parsed.requests)
    const read = requests.flatMap((request) => {
      const step = this.#readRequest(request)
      return step ? [{ request, step }] : []
    })
    const steps = read.map(({ request, step }): StepDocument => {
      const body = this.#expectations.get(request.name ?? '')
      const headers = this.#headerCaptures.get(request.name ?? '')
      return body || headers
        ? { ...step, expect: { ...(headers && { headers }), ...(body && { body }) } }
        : step
    })
    const written = JSON.stringify([steps, [...this.#vars.values()]])
    const vars = [...this.#vars].filter(([name]) => written.includes(`\${${name}}`))
    const document: ScenarioDocument = {
      understudy: 1,
      name: this.#file,
      ...(vars.length > 0 && { vars: Object.fromEntries(vars) }),
      steps,
    }
    return { document, lines: read.map(({ request }) => request.line) }
  }

  /** Credentials do not become part of a scenario; a header that only names a variable has none. */
  #withoutSecrets(requests: readonly HttpFileRequest[]): readonly HttpFileRequest[] {
    const traffic = redactTraffic({
      root: this.#root,
      exchanges: requests.map(({ method, url, headers, body }) => ({
        time: '',
        duration: 0,
        request: {
          method,
          url,
          // A credential that a variable stands for is none.
          headers: observeHeaders(
            Object.fromEntries(headers.filter(([, value]) => !value.includes('{{'))),
          ),
          body: body === '' ? undefined : body,
        },
        response: { status: 0, headers: {}, body: undefined },
      })),
    })
    if (traffic.secrets > 0) this.#say(`${this.#file}: secrets are redacted (${traffic.secrets})`)
    return requests.map((request, index) => {
      const { url, headers, body } = traffic.exchanges[index]!.request
      return {
        ...request,
        url,
        headers: request.headers.flatMap(([name, written]) => {
          if (written.includes('{{')) return isSecretHeader(name) ? [] : [[name, written] as const]
          const value = headers[name.toLowerCase()]
          return value === undefined || value.includes(redacted) ? [] : [[name, value] as const]
        }),
        body: typeof body === 'string' ? body : '',
      }
    })
  }

  #readRequest(request: HttpFileRequest): StepDocument | undefined {
    const { line, method } = request
    const url = fill(request.url, this.#urls)
    const isCaptured = /^\{\{[^}]*\.response\./.test(url)
    if (!isCaptured && !url.startsWith('/') && !isBelow(url, this.#root)) {
      this.#say(`${this.#file}:${line}: the request is left out: ${url} is not below ${this.#root}`)
      return undefined
    }
    const relative = isBelow(url, this.#root) ? url.slice(this.#root.length) : url
    const path = relative === '' || relative.startsWith('?') ? `/${relative}` : relative
    const type = request.headers.find(([name]) => name.toLowerCase() === 'content-type')?.[1] ?? ''
    const isJson = type === '' || /[/+]json\b/i.test(type)
    const headers = request.headers
      .filter(
        ([name, value]) =>
          !/^(?:host|content-length|user-agent|accept-encoding|connection)$/i.test(name) &&
          !(name.toLowerCase() === 'content-type' && /^application\/json$/i.test(value)),
      )
      .map(([name, value]) => [name, this.#refer(value, line)] as const)
    return {
      request: `${method} ${this.#refer(path, line)}`,
      ...(headers.length > 0 && { headers: Object.fromEntries(headers) }),
      ...(request.body !== '' && { body: this.#readBody(request.body, isJson, line) }),
    }
  }

  #readBody(body: string, isJson: boolean, line: number): JsonValue {
    const text = this.#refer(body, line)
    if (!isJson) return text
    // A variable that stands for a number has no quotes.
    const quoted = text.replace(/(?<=[:,[]\s*)\$\{([\w-]+)\}(?=\s*[,}\]])/g, '"${$1}"')
    for (const candidate of [text, quoted]) {
      try {
        return parseJson(candidate) as JsonValue
      } catch {
        // It may be the other; a body that is no JSON at all is sent as it is.
      }
    }
    return text
  }

  /** The text with `${name}` for `{{name}}`. */
  #refer(text: string, line: number): string {
    return fill(
      text,
      new Map([...this.#urls].map(([name, url]) => [name, this.#below(url)])),
    ).replace(/\{\{([^{}]+)\}\}/g, (_, inner: string) => `\${${this.#nameFor(inner.trim(), line)}}`)
  }

  #below(url: string): string {
    return isBelow(url, this.#root) ? `\${base}${url.slice(this.#root.length)}` : url
  }

  #nameFor(inner: string, line: number): string {
    const at = `${this.#file}:${line}`
    const [, step, part, path] = /^([\w-]+)\.response\.(body|headers)\.?(.*)$/.exec(inner) ?? []
    if (step !== undefined && path !== undefined) {
      return this.#capture(step, part === 'body' ? 'body' : 'headers', path, at)
    }
    const [, system, argument = ''] = /^\$([\w.]+)\s*(.*)$/.exec(inner) ?? []
    if (system === 'processEnv' || system === 'dotenv') {
      const name = argument.replace(/^%/, '').trim()
      this.#vars.set(nameOf(name), { $env: name })
      return nameOf(name)
    }
    if (system !== undefined) {
      const value = systemValues[system]
      if (value === undefined) throw new UsageError(`${at}: {{${inner}}} has no counterpart`)
      this.#say(`${at}: {{${inner}}} stands for one value, ${value}`)
      this.#vars.set(nameOf(system), value)
      return nameOf(system)
    }
    if (!/^[\w-]+$/.test(inner)) throw new UsageError(`${at}: {{${inner}}} has no counterpart`)
    const name = nameOf(inner)
    if (!this.#parsed.variables.some(([each]) => nameOf(each) === name) && !this.#vars.has(name)) {
      this.#say(`${at}: {{${inner}}} has no value in the file: it is taken from the environment`)
      this.#vars.set(name, { $env: inner })
    }
    return name
  }

  /** Makes the named step keep what stands at a path of its answer. */
  #capture(step: string, part: 'body' | 'headers', path: string, at: string): string {
    if (!this.#parsed.requests.some(({ name }) => name === step)) {
      throw new UsageError(`${at}: no request before has the name '${step}'`)
    }
    const segments = part === 'body' ? readJsonPath(path) : [path.trim()]
    if (!segments || segments.length === 0) {
      throw new UsageError(`${at}: expected a path such as $.value[0].id, found '${path}'`)
    }
    const name = nameOf(`${step}-${segments.filter((each) => typeof each === 'string').join('-')}`)
    const captures = part === 'body' ? this.#expectations : this.#headerCaptures
    const into = captures.get(step) ?? {}
    captures.set(step, into)
    place(into, segments, { $capture: name })
    return name
  }
}

const systemValues: Readonly<Record<string, string>> = {
  guid: '00000000-0000-4000-8000-000000000001',
  uuid: '00000000-0000-4000-8000-000000000001',
  'random.uuid': '00000000-0000-4000-8000-000000000001',
  timestamp: '1767225600',
  datetime: '2026-01-01T00:00:00Z',
  localDatetime: '2026-01-01T00:00:00Z',
  isoTimestamp: '2026-01-01T00:00:00Z',
  randomInt: '1',
}

function fill(text: string, values: ReadonlyMap<string, string>): string {
  return text.replace(
    /\{\{([^{}]+)\}\}/g,
    (whole, name: string) => values.get(name.trim()) ?? whole,
  )
}

function nameOf(text: string): string {
  const plain = text.replace(/[^A-Za-z0-9_-]+/g, '')
  const name = /^[A-Za-z_]/.test(plain) ? plain : `_${plain}`
  return name === 'base' ? 'base_' : name
}

/** `$.value[0].id`, `value[0].id` and `$['@odata.nextLink']`. */
function readJsonPath(path: string): CapturePath | undefined {
  const segments: (string | number)[] = []
  const rest = path
    .trim()
    .replace(/^\$/, '')
    .replace(/^(?=[^.[])/, '.')
  const segment = /\.?\[(\d+)\]|\.?\[['"]([^'"]+)['"]\]|\.([^.[\]]+)/gy
  let end = 0
  for (const [whole, index, quoted, name] of rest.matchAll(segment)) {
    segments.push(index === undefined ? (quoted ?? name!) : Number(index))
    end += whole.length
  }
  return end === rest.length ? segments : undefined
}

/** Puts a value at a path; an element of a list is any that the list contains. */
function place(into: Record<string, JsonValue>, path: CapturePath, value: JsonValue): void {
  const [first, ...rest] = path
  const name = typeof first === 'number' ? '$contains' : first!
  if (rest.length === 0) {
    into[name] = value
    return
  }
  const inner = into[name]
  const next: Record<string, JsonValue> = isJsonObject(inner) ? { ...inner } : {}
  into[name] = next
  place(next, rest, value)
}
