import type { Contract, ContractOperation, HttpMethod } from '../contract/contract.ts'
import { ODataError } from '../errors.ts'
import type { Model } from '../model/index.ts'
import { resolveResourcePath } from '../plan/index.ts'
import { ODataSyntaxError, parseResourcePath } from '../syntax/index.ts'

interface Entry {
  readonly operation: ContractOperation
  /** Names of the query options that its documented path has, as written without `$`. */
  readonly optionNames: readonly string[]
}

/** The documented operations by what they address, so that every door to a resource finds them. */
export interface OperationTable {
  /** The operation that a request matches: of several at one address, that whose documented options it gives. */
  find(
    method: string,
    signature: string,
    optionNames: readonly string[],
  ): ContractOperation | undefined
  /** Methods documented at an address. */
  methodsAt(signature: string): readonly HttpMethod[]
  /** True when the contract declares operations at all; without, every write is allowed. */
  readonly isDeclared: boolean
  readonly operations: readonly ContractOperation[]
}

export function buildOperationTable({ operations }: Contract, model: Model): OperationTable {
  const bySignature = new Map<string, Map<HttpMethod, Entry[]>>()
  for (const operation of operations) {
    for (const { text, query } of operation.paths) {
      const signature = templateSignature(text, model)
      if (signature === undefined) continue
      let methods = bySignature.get(signature)
      if (!methods) bySignature.set(signature, (methods = new Map()))
      const entries = methods.get(operation.method) ?? []
      methods.set(operation.method, [...entries, { operation, optionNames: readNames(query) }])
    }
  }
  return {
    find: (method, signature, optionNames) => {
      const entries = bySignature.get(signature)?.get(method as HttpMethod)
      if (!entries) return undefined
      const given = new Set(optionNames.map((name) => name.replace(/^\$/, '')))
      const fitting = entries
        .filter((entry) => entry.optionNames.every((name) => given.has(name)))
        .sort((a, b) => b.optionNames.length - a.optionNames.length)
      return (fitting[0] ?? entries[0])?.operation
    },
    methodsAt: (signature) => [...(bySignature.get(signature)?.keys() ?? [])],
    isDeclared: operations.length > 0,
    operations,
  }
}

function readNames(query: string | undefined): string[] {
  return (query ?? '')
    .split('&')
    .map((pair) => pair.split('=')[0]!.replace(/^(\$|%24)/, ''))
    .filter((name) => name !== '')
}

/** What a documented path addresses; `undefined` when it does not fit the model (`lint` says so). */
function templateSignature(template: string, model: Model): string | undefined {
  const path = template.replace(/^\//, '').replace(/\{[^{}]*\}|<[^<>]*>/g, 'x')
  try {
    const { segments } = parseResourcePath(path)
    return resolveResourcePath(segments, model, { isTemplate: true }).signature
  } catch (error) {
    if (error instanceof ODataError || error instanceof ODataSyntaxError) return undefined
    throw error
  }
}

/** Documented operations that a refused request may have meant, most alike first, as `METHOD /path (file:line)`. */
export function nearestOperations(
  { operations }: OperationTable,
  method: string,
  signature: string,
): readonly string[] {
  const wanted = new Set(signature.split('/'))
  const scored = operations.map((operation) => {
    const segments = operation.paths[0]?.text
      .split('/')
      .filter((part) => part && !part.startsWith('{'))
    const shared = segments?.filter((part) => wanted.has(part)).length ?? 0
    const penalty = Math.abs((segments?.length ?? 0) - wanted.size) / 10
    return { operation, score: shared + (operation.method === method ? 0.5 : 0) - penalty, shared }
  })
  return scored
    .filter(({ shared }) => shared > 0)
    .sort((a, b) => b.score - a.score)
    .slice(0, 3)
    .map(({ operation: { method: verb, paths, source } }) => {
      return `${verb} ${paths[0]?.text ?? ''} (${source.file}:${source.line})`
    })
}
