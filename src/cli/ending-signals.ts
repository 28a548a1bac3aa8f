import { constants } from 'node:os'

const endingSignals = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT'] as const

/** What a shell says of a process that a signal ended. */
export function exitCodeOf(signal: NodeJS.Signals): number {
  return 128 + constants.signals[signal]
}

/**
 * Takes the signals that would end this process.
 * @returns leaves them to what took them before
 */
export function takeSignals(take: (signal: NodeJS.Signals) => void): () => void {
  const before = new Map(endingSignals.map((signal) => [signal, process.listeners(signal)]))
  for (const signal of endingSignals) {
    process.removeAllListeners(signal)
    process.on(signal, take)
  }
  return () => {
    for (const [signal, listeners] of before) {
      process.off(signal, take)
      for (const listener of listeners) process.on(signal, listener)
    }
  }
}
