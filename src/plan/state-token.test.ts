import { expect, test } from '@jest/globals'
import fc from 'fast-check'
import { readStateToken, writeStateToken, type StateToken } from './state-token.ts'

const at = { position: 3, recordedAt: 1767225600000 }

test.each<StateToken>([
  { kind: 'delta', ...at },
  { kind: 'page', ...at, skiptoken: 'WzEsMl0' },
  { kind: 'changes', ...at, until: 4, untilRecordedAt: 1767225600001, given: 2, size: 1 },
])('a token of kind $kind is read as it was written', (token) => {
  const text = writeStateToken(token)
  expect(text).toMatch(/^[\w-]+$/)
  expect(readStateToken(text)).toEqual(token)
})

test.each(['', 'x', '6gElWJrh', 'WzEsMl0', 'latest', '%'])("'%s' is no token", (text) => {
  expect(readStateToken(text)).toBeUndefined()
})

test('a token with another character in it is none', () => {
  const text = writeStateToken({ kind: 'delta', ...at })
  const place = fc.integer({ min: 0, max: text.length - 2 })
  fc.assert(
    fc.property(place, fc.constantFrom('A', 'z', '0', '-'), (index, character) => {
      const changed = text.slice(0, index) + character + text.slice(index + 1)
      expect(readStateToken(changed)).toEqual(changed === text ? readStateToken(text) : undefined)
    }),
  )
})

test('any text is read or refused', () => {
  fc.assert(fc.property(fc.string(), (text) => expect(readStateToken(text)).toBeUndefined()))
})
