import { expect, test } from '@jest/globals'
import fc from 'fast-check'
import { OrderedMap, type MapEntry } from './ordered-map.ts'

function filled(length: number): OrderedMap<number, string> {
  const map = new OrderedMap<number, string>()
  for (let i = 0; i < length; i++) map.add(i, `v${i}`)
  return map
}

test('values come in the order of their addition', () => {
  const map = filled(3)
  map.delete(0)
  map.add(0, 'again')
  expect(map.toArray()).toEqual(['v1', 'v2', 'again'])
  expect(map.size).toBe(3)
})

test.each([7, 8, 9, 10])('the last of %i keys is found while others come and go', (length) => {
  const map = filled(length)
  map.delete(0)
  map.add(0, 'again')
  expect([map.get(length - 1), map.get(0), map.has(length), map.size]).toEqual([
    `v${length - 1}`,
    'again',
    false,
    length,
  ])
})

test('a key that is put back takes its old place, swept or not', () => {
  for (const deleted of [1, 90]) {
    const map = filled(100)
    const entries = Array.from({ length: deleted }, (_, key) => map.entry(key))
    for (const key of entries.keys()) map.delete(key)
    map.add(200, 'last')
    for (const [key, entry] of entries.entries()) map.putBack(key, entry)
    expect(map.toArray()).toEqual([...filled(100).toArray(), 'last'])
  }
})

test('putting back that a key was absent deletes it', () => {
  const map = filled(1)
  map.putBack(0, undefined)
  map.putBack(7, undefined)
  expect([map.size, map.toArray()]).toEqual([0, []])
})

test('an array that was given out keeps what is deleted later', () => {
  const map = filled(3)
  const before = map.toArray()
  map.delete(1)
  expect(before).toEqual(['v0', 'v1', 'v2'])
})

test('version changes with membership only', () => {
  const map = filled(2)
  const versions = [map.version]
  for (const change of [() => map.delete(9), () => map.putBack(1, map.entry(1))]) {
    change()
    versions.push(map.version)
  }
  map.delete(1)
  expect(versions).toEqual([2, 2, 2])
  expect(map.version).toBe(3)
})

test('undoing any additions and deletions gives the first order back', () => {
  const changes = fc.array(fc.tuple(fc.boolean(), fc.nat(59)), { maxLength: 120 })
  fc.assert(
    fc.property(changes, (sequence) => {
      const map = filled(40)
      const touched = new Map<number, MapEntry<number, string>>()
      const plain = new Map(Array.from({ length: 40 }, (_, key) => [key, `v${key}`]))
      for (const [isDeletion, key] of sequence) {
        if (!touched.has(key)) touched.set(key, map.entry(key))
        if (isDeletion) {
          map.delete(key)
          plain.delete(key)
        } else if (!map.has(key)) {
          map.add(key, `new${key}`)
          plain.set(key, `new${key}`)
        }
        expect(map.toArray()).toEqual([...plain.values()])
      }
      for (const [key, entry] of touched) map.putBack(key, entry)
      expect(map.toArray()).toEqual(filled(40).toArray())
      expect(map.size).toBe(40)
    }),
  )
})
