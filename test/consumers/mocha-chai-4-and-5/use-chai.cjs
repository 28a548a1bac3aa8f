const assert = require('node:assert/strict')
const { useUnderstudy } = require('odata-understudy')
const understudyChai = require('odata-understudy/chai')
const { assertFails, createSales, leaveContract, options, texts } = require('./use-contract.cjs')

/** Chai 4 is CommonJS, Chai 5 an ES module. */
module.exports = function useChai(chai) {
  chai.use(understudyChai)
  const { expect } = chai
  const service = useUnderstudy(options)

  it('the plugin is what is required, by name and as the default too', () => {
    assert.equal(understudyChai.default, understudyChai)
    assert.equal(understudyChai.understudyChai, understudyChai)
  })

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
}
