import type { RequestContext } from '../engine/index.ts'
import type { JsonValue } from '../model/index.ts'
import { canonicalPath, type Entity } from '../store/index.ts'
import type { BehaviorContext, HookName } from './behavior.ts'
import { hookOf, type BoundBehaviors, type Resource } from './bind-behaviors.ts'
import { representationOf } from './representation.ts'
import { behaviorFailed, refuseByModule, runHook, type HookPlace } from './run-hook.ts'
import { openState } from './state-access.ts'

/** What modules are told of the request. */
export interface HookedRequest {
  readonly method: string
  readonly headers: Readonly<Record<string, string>>
  readonly claims: Readonly<Record<string, unknown>> | undefined
}

/** What a hook is about. */
export interface Subject {
  readonly entity?: Entity
  readonly entities?: () => readonly Entity[]
  readonly value?: JsonValue
  readonly path?: string | undefined
}

/** What is called, and on what: the value may be made only where there is a hook. */
interface HookArguments {
  readonly of: Subject
  readonly value?: unknown
}

/** Hooks that change what has hooks again: deeper than any data, and short of a stack's end. */
const deepest = 16

/** Calls the hooks of modules, for one request. */
export class HookRunner {
  readonly #byResource: BoundBehaviors['byResource']
  readonly #request: HookedRequest
  readonly #running = new Map<HookName, Set<Entity>>()
  #depth = 0

  constructor({ byResource }: BoundBehaviors, request: HookedRequest) {
    this.#byResource = byResource
    this.#request = request
  }

  /**
   * @param about `entity` that the hook is about: what the hook does with it does not call the hook again
   * @returns `undefined` where there is no hook
   */
  call(
    name: HookName,
    about: { readonly resource: Resource | undefined; readonly entity?: Entity },
    context: RequestContext,
    values: HookArguments,
  ): { readonly place: HookPlace; readonly result: unknown } | undefined {
    const { resource, entity } = about
    const module = resource && this.#byResource.get(resource)
    const hook = hookOf(module, name)
    if (!module || !hook) return undefined
    const active = this.#running.get(name) ?? new Set()
    if (entity && active.has(entity)) return undefined
    this.#running.set(name, active)
    const place = { module, hook: name }
    if (entity) active.add(entity)
    try {
      const given = this.contextFor(values.of, context)
      return { place, result: this.run(place, () => hook(given, values.value)) }
    } finally {
      if (entity) active.delete(entity)
    }
  }

  /** @throws ODataError 500 when hooks have led to each other too often */
  run(place: HookPlace, call: () => unknown): unknown {
    if (this.#depth >= deepest) {
      throw behaviorFailed(place, `hooks lead to each other, ${deepest} deep`)
    }
    this.#depth++
    try {
      return runHook(place, call)
    } finally {
      this.#depth--
    }
  }

  /** What a hook or an operation is given first. */
  contextFor({ entity, entities, value, path }: Subject, context: RequestContext): BehaviorContext {
    const { method, headers, claims } = this.#request
    let shown: BehaviorContext['entity']
    let listed: BehaviorContext['entities'] | undefined
    return {
      method,
      headers,
      claims,
      get entity() {
        return entity && (shown ??= representationOf(entity))
      },
      get entities() {
        return (listed ??= (entities?.() ?? []).map(representationOf))
      },
      value,
      path: entity ? canonicalPath(entity) : path,
      ...openState(context, method === 'GET' || method === 'HEAD'),
      now: () => context.now(),
      id: () => context.newId(),
      fail: refuseByModule,
    }
  }
}
