// First, as in a set-up file: Vitest's own types are then read after what is added to them.
import { useUnderstudy } from 'odata-understudy/vitest'
import { expect } from 'vitest'

const service = useUnderstudy({ contract: 'contract/', assert: { warnings: true } })

export function assertions(): void {
  expect(service).toSatisfyContract()
  expect(service).not.toSatisfyContract({ warnings: true })
  expect({ id: 'a1' }).toBeEntity('accessPackage', service)
  expect([]).toEqual([expect.toBeEntity('accessPackage'), expect.not.toBeEntity('x', service)])
  expect(service).toHaveReceived('GET /accessPackages')
  expect(service).toHaveReceived('POST /x', { id: expect.any(String) }, { times: 2, headers: {} })
  expect(service).toCoverContract(80)
  expect(service).toCoverContract({ operations: 80, properties: 50 })
  // @ts-expect-error: a type is named by text
  expect({}).toBeEntity(7)
  // @ts-expect-error: a type is named by text
  expect.toBeEntity(7)
  // @ts-expect-error: no such kind of coverage
  expect(service).toCoverContract({ operation: 80 })
  // @ts-expect-error: no such detail
  expect(service).toHaveReceived('GET /x', undefined, { time: 2 })
}
