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
  const texts = Object.keys(headers).map((name) => [name, headerText(headers, name) ?? ''])
  return openHooks(behaviors, {
    method,
    headers: Object.fromEntries(texts) as Readonly<Record<string, string>>,
    get claims() {
      return readClaims(headerText(headers, 'authorization'))
    },
  })
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
