import type { Model } from '../../model/index.ts'
import type { PathStep } from '../path-step.ts'
import { hasCapabilities, resourceAt, restriction } from './restrictions.ts'

/**
 * Whether changes of what a path addresses can be tracked, as far as annotations say.
 * @see Vocabulary Capabilities, "ChangeTracking"
 */
export function isTrackingSupported(steps: readonly PathStep[], model: Model): boolean {
  if (!hasCapabilities(model)) return true
  const resource = resourceAt(steps, model)
  return !resource || restriction('ChangeTracking', 'Supported', resource) !== false
}
