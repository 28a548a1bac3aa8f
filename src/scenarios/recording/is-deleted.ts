import { escapeForRegExp } from '../escape-for-reg-exp.ts'
import type { ExchangePart } from './batch-parts.ts'
import { pathOf } from './path-of.ts'

/** Whether the recording itself deletes what has this address, or this key elsewhere. */
export function isDeleted(
  parts: readonly ExchangePart[],
  address: string,
  value: string | number,
): boolean {
  return parts.some(
    ({ request, response }) =>
      request.method === 'DELETE' &&
      response.status < 300 &&
      isAddressOf(request.url, address, value),
  )
}

function isAddressOf(url: string, address: string, value: string | number): boolean {
  const path = pathOf(url)
  if (path === address) return true
  const tail = path.split('/').at(-1) ?? ''
  return tail === String(value) || RegExp(`\\('?${escapeForRegExp(String(value))}'?\\)$`).test(tail)
}
