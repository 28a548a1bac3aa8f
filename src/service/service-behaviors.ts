import {
  bindBehaviors,
  type BehaviorModule,
  type BehaviorSource,
  type BoundBehaviors,
} from '../behaviors/index.ts'
import { UsageError } from '../errors.ts'
import type { Model } from '../model/index.ts'

/** Users' modules as they fit the model of the moment, which fixtures may extend. */
export class ServiceBehaviors {
  readonly #source: BehaviorSource
  #modules: readonly BehaviorModule[] | undefined
  #model: Model | undefined
  #bound: BoundBehaviors | undefined

  /** @throws UsageError that lists what does not fit */
  constructor(source: BehaviorSource, model: Model) {
    this.#source = source
    throwMisfits(this.#bind(source.modules, model))
  }

  /** Read anew if the files have changed and may be watched. */
  read(model: Model): BoundBehaviors {
    this.#source.refresh((modules) => throwMisfits(bindBehaviors(modules, model)))
    return this.#bind(this.#source.modules, model)
  }

  /** A module for a resource that other fixtures brought has none to work on, and waits. */
  #bind(modules: readonly BehaviorModule[], model: Model): BoundBehaviors {
    if (!this.#bound || this.#modules !== modules || this.#model !== model) {
      this.#bound = bindBehaviors(modules, model)
      this.#modules = modules
      this.#model = model
    }
    return this.#bound
  }
}

function throwMisfits({ problems }: BoundBehaviors): void {
  if (problems.length > 0) throw new UsageError(problems.join('\n'))
}
