import type { Operation } from '../../model/index.ts'
import { isOfCsdl } from './csdl-elements.ts'
import type { LintRule } from './lint-rule.ts'

/** An overload that a call could not tell from another. See CSDL, "Action Overloads" and "Function Overloads". */
export const csdlOverload: LintRule = {
  name: 'csdl-overload',
  severity: 'error',
  *check({ model }) {
    const first = new Map<string, Operation>()
    for (const operation of model.operations) {
      if (!isOfCsdl(operation.source)) continue
      const signature = signatureOf(operation)
      const known = first.get(signature)
      if (!known?.source) {
        first.set(signature, operation)
        continue
      }
      const { file, line } = known.source
      yield {
        message: `${operation.qualifiedName} has the signature of the overload at ${file}:${line}`,
        source: operation.source,
      }
    }
  },
}

function signatureOf({ kind, qualifiedName, bindingType, parameters }: Operation): string {
  const binding = bindingType ? `${bindingType.isCollection} ${bindingType.type.qualifiedName}` : ''
  const names = kind === 'action' ? [] : parameters.map(({ name }) => name).sort()
  return [kind, qualifiedName, binding, ...names].join(' ')
}
