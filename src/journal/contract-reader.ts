import type { Contract, ContractOperation } from '../contract/contract.ts'
import type { Property, SourceLocation } from '../model/index.ts'
import type { Validators } from '../schemas/index.ts'
import type { ExchangeRecord, Exercised, ServedShape } from './exchange.ts'
import type { InventoriedOperation } from './inventory.ts'

/** How much of what the pages ask of callers is refused, and how much only journalled. */
export type AuthMode = 'off' | 'report' | 'require' | 'permissions'

/**
 * What it takes to hold an exchange to a contract: the contract, and what only they can tell who know
 * how requests are planned.
 */
export interface ContractReader {
  readonly contract: Contract
  /** Of the contract's model. */
  readonly validators: Validators
  readonly auth: AuthMode
  /** What the address of a request means; called once an exchange, when the journal is read. */
  readonly readAddress: (record: ExchangeRecord) => AddressFacts
}

/** What the method and the URL of a request mean by the contract. */
export interface AddressFacts {
  readonly kind: 'resource' | 'serviceDocument' | 'metadata' | 'batch' | 'monitor'
  /** As the operations are documented: `GET` for `HEAD`, and for `POST …/$query`. */
  readonly method: string
  /** After the service root, undecoded, without a slash at the beginning. */
  readonly path: string
  /** The documented operation, also where the query is not understood. */
  readonly operation: ContractOperation | undefined
  /** Whether a part alone is read of what the operation answers, which no page documents: `/$count`, a property. */
  readonly isPart: boolean
  /** Where no page documents the operation: what the CSDL allows that it is. */
  readonly allowed?: InventoriedOperation | undefined
  /** Whether the contract says which operations there are on what is addressed; else every one is allowed. */
  readonly isDeclared: boolean
  readonly problem: AddressProblem | undefined
  /** What a success answers. */
  readonly served: ServedShape | undefined
  /** Whose value is addressed, `/People(1)/Name`. */
  readonly property: Property | undefined
  /** The body of the request, or of the answer, is no JSON: `$value`, `$count`, streams. */
  readonly isRaw: boolean
  /** System query options given, by the standard's names. */
  readonly optionNames: readonly string[]
  /** Names that begin with `$` and are none of OData's, and the message for each. */
  readonly unknownOptions: readonly { readonly name: string; readonly message: string }[]
  /** The other options, without parameters of functions and parameter aliases. */
  readonly customNames: readonly string[]
  /** What capabilities of the contract refuse. */
  readonly refusals: readonly CapabilityRefusal[]
  /** What the request names of the model: path, query and body. */
  readonly findNamed: () => readonly NamedElement[]
  /** What a body has wrong, as far as the contract alone tells. */
  readonly findBodyProblems: () => readonly BodyProblem[]
  /** Pointers to values in the body that the service alone sets. */
  readonly findReadOnly: () => readonly string[]
  /** Where the property or parameter is documented that a pointer into the body leads to. */
  readonly findSource: (pointer: string) => SourceLocation | undefined
  /** What a request that succeeded made use of, given the body that answered it, parsed; absent where nothing is addressed. */
  readonly findExercised?: ((answer: unknown) => Exercised) | undefined
}

/** Why a URL is not understood. */
export interface AddressProblem {
  readonly status: number
  readonly message: string
  readonly target: string | undefined
  readonly about: 'path' | 'query'
}

/** What annotations of the vocabulary Capabilities say is not to be. */
export interface CapabilityRefusal {
  readonly capability: string
  readonly message: string
  readonly target?: string | undefined
  readonly source?: SourceLocation | undefined
}

/** An element of the model, as a message names it: `property`, `shop.package/title`. */
export interface NamedElement {
  readonly kind: 'type' | 'property' | 'relationship'
  readonly name: string
  readonly deprecated: { readonly message: string; readonly source: SourceLocation } | undefined
}

export interface BodyProblem {
  readonly pointer: string
  readonly message: string
  readonly expected?: string | undefined
  readonly found?: string | undefined
}
