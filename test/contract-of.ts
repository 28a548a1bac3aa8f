import type { Contract, ContractOperation } from '../src/contract/contract.ts'
import { buildModel, type ModelDeclaration } from '../src/model/index.ts'

/** Declares nothing, for what is not about types. */
export const emptyDeclaration: ModelDeclaration = {
  namespace: 'shop',
  types: [],
  operations: [],
  containerName: 'container',
  entitySets: [],
  singletons: [],
  operationImports: [],
}

/** A contract as if its pages had been read. */
export function contractOf(
  declaration: ModelDeclaration,
  operations: readonly ContractOperation[] = [],
): Contract {
  return {
    declaration,
    operations,
    diagnostics: [],
    basePath: '/beta',
    model: buildModel(declaration),
    kind: 'pages',
    hash: '00',
    pages: [],
    files: [],
  }
}
