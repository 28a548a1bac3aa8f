import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from '@jest/globals'
import { UsageError, type FixturesDocument } from '../../src/index.ts'
import { askLedger, openLedger } from './ledger.ts'

/* Answers of functions that fixtures give: Protocol, "Invoking a Function". */
const metadata = 'http://service.test/$metadata'

describe('a value stands for itself, or in the member of a response', () => {
  test.each<
    readonly [path: string, answer: FixturesDocument[string], status: number, body: unknown]
  >([
    ["Rate(of='EUR')", 7, 200, { '@odata.context': `${metadata}#Edm.Byte`, value: 7 }],
    ["Rate(of='EUR')", { value: 7 }, 200, { '@odata.context': `${metadata}#Edm.Byte`, value: 7 }],
    ["Rate(of='EUR')", null, 204, undefined],
    ['IsBalanced()', false, 200, { '@odata.context': `${metadata}#Edm.Boolean`, value: false }],
    [
      'Names()',
      ['a'],
      200,
      { '@odata.context': `${metadata}#Collection(Edm.String)`, value: ['a'] },
    ],
    [
      'Names()',
      { '@odata.context': '$metadata#Collection(Edm.String)', value: ['a'] },
      200,
      { '@odata.context': `${metadata}#Collection(Edm.String)`, value: ['a'] },
    ],
    [
      'Total()',
      { Amount: 1.5, CurrencyCode: 'EUR' },
      200,
      { '@odata.context': `${metadata}#Ledger.Money`, Amount: 1.5, CurrencyCode: 'EUR' },
    ],
  ])('%s: %j', async (path, answer, status, body) => {
    const found = await askLedger(openLedger({ [path]: answer }), `GET /${path}`)
    expect([found.status, found.body]).toEqual([status, body])
  })

  test('in a file of its own too', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'understudy-answers-'))
    writeFileSync(join(folder, 'IsBalanced().json'), 'true')
    const { body } = await askLedger(openLedger(folder), 'GET /IsBalanced()')
    expect(body).toEqual({ '@odata.context': `${metadata}#Edm.Boolean`, value: true })
    rmSync(folder, { recursive: true })
  })

  test('the state gives it as it was given', () => {
    const fixtures = { Bookings: [], Currencies: [], 'IsBalanced()': true }
    expect(openLedger(fixtures).state()).toEqual(fixtures)
  })
})

describe('an answer that is none of its function keeps the service from starting', () => {
  test.each<readonly [path: string, answer: FixturesDocument[string], found: string]>([
    ["Rate(of='EUR')", 'x', ': expected Edm.Byte, found the string "x"'],
    ["Rate(of='EUR')", { value: 256 }, ': expected Edm.Byte from 0 to 255, found the number 256'],
    ["Rate(of='EUR')", [1], ': expected Edm.Byte, found an array'],
    ['Names()', ['a', 1], ' /1: expected Edm.String, found the number 1'],
    ['Names()', 'a', ': expected an array, found the string "a"'],
    [
      'Largest()',
      'Bookings(1)',
      ': expected Ledger.Booking, an object, found the string "Bookings(1)"',
    ],
    ['Largest()', { ID: 'x' }, ' /ID: expected Edm.Int32, found the string "x"'],
    [
      'Open()',
      ['Bookings(1)'],
      ' /0: expected Ledger.Booking, an object, found the string "Bookings(1)"',
    ],
    ['Total()', { Sum: 1 }, " /Sum: 'Sum' is not a property of Ledger.Money"],
    ['Totals()', 1, ": 'Totals' is not a resource of this service; did you mean 'Total'?"],
  ])('%s: %j', (path, answer, found) => {
    expect(() => openLedger({ [path]: answer })).toThrow(
      new UsageError(`the fixtures do not fit the contract:\n${path}${found}`),
    )
  })
})

test('an answer that nothing gives is asked for by the name that a path calls it', async () => {
  const { status, body } = await askLedger(openLedger(), "GET /Rate(of='EUR')")
  const message =
    "the answer of Ledger.GetRate (give it as a fixture named 'Rate(of='EUR')') is not supported by this service"
  expect([status, body]).toEqual([501, { error: { code: 'NotImplemented', message } }])
})
