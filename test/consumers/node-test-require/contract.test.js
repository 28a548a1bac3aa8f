const assert = require('node:assert/strict')
const test = require('node:test')
const { useUnderstudy } = require('odata-understudy')
const { createSales, leaveContract, options, plain, texts } = require('./use-contract.cjs')

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
