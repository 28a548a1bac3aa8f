import { count } from '../../model/index.ts'
import { chooseExchanges } from './choose-exchanges.ts'
import { findChosenKeys } from './chosen-keys.ts'
import { findFixtures } from './find-fixtures.ts'
import { findNamedValues } from './find-named-values.ts'
import type { RedactedTraffic } from './redact-exchanges.ts'
import { dollar, needsDollar, referIn, type NamedValue } from './refer.ts'
import type { FixtureMembers, ScenarioDocument } from './scenario-document.ts'
import { writeCleanUp } from './write-clean-up.ts'
import { writeSteps } from './write-steps.ts'

export interface InferOptions {
  readonly name: string
  /** Fixtures to start from, where they are known otherwise. */
  readonly fixtures?: FixtureMembers | undefined
  /** Whether the contract has a deletion of this address; absent: no contract is known. */
  readonly isDeletable?: ((url: string) => boolean) | undefined
}

export interface InferredScenario {
  readonly document: ScenarioDocument
  /** What was left out or replaced, a sentence each. */
  readonly notes: readonly string[]
}

/**
 * Makes a scenario of what passed: what one answer gives and a later request uses is captured, the
 * state that it started from are its fixtures, and what it created is deleted in the end. With the
 * captured values in place, its steps are the requests that were observed.
 */
export function inferScenario(
  { root: rootUrl, ...traffic }: RedactedTraffic,
  options: InferOptions,
): InferredScenario {
  const notes: string[] = []
  const exchanges = chooseExchanges(traffic.exchanges, notes)
  if (traffic.secrets > 0) notes.push(`${count(traffic.secrets, 'secret')} redacted`)
  if (traffic.addresses > 0) {
    notes.push(`${count(traffic.addresses, 'address', 'addresses')} of people replaced`)
  }
  const named = findNamedValues({ root: rootUrl, exchanges })
  const root: NamedValue = { name: 'base', value: rootUrl }
  const inferred = options.fixtures ?? findFixtures(exchanges)
  const fixtures = Object.keys(inferred).length === 0 ? undefined : inferred
  const written = exchanges.flatMap(({ request, response }) => [
    request.url,
    request.headers,
    ...[request.body, response.body].filter((body) => !Buffer.isBuffer(body)),
  ])
  const given = [
    ...(needsDollar(JSON.stringify(written)) ? [[dollar, '$'] as const] : []),
    ...named.given.map(({ name, value }) => [name, value] as const),
  ]
  const chosen = findChosenKeys(exchanges, named, rootUrl)
  const { isDeletable } = options
  const cleanUp = writeCleanUp(exchanges, named, { root, chosen, isDeletable })
  if (chosen.length > 0) {
    const [first] = chosen
    const which = `${first!.collection.slice(1)} ${JSON.stringify(first!.value)}${chosen.length > 1 ? ' …' : ''}`
    notes.push(
      `${count(chosen.length, 'key')} of what was created ${chosen.length === 1 ? 'is' : 'are'} the client's own (${which}): a service that has it still refuses it; give another, or delete it first`,
    )
  }
  return {
    document: {
      understudy: 1,
      name: options.name,
      ...(fixtures && { given: { fixtures: referIn(fixtures, named.given) as FixtureMembers } }),
      ...(given.length > 0 && { vars: Object.fromEntries(given) }),
      steps: writeSteps(exchanges, named, root, fixtures ?? {}),
      ...(cleanUp.length > 0 && { finally: cleanUp }),
    },
    notes,
  }
}
