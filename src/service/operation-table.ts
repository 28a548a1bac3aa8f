import { basename } from 'node:path'
import type { Contract, ContractOperation, HttpMethod } from '../contract/contract.ts'
import { readDocumentedUrl } from '../contract/compile-paths.ts'
import type { Model } from '../model/index.ts'
import { resolveTemplate } from '../plan/index.ts'
import { findSystemOptionName } from '../query/index.ts'
import { isDocumentedText } from './read-body.ts'

interface Entry {
  readonly operation: ContractOperation
  /** Names of the query options that its documented path has, as written without `$`. */
  readonly optionNames: readonly string[]
}

/** The documented operations by what they address, so that every door to a resource finds them. */
export interface OperationTable {
  /**
   * The operation that a request matches: of several at one address, that whose documented options and
   * media type it gives, and which is about the type, where those are known.
   */
  find(
    method: string,
    signature: string,
    optionNames: readonly string[],
    about?: RequestSubject,
  ): ContractOperation | undefined
  /** Methods documented at an address. */
  methodsAt(signature: string): readonly HttpMethod[]
  /**
   * True when pages say which operations there are on what is addressed; without, every write is allowed.
   * Beside CSDL they say it of the sets and singletons that they document.
   */
  isDeclaredAt(signature: string): boolean
  readonly operations: readonly ContractOperation[]
}

/** What is known of a request beside its address. */
export interface RequestSubject {
  /** Of what the path leads to. */
  readonly addressedName?: string | undefined
  /** Of what the body or the answer is; it decides, also against the options. */
  readonly typeName?: string | undefined
  /** Of a body that is not JSON. */
  readonly contentType?: string | undefined
}

const tables = new WeakMap<Contract, OperationTable>()

/** One table for a contract, however often its state is replaced. */
export function getOperationTable(contract: Contract): OperationTable {
  let table = tables.get(contract)
  if (!table) tables.set(contract, (table = buildOperationTable(contract)))
  return table
}

function buildOperationTable({ operations, model }: Contract): OperationTable {
  const documented = new Addresses(model)
  for (const operation of operations) {
    for (const { text, query } of operation.paths) {
      documented.add(operation.method, text, { operation, optionNames: readNames(query) })
    }
  }
  let shown: Addresses | undefined
  const entriesAt = (method: HttpMethod, signature: string): readonly Entry[] | undefined =>
    documented.at(signature).get(method) ??
    documented.at(otherUserPath(signature)).get(method) ??
    (shown ??= readExampleAddresses(operations, model)).at(signature).get(method)
  return {
    find: (method, signature, optionNames, about = {}) => {
      const entries = entriesAt(method as HttpMethod, signature)
      return entries && findEntry(entries, method, optionNames, about)?.operation
    },
    methodsAt: (signature) => allMethods.filter((method) => entriesAt(method, signature)),
    isDeclaredAt: (signature) =>
      operations.length > 0 &&
      (model.schemas.length === 0 || documented.hasRoot(rootOf(signature))),
    operations,
  }
}

function findEntry(
  entries: readonly Entry[],
  method: string,
  optionNames: readonly string[],
  { addressedName, typeName, contentType }: RequestSubject,
): Entry | undefined {
  const given = new Set(optionNames.map((name) => name.replace(/^\$/, '')))
  const fitting = entries
    .filter((entry) => entry.optionNames.every((name) => given.has(name)))
    .sort((a, b) => b.optionNames.length - a.optionNames.length || compareSubjects(a, b))
  const isWanted = ({ operation }: Entry): boolean =>
    typeName === undefined
      ? contentType !== undefined && isDocumentedText(contentType, operation)
      : isAbout(operation, typeName)
  const wanted = entries.length > 1 ? [...fitting, ...entries].find(isWanted) : undefined
  return wanted ?? fitting[0] ?? entries.find((entry) => method !== 'GET' || !isShaped(entry))

  /** Pages of the addressed type first, then what is about it, then pages of fewer doors, which tell of one thing rather than many. */
  function compareSubjects(a: Entry, b: Entry): number {
    if (addressedName === undefined) return 0
    const distance = ({ operation }: Entry): number => {
      if (isNamedAfter(operation, addressedName)) return 0
      return isAbout(operation, addressedName) ? 1 : 2
    }
    return distance(a) - distance(b) || a.operation.paths.length - b.operation.paths.length
  }
}

/** Pages are named `user-update.md`; those of another product that touch the type, `intune-devices-user-update.md`. */
function isNamedAfter({ source }: ContractOperation, typeName: string): boolean {
  const name = typeName.slice(typeName.lastIndexOf('.') + 1).toLowerCase()
  return basename(source.file).toLowerCase().startsWith(`${name}-`)
}

/** A read that a page documents with a system query option alone tells nothing of one without. */
function isShaped({ optionNames }: Entry): boolean {
  return optionNames.some((name) => findSystemOptionName(name) !== undefined)
}

function isAbout({ requestBody, responses }: ContractOperation, typeName: string): boolean {
  if (requestBody?.shape?.typeName === typeName) return true
  return responses.some(({ body }) => body?.typeName === typeName)
}

const allMethods: readonly HttpMethod[] = ['GET', 'POST', 'PATCH', 'PUT', 'DELETE']

/** Operations by what their paths address, then by method. */
class Addresses {
  readonly #model: Model
  readonly #bySignature = new Map<string, Map<HttpMethod, Entry[]>>()
  readonly #roots = new Set<string>()

  constructor(model: Model) {
    this.#model = model
  }

  /** A path that does not fit the model addresses nothing (`lint` says so). */
  add(method: HttpMethod, path: string, entry: Entry): void {
    const signature = resolveTemplate(path, this.#model)?.signature
    if (signature === undefined) return
    this.#roots.add(rootOf(signature))
    let methods = this.#bySignature.get(signature)
    if (!methods) this.#bySignature.set(signature, (methods = new Map()))
    const entries = methods.get(method)
    if (entries) entries.push(entry)
    else methods.set(method, [entry])
  }

  hasRoot(name: string): boolean {
    return this.#roots.has(name)
  }

  at(signature: string | undefined): ReadonlyMap<HttpMethod, readonly Entry[]> {
    return (signature === undefined ? undefined : this.#bySignature.get(signature)) ?? noEntries
  }
}

function rootOf(signature: string): string {
  return signature.split('/', 1)[0]!
}

const noEntries: ReadonlyMap<HttpMethod, readonly Entry[]> = new Map()

/** A page documents what its example sends, also where its list of paths has another spelling or none. */
function readExampleAddresses(operations: readonly ContractOperation[], model: Model): Addresses {
  const shown = new Addresses(model)
  for (const operation of operations) {
    for (const { request } of operation.examples) {
      const path = request && readDocumentedUrl(request.url)
      if (path) shown.add(request.method, path.text, { operation, optionNames: [] })
    }
  }
  return shown
}

/** Graph's convention: `/me` is the signed-in one of `/users`, so what one has the other has. */
function otherUserPath(signature: string): string | undefined {
  if (/^me(?=\/|$)/.test(signature)) return signature.replace(/^me/, 'users/{}')
  if (/^users\/\{\}(?=\/|$)/.test(signature)) return signature.replace(/^users\/\{\}/, 'me')
  return undefined
}

function readNames(query: string | undefined): string[] {
  return (query ?? '')
    .split('&')
    .map((pair) => pair.split('=')[0]!.replace(/^(\$|%24)/, ''))
    .filter((name) => name !== '')
}
