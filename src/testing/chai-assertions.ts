import type { AssertContractOptions } from '../journal/index.ts'
import { judgeEntity } from './be-entity.ts'
import { judgeCoverage } from './cover-contract.ts'
import { judgeReceived } from './have-received.ts'
import { judgeContract } from './satisfy-contract.ts'
import { readService, type TestedService } from './tested-service.ts'
import type { Paint, Verdict } from './verdict.ts'

/** Of Chai 4 to 6 what a plugin needs. */
export interface ChaiLibrary {
  readonly Assertion: {
    addMethod(name: string, method: (this: object, ...values: unknown[]) => void): void
  }
}

export interface ChaiUtils {
  flag(assertion: object, name: string): unknown
}

interface ChaiAssertion {
  assert(pass: unknown, message: string, negatedMessage: string): void
}

const plain: Paint = {
  expected: (text) => text,
  received: (text) => text,
  dim: (text) => text,
}

/**
 * The plugin for `chai.use`.
 * @param openServices those that a value may be an entity of, the newest first
 */
export function createChaiAssertions(
  openServices: () => readonly TestedService[],
): (chai: ChaiLibrary, utils: ChaiUtils) => void {
  return ({ Assertion }, utils) => {
    const subjectOf = (assertion: object) => utils.flag(assertion, 'object')
    const serviceOf = (assertion: object, name: string) => readService(subjectOf(assertion), name)

    Assertion.addMethod('satisfyContract', function (options) {
      const verdict = judgeContract(
        serviceOf(this, 'satisfyContract'),
        options as AssertContractOptions | undefined,
      )
      assertVerdict(this, verdict, ['the service', 'satisfy its contract'])
    })
    Assertion.addMethod('received', function (request, body, details) {
      const verdict = judgeReceived(serviceOf(this, 'received'), request, { body, details })
      assertVerdict(this, verdict, ['the service', 'have received a request'])
    })
    Assertion.addMethod('anEntity', function (type, service) {
      const services = service === undefined ? openServices() : [readService(service, 'anEntity')]
      const verdict = judgeEntity(subjectOf(this), type, services)
      assertVerdict(this, verdict, ['the value', `be of the type ${String(type)}`])
    })
    Assertion.addMethod('coverContract', function (thresholds) {
      const verdict = judgeCoverage(serviceOf(this, 'coverContract'), thresholds)
      assertVerdict(this, verdict, ['the service', 'cover its contract'])
    })
  }
}

function assertVerdict(
  assertion: object,
  { pass, explain }: Verdict,
  [subject, claim]: readonly [string, string],
): void {
  // Chai fills in what stands in its messages as #{this}.
  const explained = explain(plain).replaceAll('#{', '#\u200b{')
  const write = (not: string) => `expected ${subject} ${not}to ${claim}\n\n${explained}`
  ;(assertion as ChaiAssertion).assert(pass, write(''), write('not '))
}
