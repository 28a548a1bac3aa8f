import type { AddressFacts } from './contract-reader.ts'

/** What is known of an address before it is resolved against a contract. */
export const nothingAddressed: Omit<AddressFacts, 'kind' | 'method' | 'path'> = {
  operation: undefined,
  isPart: false,
  isDeclared: true,
  problem: undefined,
  served: undefined,
  property: undefined,
  isRaw: false,
  optionNames: [],
  unknownOptions: [],
  customNames: [],
  refusals: [],
  findNamed: () => [],
  findBodyProblems: () => [],
  findReadOnly: () => [],
  findSource: () => undefined,
}
