import type { RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Contract } from '../contract/index.ts'
import { UsageError } from '../errors.ts'
import {
  assertContract,
  inventoryOf,
  measureCoverage,
  type AssertContractOptions,
  type Coverage,
  type Journal,
} from '../journal/index.ts'
import type { JsonObject } from '../model/index.ts'
import { addOpenService, removeOpenService } from '../open-services.ts'
import type { ReplayReport } from '../scenarios/index.ts'
import {
  createApp,
  createSandboxListener,
  createServiceListener,
  findNameFault,
  isControlPath,
  isSandboxPath,
  isUnderServiceRoot,
  openServer,
  readCorsOption,
  Sandboxes,
  type Clock,
  type Faults,
  type JournalFile,
  type OpenedServer,
  type Persist,
  type Service,
  type TlsOption,
} from '../service/index.ts'
import { openDocument, type Mark, type PersistedDocument } from '../store/index.ts'
import {
  readBasePath,
  readControlToken,
  type FixturesDocument,
  type UnderstudyOptions,
} from '../understudy-options.ts'
import type { Snapshot, Understudy } from '../understudy.ts'
import { describeSession } from './describe-session.ts'
import { keepState } from './keep-state.ts'
import { openWithFixtures, type Sources, type StartNotices } from './sources.ts'
import { warn } from './warn.ts'
import { WatchedSources } from './watched-sources.ts'

export type DoubleOptions = Pick<
  UnderstudyOptions,
  'store' | 'cors' | 'tls' | 'controlToken' | 'sandboxIdle'
>

/** One double, or one of its sandboxes: its service, its listener and Express app, its store document and journal file. */
export class Double implements Understudy {
  readonly #service: Service
  readonly #document: PersistedDocument
  /** Of a sandbox: whose socket and process it shares. */
  readonly #parent: Double | undefined
  readonly #journalFile: JournalFile | undefined
  readonly #listener: RequestListener
  readonly #persist: Persist
  readonly #tls: TlsOption | undefined
  readonly #controlToken: string | undefined
  readonly #options: DoubleOptions
  readonly #sandboxes: Sandboxes<Double>
  readonly #serveSandbox: RequestListener
  #isClosed = false
  #app: RequestListener | undefined
  #server: OpenedServer | undefined
  #boundOrigin = ''
  #host: string | undefined
  #watching: NodeJS.Timeout | undefined

  constructor(
    service: Service,
    document: PersistedDocument,
    {
      options,
      journalFile,
      parent,
    }: {
      readonly options: DoubleOptions
      readonly journalFile?: JournalFile | undefined
      readonly parent?: Double | undefined
    },
  ) {
    this.#service = service
    this.#document = document
    this.#journalFile = journalFile
    this.#tls = options.tls
    this.#controlToken = readControlToken(options)
    this.#options = options
    this.#parent = parent
    this.#sandboxes = new Sandboxes({
      open: (name) => this.#openSandbox(name),
      close: (sandbox) => sandbox.#end(),
      idleSeconds: options.sandboxIdle ?? 900,
      warn,
    })
    this.#serveSandbox = createSandboxListener(
      service,
      (name) => this.#sandboxes.use(name).#serve,
      { boundHost: () => this.#host, token: this.#controlToken },
    )
    this.#persist = keepState(service, document, options.store !== undefined)
    this.#listener = createServiceListener(service, this.#persist, readCorsOption(options.cors))
    if (!parent) addOpenService(this)
  }

  get url(): string {
    return this.#origin + this.#service.basePath
  }

  /** '' without a socket; after `close`, that which it had. */
  get #origin(): string {
    return this.#parent ? this.#parent.#origin : this.#boundOrigin
  }

  get certificate(): string | undefined {
    return this.#parent ? this.#parent.certificate : this.#server?.certificate
  }

  get app(): RequestListener {
    return (this.#app ??= createApp(this.#service, {
      listener: this.#listener,
      persist: this.#persist,
      boundHost: () => (this.#parent ?? this).#host,
      sandboxes: this.#parent ? undefined : this.#serveSandbox,
      sandboxNames: () => this.#sandboxes.names,
      token: this.#controlToken,
    }))
  }

  get contract(): Contract {
    return this.#service.contract
  }

  get journal(): Journal {
    return this.#service.journal
  }

  get clock(): Clock {
    return this.#service.source.clock
  }

  get faults(): Faults {
    return this.#service.faults
  }

  async reset(): Promise<void> {
    this.#service.reset()
    await this.#persist()
  }

  async seed(resourcePath: string, entities: readonly JsonObject[] | JsonObject): Promise<void> {
    this.#service.seed(resourcePath, entities)
    await this.#persist()
  }

  state(): FixturesDocument {
    this.#service.asyncRequests.settle()
    return this.#service.state()
  }

  snapshot(): Snapshot {
    return { mark: this.#service.snapshot() }
  }

  async restore(snapshot: Snapshot): Promise<void> {
    const mark = (snapshot as Partial<Snapshot> | undefined)?.mark
    if (mark === undefined) throw new UsageError('restore: expected what snapshot() gave')
    if (!this.#service.restore(mark as Mark)) {
      throw new Error(
        'the snapshot is not known: an older state was restored meanwhile, or it is that of another sandbox',
      )
    }
    await this.#persist()
  }

  async sandbox(name: string): Promise<Understudy> {
    if (this.#parent)
      throw new UsageError('a sandbox has no sandboxes; ask the service for another')
    if (this.#isClosed) throw new UsageError('the service is closed, and has no sandboxes')
    const fault = findNameFault(name)
    if (fault !== undefined) throw new UsageError(fault)
    const sandbox = this.#sandboxes.hold(name)
    addOpenService(sandbox)
    return sandbox
  }

  #openSandbox(name: string): Double {
    return new Double(this.#service.fork(name), openDocument(undefined), {
      options: { ...this.#options, store: undefined },
      parent: this,
    })
  }

  coverage(): Coverage {
    return measureCoverage(inventoryOf(this.contract), this.journal.exchanges)
  }

  assertContract(options?: AssertContractOptions): void {
    assertContract(this.#service.journal, options)
  }

  /** Looks for changed files now and then; behaviors are looked for by each request as well. */
  watch(options: UnderstudyOptions, sources: Sources, notices: StartNotices): void {
    const watched = new WatchedSources({
      options,
      sources,
      warn,
      accept: (changed) => this.#replaceSources(changed, options, notices),
    })
    this.#watching = setInterval(() => {
      watched.refresh()
      this.#service.readBehaviors()
    }, 300).unref()
  }

  #replaceSources(sources: Sources, options: UnderstudyOptions, notices: StartNotices): void {
    const { contract } = sources
    const isOther = contract.hash !== this.contract.hash
    openWithFixtures(sources, options, notices, (fixtures) => {
      this.#service.replaceFixtures(fixtures, contract)
    })
    if (isOther) {
      // They are of the contract that was.
      this.#sandboxes.close()
      this.#journalFile?.begin(describeSession(contract, options))
    }
    const basePath = readBasePath(options.basePath ?? contract.basePath)
    if (basePath !== this.#service.basePath) {
      warn(`the service root stays ${this.#service.basePath || '/'} until the next start`)
    }
    this.#persist()?.catch((error: unknown) => warn((error as Error).message))
  }

  async play(
    file: string,
    { against }: { against?: string | undefined } = {},
  ): Promise<ReplayReport> {
    const { playScenario } = await import('../play-scenario.ts')
    return playScenario(file, this.#service, { against, url: this.url, persist: this.#persist })
  }

  readonly #serve: RequestListener = (request, response) => {
    const url = request.url ?? ''
    if (isUnderServiceRoot(url, this.#service.basePath) && !isControlPath(url, this.#service)) {
      this.#listener(request, response)
    } else {
      this.app(request, response)
    }
  }

  async listen(host: string, port: number): Promise<void> {
    const listener: RequestListener = (request, response) => {
      if (isSandboxPath(request.url ?? '')) this.#serveSandbox(request, response)
      else this.#serve(request, response)
    }
    const tls = this.#tls
    this.#server = await openServer(this.#service, listener, { tls, host, port })
    this.#boundOrigin = originOf(this.#server)
    this.#host = host
  }

  async close(): Promise<void> {
    if (this.#parent) {
      this.#parent.#sandboxes.remove(this.#service.name!, this)
      return
    }
    removeOpenService(this)
    // What was accepted happens, whether or not anybody asks for it.
    if (this.#service.asyncRequests.settle()) await this.#persist()
    // Answers that a fault holds back go out, so that no connection keeps the server open.
    this.#service.faults.close()
    if (this.#server?.server.listening) await this.#server.close()
    this.#isClosed = true
    this.#sandboxes.close()
    clearInterval(this.#watching)
    this.#journalFile?.close()
    await this.#document.close()
  }

  /** Of a sandbox that its parent has no more. */
  #end(): void {
    if (this.#isClosed) return
    this.#isClosed = true
    removeOpenService(this)
    this.#service.asyncRequests.settle()
    this.#service.faults.close()
    this.#service.close()
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }
}

function originOf({ server, certificate }: OpenedServer): string {
  const { address, port, family } = server.address() as AddressInfo
  const host = family === 'IPv6' ? `[${address}]` : address
  const scheme = certificate === undefined ? 'http' : 'https'
  return `${scheme}://${host}:${port}`
}
