import * as chai from 'chai'
import { useUnderstudy } from 'odata-understudy'
import understudyChai from 'odata-understudy/chai'
import { assertFails, createSales, leaveContract, options, texts } from './use-contract.cjs'

chai.use(understudyChai)
const { expect } = chai

describe('the contract', () => {
  const service = useUnderstudy(options)

  it('assertions hold', async () => {
    const created = await createSales(service)
    expect(created).to.be.anEntity('accessPackage')
    expect(service).to.have.received('POST /accessPackages', { displayName: /^S/ })
    expect(service).not.to.have.received('DELETE /accessPackages/*')
    expect(service).to.satisfyContract()
    expect(service).to.coverContract(4)
  })

  it('assertions fail with these texts', async () => {
    await leaveContract(service)
    assertFails(() => expect(service).to.satisfyContract(), texts.violation)
    assertFails(
      () => expect(service).to.have.received('POST /accessPackages', { displayName: 'Sales' }),
      texts.notReceived,
    )
    assertFails(() => expect({ id: 7 }).to.be.anEntity('accessPackage'), texts.noEntity)
    assertFails(() => expect(service).not.to.coverContract(0), texts.notCovered)
    service.journal.clear()
  })
})
