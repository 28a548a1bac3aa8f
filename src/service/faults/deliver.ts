import type { ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import type { ServiceResponse } from '../http-message.ts'
import type { Delivery } from './fault.ts'
import type { Faults } from './faults.ts'

/**
 * Sends an answer as a fault orders: late, cut off, or not at all.
 * @param write sends the head, and the octets that it is given
 */
export function deliver(
  response: ServerResponse,
  delivery: Delivery,
  faults: Faults,
  write: (truncateAt: number | undefined) => void,
): void {
  const { latency, isReset, truncateAt } = delivery
  const go = (): void => {
    if (response.destroyed) return
    if (isReset) return reset(response.socket)
    write(truncateAt)
  }
  if (latency > 0) faults.wait(delivery, go)
  else go()
}

/** RFC 9293, "Reset Processing"; TLS has no such call, and closes without its own farewell. */
export function reset(socket: Socket | null): void {
  try {
    socket?.resetAndDestroy()
  } catch {
    socket?.destroy()
  }
}

/** Sends what there is of a body, and ends the connection before the rest. */
export function cutOff(response: ServerResponse, octets: Buffer): void {
  response.flushHeaders()
  response.write(octets, () => response.socket?.destroy())
}

/** An answer as a caller in the same process gets it, at the time that a fault orders. */
export async function deliverInProcess(
  response: ServiceResponse,
  faults: Faults,
): Promise<ServiceResponse> {
  const { delivery, ...plain } = response
  if (!delivery) return response
  const { latency, isReset, truncateAt } = delivery
  if (latency > 0) await new Promise<void>((goOn) => faults.wait(delivery, goOn))
  if (isReset) throw new Error('the connection was reset, as a fault orders')
  if (truncateAt !== undefined) throw new Error('the answer broke off, as a fault orders')
  return plain
}
