const chai = require('chai')
const { useUnderstudy } = require('odata-understudy')
const { understudyChai } = require('odata-understudy/chai')
const { assertFails, createSales, leaveContract, options, texts } = require('./use-contract.cjs')

chai.use(understudyChai)
const { expect } = chai

describe('the contract, with a Chai that is CommonJS', () => {
  const service = useUnderstudy(options)

  it('assertions hold', async () => {
    expect(await createSales(service)).to.be.anEntity('accessPackage')
    expect(service).to.have.received('POST /accessPackages', { displayName: 'Sales' })
    expect(service).to.satisfyContract()
  })

  it('assertions fail with these texts', async () => {
    await leaveContract(service)
    assertFails(() => expect(service).to.satisfyContract(), texts.violation)
    assertFails(() => expect({ id: 7 }).to.be.anEntity('accessPackage'), texts.noEntity)
    service.journal.clear()
  })
})
