/** What a test orders to go wrong: which requests, how often, and what happens to them. */
export interface Fault {
  /** A method or `*`, and a path below the service root: `PATCH /accessPackages/*`. Default: every request. */
  readonly on?: string | undefined
  /** How often it happens at most. */
  readonly times?: number | undefined
  /** Which of the matching calls it happens to, counted from 1. */
  readonly nth?: number | readonly number[] | undefined
  /** How many matching calls go through first. */
  readonly after?: number | undefined
  /** Each how many-th matching call it happens to. */
  readonly every?: number | undefined
  /** From 0 to 1: how likely it happens to a matching call; the same calls with the same `seed`. */
  readonly probability?: number | undefined
  readonly seed?: number | undefined
  readonly status?: number | undefined
  /** Of the error body; default: that of the status. */
  readonly code?: string | undefined
  readonly message?: string | undefined
  /** In the place of the error body: JSON, or a string as it is. */
  readonly body?: unknown
  /** Added to those of the answer. */
  readonly headers?: Readonly<Record<string, string>> | undefined
  /** Seconds, or an HTTP date. */
  readonly retryAfter?: number | string | undefined
  /** Milliseconds that the answer waits, or their range. */
  readonly latency?: number | { readonly min: number; readonly max: number } | undefined
  /** The connection is reset in the place of an answer. */
  readonly reset?: boolean | undefined
  /** How many octets of the body are sent; `Content-Length` tells of the whole. */
  readonly truncate?: number | undefined
  /** The request is carried out, and its own answer is lost; default: nothing is carried out. */
  readonly carriedOut?: boolean | undefined
  /** Limits of a service as it documents them, in the place of a status. */
  readonly preset?: 'graph-throttling' | undefined
  /** Of a preset: requests of one app to one tenant in a `window`, in the place of the documented limits. */
  readonly limit?: number | undefined
  /** Seconds; default 10. */
  readonly window?: number | undefined
}

/** A fault in force. */
export interface ListedFault extends Fault {
  readonly on: string
  /** How many requests it was about. */
  readonly calls: number
  /** How many of them it happened to. */
  readonly hits: number
}

/** How an answer goes over the wire. */
export interface Delivery {
  /** Milliseconds. */
  readonly latency: number
  readonly isReset: boolean
  /** Octets of the body that are sent; `undefined` for all. */
  readonly truncateAt: number | undefined
  /** What the request takes up until its answer is sent. */
  readonly occupied: readonly Occupied[]
}

/** Requests that run at once, and are counted together. */
export interface Occupied {
  running: number
}

/** What happens to one request. */
export interface FaultHit {
  /** For the journal: `PATCH /accessPackages/*: 429`; `undefined` where headers alone are added. */
  readonly name: string | undefined
  /** That which takes the place of the answer. */
  readonly answer: FaultAnswer | undefined
  readonly headers: Readonly<Record<string, string>>
  readonly delivery: Delivery | undefined
}

/** The answer that stands for that of the service; status 0 for none, since the connection is reset. */
export interface FaultAnswer {
  readonly status: number
  readonly code: string | undefined
  readonly message: string | undefined
  readonly body: unknown
  readonly isCarriedOut: boolean
}
