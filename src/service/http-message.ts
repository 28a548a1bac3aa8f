import type { Delivery } from './faults/fault.ts'

/** A request as it comes from a socket, from supertest or from a part of `$batch`. */
export interface ServiceRequest {
  readonly method: string
  /** After the service root, undecoded: `/accessPackages?$top=2`, `` or `?…` for the root itself. */
  readonly url: string
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>
  readonly body: Buffer | undefined
  /** URL of the service root without a slash at the end. */
  readonly serviceRoot: string
  readonly isHttps: boolean
}

export interface ServiceResponse {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  /** Text, or octets, which a JSON batch has in base64url, as does the journal unless they are text. */
  readonly body: string | Buffer | undefined
  /** How it goes over the wire, where a fault orders it. */
  readonly delivery?: Delivery | undefined
}
