import type { BindingScope } from '../../expression/index.ts'
import { expressionScope } from '../expression-scope.ts'
import type { CollectionShape } from './collection-shape.ts'
import type { ApplyContext } from './transformation.ts'

/** What names in an expression of a transformation may mean. */
export function scopeOf({ type }: CollectionShape, { plan }: ApplyContext): BindingScope {
  return expressionScope('$apply', type, plan)
}
