import type { Persist, Service } from '../service/index.ts'
import type { PersistedDocument } from '../store/index.ts'

/**
 * Writes a service's state to its document: at once when it is only held there, else whenever it has
 * changed. What cannot be written is taken back, and has not happened.
 */
export function keepState(service: Service, document: PersistedDocument, isKept: boolean): Persist {
  const state = () => service.state()
  if (!isKept) {
    void document.write(state)
    return () => undefined
  }
  let written = -1
  return () => {
    const { version } = service
    if (version === written) return undefined
    return document.write(state).then(
      () => {
        written = Math.max(written, version)
      },
      (error: unknown) => {
        service.takeBack(document.kept)
        written = service.version
        throw error
      },
    )
  }
}
