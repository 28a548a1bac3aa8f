import { expect, test } from 'vitest'
import { useUnderstudy } from 'odata-understudy'
import 'odata-understudy/vitest'
import { assertFails, createSales, leaveContract, options, texts } from './use-contract.cjs'

const service = useUnderstudy(options)

test('assertions hold', async () => {
  const created = await createSales(service)
  expect(created).toBeEntity('accessPackage')
  expect(service).toHaveReceived('POST /accessPackages', { displayName: expect.any(String) })
  expect(service).not.toHaveReceived('DELETE /accessPackages/*')
  expect(service).toSatisfyContract()
  expect(service).toCoverContract(4)
})

test('assertions fail with these texts', async () => {
  await leaveContract(service)
  assertFails(() => expect(service).toSatisfyContract(), texts.violation)
  assertFails(
    () => expect(service).toHaveReceived('POST /accessPackages', { displayName: 'Sales' }),
    texts.notReceived,
  )
  assertFails(() => expect({ id: 7 }).toBeEntity('microsoft.graph.accessPackage'), texts.noEntity)
  assertFails(() => expect(service).not.toCoverContract(0), texts.notCovered)
  service.journal.clear()
})
