import { describe, expect, test } from '@jest/globals'
import { createClock } from './clock.ts'

const start = '2026-01-31T10:00:00.000Z'

function frozenAt(time: string) {
  return createClock(new Date(time))
}

test.each(['2026-02-29T00:00:00Z', '2026-04-31', '2026-01-01T00:00:00', '2026-13-01T00:00:00Z'])(
  '%s is no time',
  (time) => {
    const clock = frozenAt(start)
    expect(() => clock.freeze(time)).toThrow(
      `clock: expected a time in ISO 8601, such as 2026-01-01T00:00:00Z, found '${time}'`,
    )
    expect(clock.now().toISOString()).toBe(start)
  },
)

describe('advance', () => {
  test.each([
    ['PT5M', '2026-01-31T10:05:00.000Z'],
    ['PT0.25S', '2026-01-31T10:00:00.250Z'],
    ['P1D', '2026-02-01T10:00:00.000Z'],
    ['P2W', '2026-02-14T10:00:00.000Z'],
    ['P1M', '2026-02-28T10:00:00.000Z'],
    ['P1Y1M', '2027-02-28T10:00:00.000Z'],
    ['P1DT1H1M1S', '2026-02-01T11:01:01.000Z'],
    ['PT0S', start],
  ])('%s leads to %s', (duration, time) => {
    const clock = frozenAt(start)
    clock.advance(duration)
    expect(clock.now().toISOString()).toBe(time)
  })

  test.each([
    ['5 minutes', "expected a duration in ISO 8601, such as PT5M, found '5 minutes'"],
    ['-PT5M', "expected a duration in ISO 8601, such as PT5M, found '-PT5M'; time goes on"],
    ['P', "expected a duration in ISO 8601, such as PT5M, found 'P'"],
    ['P1DT', "expected a duration in ISO 8601, such as PT5M, found 'P1DT'"],
    ['P9999Y', "'P9999Y' leads beyond the year 9999"],
  ])('%s is refused and moves nothing', (duration, message) => {
    const clock = frozenAt(start)
    expect(() => clock.advance(duration)).toThrow(`clock: ${message}`)
    expect(clock.now().toISOString()).toBe(start)
  })

  test('a running clock goes on from there', () => {
    const clock = createClock(undefined)
    const before = Date.now()
    clock.advance('PT1H')
    expect(clock.isFrozen).toBe(false)
    expect(clock.now().getTime() - before).toBeGreaterThanOrEqual(3_600_000)
  })
})

describe('freeze', () => {
  test.each([
    ['2026-06-01T00:00:00Z', '2026-06-01T00:00:00.000Z'],
    [new Date('2026-06-01T00:00:00Z'), '2026-06-01T00:00:00.000Z'],
    [undefined, start],
  ])('%p', (time, found) => {
    const clock = frozenAt(start)
    clock.freeze(time)
    expect([clock.isFrozen, clock.now().toISOString()]).toEqual([true, found])
  })

  test('a time without its zone is refused', () => {
    expect(() => frozenAt(start).freeze('2026-06-01T00:00')).toThrow(
      "clock: expected a time in ISO 8601, such as 2026-01-01T00:00:00Z, found '2026-06-01T00:00'",
    )
  })
})

test('resume goes on from the time that stood still', () => {
  const clock = frozenAt(start)
  clock.resume()
  const after = clock.now().getTime() - Date.parse(start)
  expect(clock.isFrozen).toBe(false)
  expect(after).toBeGreaterThanOrEqual(0)
  expect(after).toBeLessThan(60_000)
})

test('reset gives back the time of the start', () => {
  const clock = frozenAt(start)
  clock.freeze('2030-01-01T00:00:00Z')
  clock.resume()
  clock.reset()
  expect([clock.isFrozen, clock.now().toISOString()]).toEqual([true, start])
})
