import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import { clearTimeout, setTimeout } from 'node:timers'

// Test frameworks put their own clocks in the place of timers, also of this module's exports.
const startTimer = setTimeout
const stopTimer = clearTimeout

/** What a client that does not read its answer is waited for. */
const longestWait = 2000

/**
 * Makes the way to close a server: answers to requests that have arrived go out, and no other connection
 * holds it up. Node.js itself waits without end for one on which nothing, or half a request, was sent.
 * @param server one that has not been asked anything yet
 * @see Node.js, "HTTP", server.close() and server.closeIdleConnections()
 */
export function prepareToClose(server: Server): () => Promise<void> {
  const answering = new Map<ServerResponse, IncomingMessage>()
  let sent: (() => void) | undefined
  server.on('request', (request, response) => {
    answering.set(response, request)
    response.once('close', () => {
      answering.delete(response)
      sent?.()
    })
  })
  const isAnswering = () => [...answering.values()].some(({ complete }) => complete)
  return () =>
    new Promise((resolve) => {
      const timer = startTimer(() => server.closeAllConnections(), longestWait)
      server.close(() => {
        stopTimer(timer)
        resolve()
      })
      sent = () => {
        if (!isAnswering()) server.closeAllConnections()
      }
      sent()
    })
}
