import { createServer, request, type IncomingMessage, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll } from '@jest/globals'
import {
  createUnderstudy as createReal,
  startUnderstudy,
  type Snapshot,
  type Understudy,
  type UnderstudyOptions,
} from '../../src/../src/index.ts'

/*
 * Stands in for `src/index.ts`: what a test creates without a socket has a twin that listens. Each
 * request goes to `service.app` and to the twin's port, and answers that differ in a byte fail it.
 */
export * from '../../src/../src/index.ts'

/** What both answers have but for what is new each time. */
interface Answer {
  readonly status: number
  readonly headers: readonly string[]
  readonly body: Buffer
}

interface Received {
  readonly method: string
  readonly url: string
  readonly headers: readonly string[]
  readonly body: Buffer
}

const opened: { close(): Promise<unknown> }[] = []

afterAll(async () => {
  await Promise.all(opened.map((each) => each.close()))
})

export function createUnderstudy(options: UnderstudyOptions): Understudy {
  // Functions of the test itself, which would be called twice.
  if (typeof options.behaviors === 'object') return createReal(options)
  const alike = { clock: '2026-01-01T00:00:00Z', ids: 'sequential' as const, ...options }
  const first = createReal(alike)
  const { journal: _, ...others } = alike
  const starting = startUnderstudy(others)
  let second: Understudy | undefined
  const twin = starting.then((service) => (second = service))
  const listener = serve(first.app)
  opened.push({ close: () => twin.then((service) => service.close()) }, listener)

  let last: Promise<unknown> = Promise.resolve()
  const inTurn = <T>(act: () => Promise<T>): Promise<T> => {
    const next = last.then(act)
    last = next.catch(() => undefined)
    return next
  }
  const both = (act: (service: Understudy) => Promise<void>) =>
    inTurn(async () => {
      await act(first)
      await act(await twin)
    })
  const onBoth = (act: (service: Understudy) => void): void => {
    act(first)
    void inTurn(async () => act(await twin))
  }
  const asked = async (received: Received) => {
    const found = await ask(await listener.port, received)
    if (received.url.length > longestUrl) return found
    const other = await ask(Number(new URL((await twin).url).port), received)
    const difference = compare(received, found, other)
    return difference === undefined ? found : failure(difference)
  }
  const proxy: Understudy = {
    url: first.url,
    certificate: first.certificate,
    contract: first.contract,
    journal: first.journal,
    app: (incoming, outgoing) => {
      void inTurn(async () => {
        const { status, headers, body } = await asked(await receive(incoming))
        outgoing.writeHead(status, [...headers])
        outgoing.end(body)
      })
    },
    reset: () => both((service) => service.reset()),
    seed: (path, entities) => both((service) => service.seed(path, entities)),
    state: () => first.state(),
    snapshot: () => ({ mark: [first.snapshot(), second?.snapshot()] }),
    restore: ({ mark }) => {
      const [own, other] = mark as readonly [Snapshot, Snapshot | undefined]
      return both((service) => {
        if (service === first) return service.restore(own)
        return other ? service.restore(other) : service.reset()
      })
    },
    clock: {
      ...first.clock,
      freeze: (time) => onBoth(({ clock }) => clock.freeze(time)),
      advance: (duration) => onBoth(({ clock }) => clock.advance(duration)),
      resume: () => onBoth(({ clock }) => clock.resume()),
      get isFrozen() {
        return first.clock.isFrozen
      },
    },
    faults: {
      get list() {
        return first.faults.list
      },
      add: (fault) => onBoth(({ faults }) => faults.add(fault)),
      set: (list) => onBoth(({ faults }) => faults.set(list)),
      clear: () => onBoth(({ faults }) => faults.clear()),
    },
    sandbox: (name) => first.sandbox(name),
    coverage: () => first.coverage(),
    assertContract: (wanted) => first.assertContract(wanted),
    play: async (file, against) => {
      const reports: Awaited<ReturnType<Understudy['play']>>[] = []
      await both(async (service) => void reports.push(await service.play(file, against)))
      return reports[0]!
    },
    close: async () => undefined,
    [Symbol.asyncDispose]: async () => undefined,
  }
  // What this version of the library has beside that is the first's.
  return new Proxy(proxy, {
    get: (target, name) => Reflect.get(name in target ? target : first, name) as unknown,
  })
}

function serve(app: Understudy['app']): { port: Promise<number>; close(): Promise<unknown> } {
  const server: Server = createServer({ maxHeaderSize: 1024 * 1024 }, app)
  const port = new Promise<number>((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port))
  })
  return { port, close: () => port.then(() => new Promise((resolve) => server.close(resolve))) }
}

async function receive(incoming: IncomingMessage): Promise<Received> {
  const chunks: Buffer[] = []
  for await (const chunk of incoming) chunks.push(chunk as Buffer)
  const { method = '', url = '', rawHeaders } = incoming
  return { method, url, headers: rawHeaders, body: Buffer.concat(chunks) }
}

function ask(port: number, { method, url, headers, body }: Received): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const options = { port, host: '127.0.0.1', method, path: url, agent: false, setHost: false }
    const sent = request({ ...options, headers: [...headers] as never }, (response) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.on('error', reject)
      response.on('end', () =>
        resolve({
          status: response.statusCode ?? 0,
          headers: withoutConnection(response.rawHeaders),
          body: Buffer.concat(chunks),
        }),
      )
    })
    sent.on('error', reject)
    sent.end(body)
  })
}

/** Headers of the connection and the moment, not of the answer. */
const ofConnection: ReadonlySet<string> = new Set([
  'date',
  'connection',
  'keep-alive',
  'transfer-encoding',
])

function withoutConnection(raw: readonly string[]): readonly string[] {
  return raw.flatMap((name, index) =>
    index % 2 === 0 && !ofConnection.has(name.toLowerCase()) ? [name, raw[index + 1]!] : [],
  )
}

/** What is made by chance for each request, or measured. */
const chance =
  /("request-id":"|"client-request-id":"|request-id: |boundary=batchresponse_|--batchresponse_|changesetresponse_|"duration":|Content-Length: )[\da-f.-]+/gi

/** Of what Node's parser takes in a listening service; longer ones go to `service.app` alone. */
const longestUrl = 15_000

function readable({ status, headers, body }: Answer): string {
  const lines = headers.flatMap((name, index) =>
    index % 2 === 0 ? [`${name}: ${headers[index + 1]!}`] : [],
  )
  return `${status}\n${lines.join('\n')}\n\n${body.toString('latin1')}`.replace(chance, '$1…')
}

function compare({ method, url }: Received, found: Answer, other: Answer): string | undefined {
  const [own, its] = [readable(found), readable(other)]
  if (own === its) return undefined
  return `${method} ${url}: service.app answers\n${own}\n\nthe listening service answers\n${its}`
}

function failure(difference: string): Answer {
  process.stderr.write(`two ways in: ${difference}\n`)
  return { status: 599, headers: ['Content-Type', 'text/plain'], body: Buffer.from(difference) }
}
