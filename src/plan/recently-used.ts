/**
 * Values by text, in two halves: when the younger is full the older goes, which costs less than keeping
 * the order of use on every request.
 */
export class RecentlyUsed<Value> {
  #younger = new Map<string, Value>()
  #older = new Map<string, Value>()
  readonly #size: number

  constructor(size = 2000) {
    this.#size = size
  }

  get(key: string): Value | undefined {
    const known = this.#younger.get(key)
    if (known !== undefined) return known
    const older = this.#older.get(key)
    if (older !== undefined) this.set(key, older)
    return older
  }

  set(key: string, value: Value): void {
    // A long URL is seldom sent twice, and would be kept for nothing.
    if (key.length >= 4000) return
    if (this.#younger.size >= this.#size / 2) {
      this.#older = this.#younger
      this.#younger = new Map()
    }
    this.#younger.set(key, value)
  }
}
