import assert from 'node:assert/strict'
import test from 'node:test'
import { useUnderstudy } from 'odata-understudy'
import { createSales, leaveContract, options, plain, texts } from './use-contract.cjs'

const service = useUnderstudy({ ...options, hooks: test })

test('the contract is kept', async () => {
  await createSales(service)
  service.assertContract()
})

test('the contract is left with this text', async () => {
  await leaveContract(service)
  assert.throws(
    () => service.assertContract(),
    (error) => {
      assert.equal(plain(error.message), texts.violation)
      return true
    },
  )
  service.journal.clear()
})
