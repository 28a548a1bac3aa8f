import { createUnderstudy, type FixturesDocument, type Understudy } from '../../src/index.ts'
import { readAnswer, sendTo, type Answer, type Sent } from './answer.ts'

/** What services say whose properties are never null, and whose operations have other names in the container. */
export function openLedger(fixtures: FixturesDocument | string = {}): Understudy {
  return createUnderstudy({ contract: 'test/contracts/ledger.xml', fixtures })
}

export async function askLedger(service: Understudy, line: string, sent?: Sent): Promise<Answer> {
  return readAnswer(await sendTo(service.app, line, sent))
}

/** What services say that name what an entity leads to by `_…_value`, of which one may lead to several types. */
export function openLookups(): Understudy {
  return createUnderstudy({
    contract: 'test/contracts/lookups.xml',
    fixtures: {
      Firms: [{ FirmID: 1, Number: 'A', 'Place@odata.bind': 'Places(1)' }],
      Places: [{ PlaceID: 1 }],
      People: [{ PersonID: 1, _Home_value: 1 }],
    },
  })
}
