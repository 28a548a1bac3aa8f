import { useUnderstudy } from 'odata-understudy'
import useContract from './use-contract.cjs'

const { createSales, leaveContract, options } = useContract

const service = useUnderstudy(options)

test('leaves the contract', () => leaveContract(service))

test('leaves the contract, and fails', async () => {
  await leaveContract(service, 'a2')
  throw new Error('its own error')
})

test('keeps to the contract', async () => {
  await createSales(service)
  console.log('the last test ran')
})
