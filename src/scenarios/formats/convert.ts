import { basename } from 'node:path'
import { UsageError } from '../../errors.ts'
import { findHeader } from '../../journal/index.ts'
import { isMultipartBatch } from '../multipart-batch.ts'
import {
  inferScenario,
  redactTraffic,
  unpackBatches,
  type FixtureMembers,
} from '../recording/index.ts'
import { devProxyFormat } from './dev-proxy.ts'
import type { ExchangeFormat, FormatContents, WriteContext } from './exchange-format.ts'
import { fillIn, giveExamples } from './example-values.ts'
import { harFormat } from './har.ts'
import { httpFormat } from './http-format.ts'
import { journalFormat } from './journal-format.ts'
import { makeExamples } from './make-examples.ts'
import { pactFormat } from './pact.ts'
import { scenarioFormat } from './scenario-format.ts'

/** Every format, in the order in which a file is tried for them. */
export const exchangeFormats: readonly ExchangeFormat[] = [
  journalFormat,
  harFormat,
  devProxyFormat,
  httpFormat,
  pactFormat,
  scenarioFormat,
]

/** What stands for the root of a scenario, which has none of its own. */
const usualRoot = 'http://localhost:4010'

/** @throws UsageError for a file of no known format */
export function recognizeFormat(file: string, text: string): ExchangeFormat {
  const format = exchangeFormats.find(({ recognizes }) => recognizes?.(file, text))
  if (format) return format
  const names = exchangeFormats.filter(({ read }) => read).map(({ name }) => name)
  throw new UsageError(`${file}: expected one of ${names.join(', ')}; give --from to say which`)
}

/**
 * Converts a file. What passed becomes a scenario as a recording does; a scenario becomes exchanges in which
 * each step is answered as it expects. Secrets are redacted either way.
 * @throws UsageError for a file that is not in its format
 */
export async function convert(
  file: string,
  text: string,
  from: ExchangeFormat,
  to: ExchangeFormat,
  context: WriteContext,
): Promise<string> {
  if (!from.read || !to.write) {
    const missing = from.read ? `${to.name} cannot be written` : `${from.name} cannot be read`
    throw new UsageError(`${file}: ${missing}`)
  }
  const contents = await from.read(file, text, context)
  const root = context.root ?? (contents.kind === 'exchanges' ? contents.traffic.root : usualRoot)
  if (contents.kind === 'scenario' && to !== from) sayLost(contents, context.say)
  const adapted =
    to.takes === 'scenario' ? asScenario(contents, context) : asExchanges(contents, root, context)
  return to.write(adapted, { ...context, root })
}

function asScenario(contents: FormatContents, { say }: WriteContext): FormatContents {
  if (contents.kind === 'scenario') return contents
  const { traffic, fixtures } = contents
  if (traffic.exchanges.length === 0) throw new UsageError(`${contents.name}: no exchange is left`)
  const name = basename(contents.name).replace(/\.\w+$/, '')
  const { document, notes } = inferScenario(redactTraffic(unpackBatches(traffic)), {
    name,
    fixtures,
  })
  for (const note of notes) say(note)
  return {
    kind: 'scenario',
    name,
    document,
    placeOf: (step) => `step ${step + 1}`,
    placeIn: (pointer) => pointer,
  }
}

type ScenarioContents = Extract<FormatContents, { kind: 'scenario' }>

/** What no format but the scenario's own has a place for. */
function sayLost({ document, placeOf, placeIn }: ScenarioContents, say: WriteContext['say']): void {
  for (const part of ['clock', 'ids', 'faults'] as const) {
    if (document.given?.[part] === undefined) continue
    say(`${placeIn(`/given/${part}`)}: given.${part} is left out`)
  }
  for (const [index, { as }] of document.steps.entries()) {
    if (as !== undefined) say(`${placeOf(index)}: the caller '${as}' is left out`)
  }
}

/** What exchanges have no place for. */
function sayLostInExchanges(
  { document, placeOf, placeIn }: ScenarioContents,
  say: WriteContext['say'],
): void {
  for (const [index, { headers = {}, body }] of document.steps.entries()) {
    const type = findHeader(headers, 'content-type') ?? ''
    if (isMultipartBatch(type, body)) {
      say(`${placeOf(index)}: the answers of a multipart batch are left in the form of a JSON one`)
    }
  }
  if (document.finally?.length) {
    say(`${placeIn('/finally')}: finally is left out: no answers to it are known`)
  }
}

function asExchanges(
  contents: FormatContents,
  root: string,
  { say }: WriteContext,
): FormatContents {
  if (contents.kind === 'exchanges') {
    return { ...contents, traffic: redactTraffic(contents.traffic) }
  }
  sayLostInExchanges(contents, say)
  const traffic = makeExamples(contents, root, say)
  const given = contents.document.given?.fixtures
  return {
    kind: 'exchanges',
    name: contents.name,
    traffic: redactTraffic(traffic),
    fixtures: given && (fillIn(given, giveExamples(contents.document, root)) as FixtureMembers),
  }
}
