import type { Operation } from '../../model/index.ts'
import { isOfCsdl } from './csdl-elements.ts'
import type { LintRule } from './lint-rule.ts'

/** Overloads and paths that contradict the operation. See CSDL, "Action and Function". */
export const csdlOperation: LintRule = {
  name: 'csdl-operation',
  severity: 'error',
  *check({ model }) {
    const returned = new Map<string, string>()
    for (const operation of model.operations) {
      const { source, qualifiedName } = operation
      if (!isOfCsdl(source)) continue
      for (const problem of findProblems(operation, returned)) {
        yield { message: `${qualifiedName}: ${problem}`, source }
      }
    }
  },
}

/** @param returned the return type of each function by name and binding type */
function* findProblems(operation: Operation, returned: Map<string, string>): Iterable<string> {
  const { kind, parameters, entitySetPath, bindingParameterName } = operation
  const binding = bindingParameterName === undefined ? [] : [bindingParameterName]
  const names = [...binding, ...parameters.map(({ name }) => name)]
  for (const [index, name] of names.entries()) {
    if (names.indexOf(name) < index) yield `two parameters are called '${name}'`
  }
  const [first] = entitySetPath?.split('/') ?? []
  if (first !== undefined && first !== bindingParameterName) {
    yield `EntitySetPath: expected the binding parameter ${bindingParameterName ?? '(there is none)'} first, found '${first}'`
  }
  if (kind === 'action') return
  const overload = `${operation.qualifiedName} ${typeText(operation.bindingType)}`
  const type = typeText(operation.returnType)
  const expected = returned.get(overload)
  if (expected === undefined) returned.set(overload, type)
  else if (expected !== type) yield `returns ${type}, where another overload returns ${expected}`
}

function typeText(reference: Operation['bindingType']): string {
  if (!reference) return 'nothing'
  const { type, isCollection } = reference
  return isCollection ? `Collection(${type.qualifiedName})` : type.qualifiedName
}
