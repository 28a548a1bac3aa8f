import type { ServiceResponse } from './http-message.ts'

/** Results that are kept for who asks for them; the oldest go first. */
const mostKept = 1000

interface AsyncRequest {
  readonly carryOut: () => ServiceResponse
  /** `undefined` until it is carried out. */
  response: ServiceResponse | undefined
}

/**
 * The requests that were answered 202. One is carried out when anything else could see what it did:
 * one that is canceled at once has changed nothing, and two runs are alike.
 * @see Protocol, "Asynchronous Requests"
 */
export class AsyncRequests {
  readonly #requests = new Map<string, AsyncRequest>()
  readonly #pending = new Set<AsyncRequest>()
  #count = 0

  /** @returns the id that it is asked for by */
  accept(carryOut: () => ServiceResponse): string {
    const id = String(++this.#count)
    const request = { carryOut, response: undefined }
    this.#requests.set(id, request)
    this.#pending.add(request)
    const [oldest] = this.#requests.keys()
    if (this.#requests.size > mostKept) this.#requests.delete(oldest!)
    return id
  }

  /** Carries out what waits, in the order of its arrival; false when nothing does. */
  settle(): boolean {
    if (this.#pending.size === 0) return false
    for (const request of this.#pending) {
      this.#pending.delete(request)
      request.response = request.carryOut()
    }
    return true
  }

  /** The result; `undefined` for one that is not known. */
  find(id: string): ServiceResponse | undefined {
    return this.#requests.get(id)?.response
  }

  /** Forgets a request, which then never happens if it still waits; false for one that is not known. */
  cancel(id: string): boolean {
    const request = this.#requests.get(id)
    if (!request) return false
    this.#pending.delete(request)
    return this.#requests.delete(id)
  }

  clear(): void {
    this.#requests.clear()
    this.#pending.clear()
    this.#count = 0
  }
}
