import { jwtDecode } from 'jwt-decode'
import { openHooks } from '../behaviors/index.ts'
import type { Hooks } from '../engine/index.ts'
import type { ServiceRequest } from './http-message.ts'
import { headerText } from './negotiate.ts'
import type { Service } from './service.ts'

/** What users' modules do in a request; `undefined` without any. */
export function hooksFor(service: Service, request: ServiceRequest): Hooks | undefined {
  const behaviors = service.readBehaviors()
  if (!behaviors) return undefined
  const { method, headers } = request
  let texts: Readonly<Record<string, string>> | undefined
  return openHooks(behaviors, {
    method,
    // Most requests come to no hook.
    get headers() {
      return (texts ??= textsOf(headers))
    },
    get claims() {
      return readClaims(headerText(headers, 'authorization'))
    },
  })
}

function textsOf(headers: ServiceRequest['headers']): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.keys(headers).map((name) => [name, headerText(headers, name) ?? '']),
  )
}

/** All that a token says, which is more than permissions are judged by. */
function readClaims(
  authorization: string | undefined,
): Readonly<Record<string, unknown>> | undefined {
  const token = /^bearer\s+(\S+)$/i.exec(authorization ?? '')?.[1]
  if (token === undefined) return undefined
  try {
    return jwtDecode<Record<string, unknown>>(token)
  } catch {
    return undefined
  }
}
