import type { Understudy } from './understudy.ts'

/** Oldest first; one that nobody holds any more need not be closed to be forgotten. */
let opened: readonly WeakRef<Understudy>[] = []

export function addOpenService(service: Understudy): void {
  opened = [...opened.filter((each) => each.deref()), new WeakRef(service)]
}

export function removeOpenService(service: Understudy): void {
  opened = opened.filter((each) => each.deref() !== service)
}

/** The services of this process that have not been closed, the newest first. */
export function openServices(): readonly Understudy[] {
  return opened.flatMap((each) => each.deref() ?? []).toReversed()
}
