import * as chai from 'chai'
import { useUnderstudy } from 'odata-understudy'
import understudyChai, { understudyChai as named } from 'odata-understudy/chai'

chai.use(understudyChai)
chai.use(named)

const service = useUnderstudy({ contract: 'contract/' })

export function assertions(): void {
  chai.expect(service).to.satisfyContract()
  chai.expect(service).not.to.satisfyContract({ warnings: true })
  chai.expect({ id: 'a1' }).to.be.anEntity('accessPackage', service)
  chai.expect(service).to.have.received('POST /x', { id: 'a1' }, { times: 2 })
  chai.expect(service).to.have.received('GET /x').and.to.coverContract({ operations: 80 })
  // @ts-expect-error: a type is named by text
  chai.expect({}).to.be.anEntity(7)
}
