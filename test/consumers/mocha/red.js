import { useUnderstudy } from 'odata-understudy'
import { createSales, leaveContract, options } from './use-contract.cjs'

const service = useUnderstudy(options)

it('leaves the contract', () => leaveContract(service))

it('leaves the contract, and fails', async () => {
  await leaveContract(service, 'a2')
  throw new Error('its own error')
})

it('keeps to the contract', async () => {
  await createSales(service)
  console.log('the last test ran')
})
