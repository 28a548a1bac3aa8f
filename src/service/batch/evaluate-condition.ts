import { badRequest } from '../../errors.ts'
import { bindPredicate, compilePredicate } from '../../expression/index.ts'
import { primitiveTypes } from '../../model/index.ts'
import { ODataSyntaxError, parseCommonExpr, type CommonExpr } from '../../syntax/index.ts'
import type { Service } from '../service.ts'
import type { ReferenceScope } from './find-result.ts'
import { conditionNotation, replaceValues } from './replace-values.ts'

/**
 * Whether `if` lets a request be carried out: null is no.
 * @throws ODataError 400 when it is no Boolean expression of answers before it
 * @see JSON Format, "Batch Request"
 */
export function evaluateCondition(
  condition: string,
  scope: ReferenceScope,
  { world: { model, readContext } }: Service,
): boolean {
  const text = replaceValues(condition, scope, conditionNotation)
  // No instance stands behind it, so that no name but of a function has a meaning.
  const type = primitiveTypes['Edm.Boolean']
  const predicate = bindPredicate(parse(text), { model, type, optionName: 'if' })
  return compilePredicate(predicate)(null, readContext)
}

function parse(text: string): CommonExpr {
  try {
    return parseCommonExpr(text)
  } catch (error) {
    if (error instanceof ODataSyntaxError) throw badRequest(`if: ${error.message}`, 'if')
    throw error
  }
}
