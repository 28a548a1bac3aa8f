import type { Contract } from '../contract/contract.ts'
import { isStructuredType, type EdmType, type StructuredType } from '../model/index.ts'

/**
 * The structured types that a request can have to do with: those of sets and singletons and of what
 * operations take and answer, and all that stands in them or derives from them.
 */
export function findReachableTypes({ model, operations }: Contract): ReadonlySet<StructuredType> {
  const { entitySets, singletons, operationImports } = model.container
  const reached = new Set<StructuredType>()
  for (const { entityType } of [...entitySets.values(), ...singletons.values()]) {
    reach(entityType, reached)
  }
  for (const { requestBody, responses } of operations) {
    for (const shape of [requestBody?.shape, ...responses.map(({ body }) => body)]) {
      reach(shape && model.types.get(shape.typeName), reached)
    }
  }
  const imported = new Set([...operationImports.values()].flatMap((each) => each.operations))
  for (const operation of model.operations) {
    const { bindingType, parameters, returnType } = operation
    const isBound = bindingType && (reached as ReadonlySet<EdmType>).has(bindingType.type)
    if (!isBound && !imported.has(operation)) continue
    for (const { type } of parameters) reach(type, reached)
    reach(returnType?.type, reached)
  }
  return reached
}

/** Without recursion, since a contract may chain thousands of types. */
function reach(first: EdmType | undefined, reached: Set<StructuredType>): void {
  const waiting = [first]
  for (let type = waiting.pop(); type; type = waiting.pop()) {
    if (!isStructuredType(type) || reached.has(type)) continue
    reached.add(type)
    if (type.baseType) waiting.push(type.baseType)
    waiting.push(...type.derivedTypes)
    for (const member of type.ownProperties.values()) waiting.push(member.type)
    for (const member of type.ownNavigationProperties.values()) waiting.push(member.type)
  }
}
