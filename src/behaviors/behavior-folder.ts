import { UsageError } from '../errors.ts'
import type { BehaviorModule } from './behavior.ts'
import { fingerprintOf, loadBehaviors } from './load-behaviors.ts'

/** Where a service has its modules from. */
export interface BehaviorSource {
  readonly modules: readonly BehaviorModule[]
  /** Reads the modules anew if files have changed; those that `accept` refuses stay out. */
  refresh(accept: (modules: readonly BehaviorModule[]) => void): void
}

/**
 * The modules of folders, or those that the caller has.
 * @returns `undefined` without any, for which nothing is loaded
 * @throws UsageError for a folder or module that cannot be read
 */
export function openBehaviors(
  given: readonly string[] | Readonly<Record<string, unknown>>,
  options: { readonly watches: boolean; readonly warn: (message: string) => void },
): BehaviorSource | undefined {
  if (Array.isArray(given)) {
    const folders = given as readonly string[]
    return folders.length > 0 ? new BehaviorFolder(folders, options) : undefined
  }
  const modules = Object.entries(given).map(([resource, behavior]) => ({
    file: `behaviors.${resource}`,
    resource,
    behavior,
  }))
  return { modules, refresh: () => undefined }
}

/** The modules of folders, which may be read anew while the service runs. */
class BehaviorFolder implements BehaviorSource {
  readonly #folders: readonly string[]
  readonly #watches: boolean
  readonly #warn: (message: string) => void
  #fingerprint: string
  #modules: readonly BehaviorModule[]

  /** @throws UsageError for a folder or module that cannot be read */
  constructor(
    folders: readonly string[],
    { watches, warn }: { readonly watches: boolean; readonly warn: (message: string) => void },
  ) {
    this.#folders = folders
    this.#watches = watches
    this.#warn = warn
    this.#fingerprint = watches ? this.#look() : ''
    this.#modules = this.#load()
  }

  get modules(): readonly BehaviorModule[] {
    return this.#modules
  }

  /** @param accept throws UsageError for modules that do not fit; the last good ones stay then */
  refresh(accept: (modules: readonly BehaviorModule[]) => void): void {
    if (!this.#watches) return
    const fingerprint = this.#look()
    if (fingerprint === this.#fingerprint) return
    this.#fingerprint = fingerprint
    try {
      const modules = this.#load()
      accept(modules)
      this.#modules = modules
      this.#warn('behaviors: read anew')
    } catch (error) {
      if (!(error instanceof UsageError)) throw error
      this.#warn(`${error.message}\nbehaviors: the last good ones stay`)
    }
  }

  #look(): string {
    return this.#folders.map(fingerprintOf).join('\n\n')
  }

  #load(): readonly BehaviorModule[] {
    return this.#folders.flatMap(loadBehaviors)
  }
}
