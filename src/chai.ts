/*
 * For Chai, with Mocha or any other runner: `chai.use(understudyChai)`.
 */
import type { AssertContractOptions, CoverageThresholds } from './journal/index.ts'
import { openServices } from './open-services.ts'
import { createChaiAssertions, type RequestDetails, type TestedService } from './testing/index.ts'

export type { RequestDetails, TestedService } from './testing/index.ts'

/** The plugin: `satisfyContract`, `received`, `anEntity` and `coverContract`. */
export const understudyChai = createChaiAssertions(openServices)

export { understudyChai as default }

declare global {
  namespace Chai {
    interface Assertion {
      /** No exchange of the service left the contract. */
      satisfyContract(options?: AssertContractOptions): Assertion
      /** The service received a request, `expect(service).to.have.received('POST /accessPackages')`. */
      received(request: string, body?: unknown, details?: RequestDetails): Assertion
      /** The value is one of the type by the contract of the service, else of those that are open. */
      anEntity(type: string, service?: TestedService): Assertion
      /** The exchanges cover as much of the contract: percent of operations (default: 100), or by kind. */
      coverContract(thresholds?: CoverageThresholds): Assertion
    }
  }
}
