/** The two formats of Protocol, "Batch Requests". */
export type BatchFormat = 'multipart/mixed' | 'application/json'

/** An individual request, the same for both formats. */
export interface BatchRequest {
  /** `id` or `Content-ID`; only JSON requires one. */
  readonly id: string | undefined
  /** In upper case. */
  readonly method: string
  /** As written: absolute, relative to the host, or to the service root, or led by `$<id>`. */
  readonly url: string
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>
  readonly body: Buffer | undefined
  /** Ids and atomicity groups. */
  readonly dependsOn: readonly string[]
  /** `if`, an expression. */
  readonly condition: string | undefined
}

/** Requests that succeed or fail together: a change set, an atomicity group, or one request by itself. */
export interface BatchUnit {
  /** `undefined` for a request by itself. */
  readonly atomicityGroup: string | undefined
  readonly requests: readonly BatchRequest[]
}

/** The names that a `$` leads in every URL, which no reference can hide (Protocol, "Referencing Returned Entities"). */
export const systemResources: ReadonlySet<string> = new Set([
  'batch',
  'crossjoin',
  'all',
  'entity',
  'root',
  'id',
  'metadata',
])
