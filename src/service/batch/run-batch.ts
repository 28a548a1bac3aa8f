import type { Store } from '../../store/index.ts'
import type { ServiceResponse } from '../http-message.ts'
import { answerPart, isError, refuse, type BatchContext } from './answer-part.ts'
import type { BatchRequest, BatchUnit } from './batch-request.ts'
import type { BatchResult } from './batch-results.ts'
import { failedDependency } from './find-result.ts'
import { inherit } from './inherited-headers.ts'

export interface AnsweredRequest {
  readonly request: BatchRequest
  readonly result: BatchResult
}

/** A unit and its answers, one for each request. */
export interface AnsweredUnit {
  readonly unit: BatchUnit
  readonly answers: readonly AnsweredRequest[]
  /** The answer that took back the others of a change set or atomicity group. */
  readonly failure: AnsweredRequest | undefined
}

/**
 * Carries out the requests in their order. Those of a change set or an atomicity group happen together or
 * not at all.
 * @param stopsAtError what comes after a unit that failed is neither carried out nor answered
 * @see Protocol, "Processing a Multipart Batch Request"; JSON Format, "Processing a Batch Request"
 */
export function runBatch(
  units: readonly BatchUnit[],
  context: BatchContext,
  { stopsAtError }: { stopsAtError: boolean },
): AnsweredUnit[] {
  const answered: AnsweredUnit[] = []
  for (const unit of units) {
    const done =
      unit.atomicityGroup === undefined ? runAlone(unit, context) : runTogether(unit, context)
    answered.push(done)
    if (stopsAtError && done.answers.some(({ result }) => isError(result))) break
  }
  return answered
}

function runAlone(unit: BatchUnit, context: BatchContext): AnsweredUnit {
  const answers = unit.requests.map((request) => answerOne(request, unit, context))
  return { unit, answers, failure: undefined }
}

function runTogether(unit: BatchUnit, context: BatchContext): AnsweredUnit {
  const { service, results } = context
  const { requests, atomicityGroup } = unit
  const store: Store = service.world.store
  const mark = store.mark()
  const answers: AnsweredRequest[] = []
  for (const request of requests) {
    const answer = answerOne(request, unit, context)
    answers.push(answer)
    if (isError(answer.result)) {
      store.rollback(mark)
      results.groups.set(atomicityGroup!, false)
      return { unit, answers: failTogether(unit, answers, context), failure: answer }
    }
  }
  store.commit(mark)
  results.groups.set(atomicityGroup!, true)
  return { unit, answers, failure: undefined }
}

/** The last of the answers is the failure; what was done before it was taken back, the rest never began. */
function failTogether(
  { requests, atomicityGroup }: BatchUnit,
  answers: readonly AnsweredRequest[],
  context: BatchContext,
): AnsweredRequest[] {
  const { results } = context
  const failure = answers.at(-1)!
  const culprit = failure.request.id === undefined ? 'one' : `'${failure.request.id}'`
  return requests.map((request, index) => {
    if (request === failure.request) return failure
    const error = failedDependency(`${culprit} of the same atomicity group failed`)
    const response = refuse(error, inherit(request.headers, context), context)
    takeBack(answers[index]?.result.record, response)
    const result: BatchResult = { response, outcome: undefined, path: '', atomicityGroup }
    if (request.id !== undefined) results.requests.set(request.id, result)
    return { request, result }
  })
}

/** The journal tells what a request was answered, not what it would have been. */
function takeBack(record: BatchResult['record'], response: ServiceResponse): void {
  if (!record) return
  record.status = response.status
  record.responseHeaders = response.headers
  record.responseBody = response.body
  record.served = undefined
}

function answerOne(
  request: BatchRequest,
  { atomicityGroup }: BatchUnit,
  context: BatchContext,
): AnsweredRequest {
  const result = answerPart(request, atomicityGroup, context)
  if (request.id !== undefined) context.results.requests.set(request.id, result)
  return { request, result }
}
