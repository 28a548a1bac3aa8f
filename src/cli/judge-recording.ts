import type { Contract } from '../contract/index.ts'
import type { Exchange } from '../journal/index.ts'
import { partsOf, resolveReferences, type ObservedExchange } from '../scenarios/index.ts'
import { createJudge } from '../service/index.ts'

/** What passed, held to a contract. */
export interface JudgedRecording {
  /** As observed, with the places of each answer that leave the contract. */
  readonly observed: readonly ObservedExchange[]
  /** By the number of what was observed; a batch has one for each of its parts too. */
  readonly exchanges: readonly Exchange[]
}

/** @param root of the service that answered, a URL */
export function judgeRecording(
  contract: Contract,
  root: string,
  observed: readonly ObservedExchange[],
): JudgedRecording {
  const judge = createJudge(contract, { serviceRoot: root, auth: 'off' })
  const exchanges: Exchange[] = []
  const judgeOne = (one: ObservedExchange, index: number): readonly string[] => {
    const { request, response, duration } = one
    const url = /^https?:/i.test(request.url) ? request.url : root + request.url
    const time = Date.parse(one.time)
    const judged = judge.judge({ ...request, url }, response, { time, duration })
    exchanges.push({ ...judged, number: index + 1 })
    return judged.violations
      .filter(({ rule }) => rule === 'invalid-response')
      .flatMap(({ pointer }) => pointer ?? [])
  }
  const withPlaces = observed.map((exchange, index) => {
    const parts = resolveReferences(partsOf(exchange)).filter(
      ({ answerPointer }) => answerPointer !== undefined,
    )
    const inParts = parts.flatMap((part) =>
      judgeOne(part, index).map((pointer) => `${part.answerPointer}/body${pointer}`),
    )
    return { ...exchange, undocumented: [...judgeOne(exchange, index), ...inParts] }
  })
  return { observed: withPlaces, exchanges }
}

/** Whether the contract has a deletion of this address, below the root. */
export function isDocumentedDeletion(contract: Contract, root: string, address: string): boolean {
  const judge = createJudge(contract, { serviceRoot: root, auth: 'off' })
  const { violations } = judge.judge(
    { method: 'DELETE', url: root + address, headers: {} },
    { status: 204, headers: {} },
  )
  return !violations.some(({ rule }) => refusals.has(rule))
}

const refusals: ReadonlySet<string> = new Set(['undocumented-operation', 'refused-by-capability'])
