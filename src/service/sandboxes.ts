import type { RequestListener } from 'node:http'
import { clearInterval, setInterval } from 'node:timers'
import { ODataError } from '../errors.ts'
import { checkControlAccess, type ControlAccess } from './control-access.ts'
import { isUnderServiceRoot } from './listener.ts'
import { respondWithError } from './respond-with-error.ts'
import { readSandboxPath, sandboxPath } from './sandbox-path.ts'
import type { Service } from './service.ts'

// Test frameworks put their own clocks in the place of timers, also of this module's exports: a test
// that moves its time on by an hour has not left its sandbox.
const startInterval = setInterval
const stopInterval = clearInterval
const readElapsed = performance.now.bind(performance)

export interface SandboxesOptions<Sandbox> {
  readonly open: (name: string) => Sandbox
  /** Called once for each that was opened. */
  readonly close: (sandbox: Sandbox) => void
  /** Without a request for so long, a sandbox that nobody holds is closed. */
  readonly idleSeconds: number
  /** How many there may be at once. */
  readonly most?: number | undefined
  readonly warn: (message: string) => void
  /** Milliseconds of a clock that only goes forward. */
  readonly elapsed?: (() => number) | undefined
  /** Calls again and again until what it gives is called. */
  readonly repeat?: ((call: () => void, milliseconds: number) => () => void) | undefined
}

function repeatByTimer(call: () => void, milliseconds: number): () => void {
  const timer = startInterval(call, milliseconds).unref()
  return () => stopInterval(timer)
}

interface Kept<Sandbox> {
  readonly sandbox: Sandbox
  /** Held by a program, which closes it. */
  isHeld: boolean
  usedAt: number
}

/** The sandboxes of one service by name: made when first asked for, gone when they are idle. */
export class Sandboxes<Sandbox> {
  readonly #options: SandboxesOptions<Sandbox>
  readonly #most: number
  readonly #idle: number
  readonly #elapsed: () => number
  readonly #repeat: NonNullable<SandboxesOptions<Sandbox>['repeat']>
  readonly #kept = new Map<string, Kept<Sandbox>>()
  #stopSweeping: (() => void) | undefined
  #hasWarned = false

  constructor(options: SandboxesOptions<Sandbox>) {
    this.#options = options
    this.#most = options.most ?? 1000
    this.#idle = options.idleSeconds * 1000
    this.#elapsed = options.elapsed ?? readElapsed
    this.#repeat = options.repeat ?? repeatByTimer
  }

  get names(): readonly string[] {
    return [...this.#kept.keys()]
  }

  /**
   * The sandbox that a request is for.
   * @throws ODataError 503 when there are too many that are held
   */
  use(name: string): Sandbox {
    return this.#find(name).sandbox
  }

  /**
   * The sandbox, which from now on is closed by `remove` alone.
   * @throws ODataError as `use`
   */
  hold(name: string): Sandbox {
    const kept = this.#find(name)
    kept.isHeld = true
    return kept.sandbox
  }

  /** @param sandbox the one that is meant, where another may have its name by now */
  remove(name: string, sandbox?: Sandbox): void {
    const kept = this.#kept.get(name)
    if (!kept || (sandbox && kept.sandbox !== sandbox)) return
    this.#kept.delete(name)
    if (this.#kept.size === 0) {
      this.#stopSweeping?.()
      this.#stopSweeping = undefined
    }
    this.#options.close(kept.sandbox)
  }

  /** Closes those that nobody holds and that were idle too long. */
  sweep(): void {
    const now = this.#elapsed()
    for (const [name, kept] of this.#kept) {
      if (this.#isIdle(kept, now)) this.remove(name)
    }
  }

  close(): void {
    for (const name of this.#kept.keys()) this.remove(name)
  }

  #isIdle({ isHeld, usedAt }: Kept<Sandbox>, now: number): boolean {
    return !isHeld && usedAt <= now - this.#idle
  }

  #find(name: string): Kept<Sandbox> {
    const now = this.#elapsed()
    let kept = this.#kept.get(name)
    // Whether or not it has been swept by now.
    if (kept && this.#isIdle(kept, now)) {
      this.remove(name)
      kept = undefined
    }
    if (!kept) {
      if (this.#kept.size >= this.#most) this.#makeRoom()
      kept = { sandbox: this.#options.open(name), isHeld: false, usedAt: 0 }
      this.#kept.set(name, kept)
      const interval = Math.min(Math.max(this.#idle / 4, 10), 60_000)
      this.#stopSweeping ??= this.#repeat(() => this.sweep(), interval)
    }
    kept.usedAt = now
    return kept
  }

  #makeRoom(): void {
    let leastUsed: string | undefined
    let usedAt = Infinity
    for (const [name, kept] of this.#kept) {
      if (kept.isHeld || kept.usedAt >= usedAt) continue
      leastUsed = name
      usedAt = kept.usedAt
    }
    if (leastUsed === undefined) {
      const message = `there are ${this.#most} sandboxes, all of them held; close one first`
      throw new ODataError(503, 'ServiceUnavailable', message)
    }
    if (!this.#hasWarned) {
      this.#hasWarned = true
      const message = `there are ${this.#most} sandboxes: for each new one, the one unused for longest goes, '${leastUsed}' first`
      this.#options.warn(message)
    }
    this.remove(leastUsed)
  }
}

/**
 * Hands a request to the sandbox that its URL names. Who may not ask its control plane makes none.
 * @param listenerOf finds or makes a sandbox
 */
export function createSandboxListener(
  service: Service,
  listenerOf: (name: string) => RequestListener,
  access: ControlAccess,
): RequestListener {
  return (request, response) => {
    let listener: RequestListener
    try {
      const { name, url } = readSandboxPath(request.url ?? '')
      if (url !== request.url) {
        request.url = url
        // What Express keeps of it, which is read in the place of `url`.
        if ('originalUrl' in request) request.originalUrl = url
      }
      const mountPath = sandboxPath(name)
      if (isUnderServiceRoot(url, `${mountPath}/_understudy`)) checkControlAccess(request, access)
      listener = listenerOf(name)
    } catch (error) {
      request.resume()
      const { status, headers, body } = respondWithError(error, request, service)
      response.writeHead(status, headers).end(body)
      return
    }
    listener(request, response)
  }
}
