import { createUnderstudy, type FixturesDocument, type Understudy } from '../../src/index.ts'
import { readAnswer, sendTo, type Answer, type Sent } from './answer.ts'

/** What services say whose properties are never null, and whose operations have other names in the container. */
export function openLedger(fixtures: FixturesDocument | string = {}): Understudy {
  return createUnderstudy({ contract: 'test/contracts/ledger.xml', fixtures })
}

export async function askLedger(service: Understudy, line: string, sent?: Sent): Promise<Answer> {
  return readAnswer(await sendTo(service.app, line, sent))
}
