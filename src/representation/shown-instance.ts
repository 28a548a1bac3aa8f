import type { RequestContext } from '../engine/index.ts'
import type { EntityInstance } from '../model/index.ts'
import { storedOf } from './stored-instance.ts'
import type { WriteOptions } from './write-options.ts'

/** How entities are shown where users' modules say it: with what `$compute` added to them. */
export function shownBy(context: RequestContext): WriteOptions['shown'] {
  const { hooks } = context
  if (!hooks) return undefined
  return (instance) => {
    const stored = storedOf(instance)
    const shown = stored && hooks.shown(stored, context)
    if (!shown || shown === stored.properties) return instance
    const { type, properties, related } = instance
    const others = Object.entries(properties).filter(
      ([name, value]) => value !== stored.properties[name],
    )
    return {
      type,
      properties: { ...shown, ...Object.fromEntries(others) },
      origin: stored,
      related,
    } satisfies EntityInstance
  }
}
