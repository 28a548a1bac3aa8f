import { describe, expect, test } from '@jest/globals'
import { Sandboxes } from './sandboxes.ts'

/** Sandboxes that are their names with a number, and a clock that the test moves. */
function opened({ most, idleSeconds = 60 }: { most?: number; idleSeconds?: number } = {}) {
  const log: string[] = []
  const clock = { time: 0 }
  const timer: { call?: () => void; milliseconds?: number } = {}
  let count = 0
  const sandboxes = new Sandboxes<string>({
    open: (name) => `${name}${++count}`,
    close: (sandbox) => log.push(`close ${sandbox}`),
    idleSeconds,
    most,
    warn: (message) => log.push(message),
    elapsed: () => clock.time,
    repeat: (call, milliseconds) => {
      Object.assign(timer, { call, milliseconds })
      return () => {
        log.push('stop')
        delete timer.call
      }
    },
  })
  return { sandboxes, log, clock, timer }
}

test('one is made when it is first asked for, and found from then on', () => {
  const { sandboxes, log } = opened()
  expect([sandboxes.use('a'), sandboxes.use('b'), sandboxes.use('a')]).toEqual(['a1', 'b2', 'a1'])
  sandboxes.close()
  expect(log).toEqual(['close a1', 'stop', 'close b2'])
})

describe('idle ones', () => {
  test('go after their time without a request, which each request begins anew', () => {
    const { sandboxes, log, clock, timer } = opened({ idleSeconds: 10 })
    sandboxes.use('a')
    sandboxes.use('b')
    clock.time = 9_000
    sandboxes.use('b')
    clock.time = 10_000
    timer.call?.()
    expect(log).toEqual(['close a1'])
    expect([sandboxes.names, timer.milliseconds]).toEqual([['b'], 2500])
    sandboxes.close()
  })

  test('are not found again, though nothing has looked for them yet', () => {
    const { sandboxes, log, clock } = opened({ idleSeconds: 10 })
    sandboxes.use('a')
    clock.time = 9_999
    expect(sandboxes.use('a')).toBe('a1')
    clock.time = 20_000
    expect(sandboxes.use('a')).toBe('a2')
    expect(log).toEqual(['stop', 'close a1'])
    sandboxes.close()
  })

  test('are looked for as long as there are any', () => {
    const { sandboxes, clock, timer } = opened({ idleSeconds: 10 })
    sandboxes.use('a')
    clock.time = 10_000
    timer.call?.()
    expect([sandboxes.names, timer.call]).toEqual([[], undefined])
    sandboxes.use('b')
    expect(timer.call).toBeDefined()
    sandboxes.close()
  })

  test('stay while they are held, also those that a request made first', () => {
    const { sandboxes, log, clock } = opened({ idleSeconds: 10 })
    sandboxes.use('a')
    sandboxes.hold('a')
    clock.time = 1_000_000
    sandboxes.sweep()
    expect(log).toEqual([])
    sandboxes.remove('a')
    expect(log).toEqual(['stop', 'close a1'])
  })
})

describe('when there are too many', () => {
  test('the one unused for longest goes, and that is said once', () => {
    const { sandboxes, log, clock } = opened({ most: 2 })
    for (const name of ['a', 'b', 'a', 'c', 'd']) {
      clock.time++
      sandboxes.use(name)
    }
    expect(log).toEqual([
      "there are 2 sandboxes: for each new one, the one unused for longest goes, 'b' first",
      'close b2',
      'close a1',
    ])
    sandboxes.close()
  })

  test('those that are held stay, and another is refused', () => {
    const { sandboxes } = opened({ most: 2 })
    sandboxes.hold('a')
    sandboxes.hold('b')
    expect(() => sandboxes.use('c')).toThrow(
      'there are 2 sandboxes, all of them held; close one first',
    )
    expect(sandboxes.use('a')).toBe('a1')
    sandboxes.close()
  })
})

test('removing one leaves another that has its name by now', () => {
  const { sandboxes, log } = opened()
  const first = sandboxes.hold('a')
  sandboxes.remove('a', first)
  const second = sandboxes.use('a')
  sandboxes.remove('a', first)
  expect(sandboxes.use('a')).toBe(second)
  expect(log).toEqual(['stop', 'close a1'])
  sandboxes.close()
})
