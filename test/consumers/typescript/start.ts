import { createUnderstudy, startUnderstudy } from 'odata-understudy'
import type { Understudy } from 'odata-understudy'
import type { RequestListener } from 'node:http'

export async function start(): Promise<string> {
  const service: Understudy = await startUnderstudy({ contract: ['contract/'], port: 0 })
  const listener: RequestListener = service.app
  await service.reset()
  service.assertContract()
  await service.close()
  return `${service.url} ${listener.length}`
}

export const createdWith: unknown = createUnderstudy({ contract: 'contract/' })

// @ts-expect-error: the contract is what a service is made of
export const withoutContract: unknown = createUnderstudy({})
