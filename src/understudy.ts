import type { RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Contract } from './contract/index.ts'
import { openBehaviors, type BehaviorSource } from './behaviors/index.ts'
import { UsageError } from './errors.ts'
import {
  assertContract,
  createJournal,
  inventoryOf,
  measureCoverage,
  type AssertContractOptions,
  type Coverage,
  type Exchange,
  type Journal,
} from './journal/index.ts'
import type { JsonObject } from './model/index.ts'
import { addOpenService, removeOpenService } from './open-services.ts'
import type { ReplayReport } from './scenarios/index.ts'
import { getValidators } from './schemas/index.ts'
import {
  createApp,
  createSandboxListener,
  createServiceListener,
  createSource,
  findNameFault,
  isControlPath,
  isSandboxPath,
  isUnderServiceRoot,
  openJournalFile,
  openServer,
  readCorsOption,
  Sandboxes,
  Service,
  type Clock,
  type Faults,
  type JournalFile,
  type OpenedServer,
  type TlsOption,
} from './service/index.ts'
import {
  openDocument,
  type FixtureDocument,
  type Mark,
  type PersistedDocument,
} from './store/index.ts'
import {
  contractPathsOf,
  openWithFixtures,
  readSources,
  type Sources,
  type StartNotices,
} from './sources.ts'
import {
  behaviorsOfServiceFolders,
  checkOptions,
  readBasePath,
  readControlToken,
  type FixturesDocument,
  type UnderstudyOptions,
} from './understudy-options.ts'
import { WatchedSources } from './watched-sources.ts'

/** A state to come back to with `restore`. */
export interface Snapshot {
  readonly mark: object
}

/** A running (or, without a socket, a callable) test double. */
export interface Understudy {
  /** URL of the service root, e.g. `http://127.0.0.1:49152/beta`; without a socket its pathname. */
  readonly url: string
  /** PEM of the certificate, where the service speaks TLS, so that clients can be told to trust it. */
  readonly certificate: string | undefined
  /** Request listener for supertest: the Express app, to which middleware may be added. */
  readonly app: RequestListener
  readonly contract: Contract
  readonly journal: { readonly exchanges: readonly Exchange[]; clear(): void }
  /** The service's time; `reset` gives back the one it started with. */
  readonly clock: Clock
  /** What goes wrong on the test's order; `reset` takes it back. */
  readonly faults: Pick<Faults, 'add' | 'set' | 'clear' | 'list'>
  /** Back to the fixtures; journal, clock, ids and faults too. */
  reset(): Promise<void>
  /** Adds entities (or gives a singleton) to the state; `reset` takes them back. */
  seed(resourcePath: string, entities: readonly JsonObject[] | JsonObject): Promise<void>
  /** The state in the form of fixtures. */
  state(): FixturesDocument
  snapshot(): Snapshot
  /** @throws Error when an older snapshot or the fixtures were restored meanwhile */
  restore(snapshot: Snapshot): Promise<void>
  /**
   * A service of its own at `/~name`, for one of several workers: it begins with the state of the moment,
   * and has its own journal, clock, ids and faults from there. The one that has the name already, if
   * there is one. `close` takes it away.
   * @param name up to 64 letters, digits, `.`, `_` and `-`
   * @throws UsageError for another name, and in a sandbox
   */
  sandbox(name: string): Promise<Understudy>
  /** How much of the contract the exchanges in the journal have exercised. */
  coverage(): Coverage
  /** @throws ContractViolationError that lists every violation in the journal */
  assertContract(options?: AssertContractOptions): void
  /** Replays a scenario file; `against` another service's root URL. Throws when a step fails. */
  play(file: string, options?: { against?: string | undefined }): Promise<ReplayReport>
  close(): Promise<void>
  [Symbol.asyncDispose](): Promise<void>
}

/**
 * Starts the double on a port.
 * @throws UsageError for what the user has to mend: options, contract, fixtures, store, port
 */
export async function startUnderstudy(
  options: UnderstudyOptions,
  notices: StartNotices = {},
): Promise<Understudy> {
  checkOptions(options)
  const document = openDocument(options.store)
  let core: Core
  try {
    core = openCore(
      options,
      document,
      options.store === undefined ? undefined : await document.read(),
      notices,
    )
  } catch (error) {
    await document.close()
    throw error
  }
  try {
    await core.listen(options.host ?? '127.0.0.1', options.port ?? 0)
  } catch (error) {
    await core.close()
    throw error
  }
  return core
}

/**
 * The double without a socket: `app` is for supertest.
 * @throws UsageError as `startUnderstudy`
 */
export function createUnderstudy(options: UnderstudyOptions): Understudy {
  checkOptions(options)
  if (options.store !== undefined) {
    throw new UsageError('store: expected none without a socket; use startUnderstudy')
  }
  if (options.tls !== undefined && options.tls !== false) {
    throw new UsageError('tls: expected none without a socket; use startUnderstudy')
  }
  return openCore(options, openDocument(undefined), undefined)
}

function openCore(
  options: UnderstudyOptions,
  document: PersistedDocument,
  state: FixtureDocument | undefined,
  notices: StartNotices = {},
): Core {
  const sources = readSources(options)
  const { contract } = sources
  const file = options.journal ?? process.env['UNDERSTUDY_JOURNAL']
  const journalFile =
    file === undefined || file === ''
      ? undefined
      : openJournalFile(file, describeSession(contract, options), warn)
  const journal = createJournal({
    contract,
    validators: getValidators(contract.model),
    sink: journalFile,
  })
  const behaviors = openBehaviors(behaviorsOf(options), { watches: options.watch ?? false, warn })
  const service = openService(sources, { options, state, journal, behaviors, notices })
  const core = new Core(service, document, { options, journalFile })
  if (options.watch) core.watch(options, sources, notices)
  return core
}

function behaviorsOf(options: UnderstudyOptions) {
  const { behaviors } = options
  if (behaviors === undefined) return behaviorsOfServiceFolders(contractPathsOf(options))
  return typeof behaviors === 'string' ? [behaviors] : { ...behaviors }
}

function warn(message: string): void {
  process.stderr.write(`understudy: ${message}\n`)
}

/** What the first line of a journal file's session says. */
function describeSession(contract: Contract, { auth, clock, ids, basePath }: UnderstudyOptions) {
  return {
    contract: contract.hash,
    options: {
      auth: auth ?? 'report',
      ids: ids ?? 'uuid',
      ...(clock !== undefined && { clock }),
      ...(basePath !== undefined && { basePath }),
    },
    inventory: inventoryOf(contract),
  }
}

function openService(
  sources: Sources,
  {
    options,
    state,
    journal,
    behaviors,
    notices,
  }: {
    readonly options: UnderstudyOptions
    readonly state: FixtureDocument | undefined
    readonly journal: Journal
    readonly behaviors: BehaviorSource | undefined
    readonly notices: StartNotices
  },
): Service {
  const { contract } = sources
  const clock = options.clock === undefined ? undefined : new Date(options.clock)
  return openWithFixtures(
    sources,
    options,
    notices,
    (fixtures) =>
      new Service(
        {
          contract,
          basePath: readBasePath(options.basePath ?? contract.basePath),
          auth: options.auth ?? 'report',
          source: createSource({ clock, ids: options.ids ?? 'uuid' }),
          journal,
          behaviors,
        },
        fixtures,
        state,
      ),
  )
}

type CoreOptions = Pick<
  UnderstudyOptions,
  'store' | 'cors' | 'tls' | 'controlToken' | 'sandboxIdle'
>

/** One double, or one of its sandboxes: its service, its listener and Express app, its store document and journal file. */
class Core implements Understudy {
  readonly #service: Service
  readonly #document: PersistedDocument
  /** Of a sandbox: whose socket and process it shares. */
  readonly #parent: Core | undefined
  readonly #journalFile: JournalFile | undefined
  readonly #listener: RequestListener
  readonly #persist: () => Promise<void> | undefined
  readonly #tls: TlsOption | undefined
  readonly #controlToken: string | undefined
  readonly #options: CoreOptions
  readonly #sandboxes: Sandboxes<Core>
  readonly #serveSandbox: RequestListener
  #isClosed = false
  #app: RequestListener | undefined
  #server: OpenedServer | undefined
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
      readonly options: CoreOptions
      readonly journalFile?: JournalFile | undefined
      readonly parent?: Core | undefined
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
    this.#serveSandbox = createSandboxListener(service, (name) => this.#sandboxes.use(name).#serve)
    const isKept = options.store !== undefined
    const state = () => service.state()
    let written = -1
    this.#persist = () => {
      if (!isKept) return undefined
      const { version } = service
      if (version === written) return undefined
      return document.write(state).then(
        () => {
          written = Math.max(written, version)
        },
        (error: unknown) => {
          // What is answered with an error has not happened.
          service.takeBack(document.kept)
          written = service.version
          throw error
        },
      )
    }
    if (!isKept) void document.write(state)
    this.#listener = createServiceListener(service, this.#persist, readCorsOption(options.cors))
    if (!parent) addOpenService(this)
  }

  get url(): string {
    return this.#origin + this.#service.basePath
  }

  /** '' without a socket. */
  get #origin(): string {
    if (this.#parent) return this.#parent.#origin
    if (!this.#server) return ''
    const { server, certificate } = this.#server
    const { address, port, family } = server.address() as AddressInfo
    const host = family === 'IPv6' ? `[${address}]` : address
    const scheme = certificate === undefined ? 'http' : 'https'
    return `${scheme}://${host}:${port}`
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

  async restore({ mark }: Snapshot): Promise<void> {
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

  #openSandbox(name: string): Core {
    return new Core(this.#service.fork(name), openDocument(undefined), {
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
    const { playScenario } = await import('./play-scenario.ts')
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
    const opened = await openServer(this.#service, listener, { tls, host })
    const { server } = opened
    await new Promise<void>((resolve, reject) => {
      server.once('error', (error: NodeJS.ErrnoException) => reject(listenError(error, host, port)))
      server.listen(port, host, resolve)
    })
    this.#host = host
    this.#server = opened
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

function listenError({ code, message }: NodeJS.ErrnoException, host: string, port: number): Error {
  if (code === 'EADDRINUSE') return new UsageError(`port ${port} of ${host} is taken`)
  if (code === 'EACCES') return new UsageError(`port ${port} of ${host} is not allowed`)
  if (code === 'ENOTFOUND' || code === 'EADDRNOTAVAIL') {
    return new UsageError(`host: '${host}' is no address of this machine`)
  }
  return new UsageError(`cannot listen on ${host}:${port}: ${message}`)
}
