import type { BindingScope } from '../expression/index.ts'
import type { EdmType } from '../model/index.ts'
import { search } from './search.ts'
import type { PlanContext } from './system-query-option.ts'

/**
 * What the names in an expression of a query option may mean. In options that nest in another's
 * parentheses, `$it` is the instance of the resource that the path names (see `withIt`).
 * @param optionName for messages
 */
export function expressionScope(
  optionName: string,
  type: EdmType,
  context: PlanContext,
): BindingScope {
  const { model, aliases, resourceType, onNamed } = context
  return {
    model,
    type,
    aliases,
    optionName,
    seesDerivedTypes: !context.isStrict,
    onNamed,
    planSearch: (node, itemType) => search.plan(node, itemType, context),
    variables: new Map([
      ...(context.variables ?? []),
      ['$these', { type, isCollection: true }],
      ...(resourceType ? [['$it', { type: resourceType, isCollection: false }] as const] : []),
    ]),
  }
}
