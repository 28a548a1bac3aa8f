import { describe, expect, test } from '@jest/globals'
import { inspect } from 'node:util'
import { useUnderstudy, type UseUnderstudyOptions } from './use-understudy.ts'

const contract = 'fixtures/access-packages'

type Run = (this: unknown, ...context: unknown[]) => Promise<void>

/** A framework that runs what it was told to, when it is asked. */
function framework() {
  const told = new Map<string, Run>()
  const hook = (name: string) => (run: Run) => void told.set(name, run)
  return {
    hooks: {
      before: hook('before'),
      beforeEach: hook('beforeEach'),
      afterEach: hook('afterEach'),
      after: hook('after'),
    },
    run: async (name: string) => told.get(name)!.call(undefined),
    lengths: () => [...told.values()].map(({ length }) => length),
  }
}

/** One file with these tests, each an action on the service. */
async function runTests(
  options: Partial<UseUnderstudyOptions>,
  tests: readonly ((url: string) => Promise<unknown>)[],
): Promise<readonly string[]> {
  const { hooks, run } = framework()
  const service = useUnderstudy({ contract, hooks, ...options })
  const outcomes: string[] = []
  const attempt = (name: string) =>
    run(name).then(
      () => outcomes.push(`${name}: passed`),
      (error: Error) => outcomes.push(`${name}: ${error.message.split('\n')[0]!}`),
    )
  await run('before')
  for (const act of tests) {
    await run('beforeEach')
    await act(service.url)
    await attempt('afterEach')
  }
  await attempt('after')
  return outcomes
}

const authorized = { headers: { Authorization: 'Bearer token' } }
const list = (url: string) => fetch(`${url}/accessPackages`, authorized)
const undocumented = (url: string) =>
  fetch(`${url}/accessPackageCatalogs`, { ...authorized, method: 'POST', body: '{}' })

describe('a service around tests', () => {
  test('it starts before all, is reset before each, asserts after each and closes after all', async () => {
    const { hooks, run } = framework()
    const service = useUnderstudy({ contract, hooks })
    await run('before')
    const { url } = service
    await run('beforeEach')
    await service.seed('groups', [{ id: 'g1' }])
    await list(url)
    expect(service.journal.exchanges).toHaveLength(1)
    await run('afterEach')
    await run('beforeEach')
    expect(service.journal.exchanges).toEqual([])
    expect(JSON.stringify(service.state()['groups'])).not.toContain('g1')
    await run('after')
    await expect(list(url)).rejects.toThrow('fetch failed')
  })

  test('a violation fails the test that it is of, and no other', async () => {
    expect(await runTests({}, [list, undocumented, list])).toEqual([
      'afterEach: passed',
      'afterEach: 1 violation of the contract, in 1 of 1 exchange',
      'afterEach: passed',
      'after: passed',
    ])
  })

  test('assert: false asserts nothing', async () => {
    expect(await runTests({ assert: false }, [undocumented])).toEqual([
      'afterEach: passed',
      'after: passed',
    ])
  })

  test('coverage is that of all tests together, asserted at the end', async () => {
    const assert = { minCoverage: { operations: 8 } }
    const read = (url: string) => fetch(`${url}/accessPackages/a1`, authorized)
    expect(await runTests({ assert }, [list, read])).toEqual([
      'afterEach: passed',
      'afterEach: passed',
      'after: passed',
    ])
    expect(await runTests({ assert }, [list, list])).toEqual([
      'afterEach: passed',
      'afterEach: passed',
      'after: the tests cover too little of the contract',
    ])
  })

  test('the start may take a minute, in Mocha too', async () => {
    const timeouts: unknown[] = []
    const { hooks } = framework()
    let start: Run | undefined
    const before = (run: Run, timeout: number) => {
      start = run
      timeouts.push(timeout)
    }
    const service = useUnderstudy({ contract, hooks: { ...hooks, before } })
    await start!.call({ timeout: (milliseconds: number) => timeouts.push(milliseconds) })
    expect(timeouts).toEqual([60_000, 60_000])
    await service.close()
  })

  test('no hook declares a parameter, which frameworks would take for a callback', () => {
    const { hooks, lengths } = framework()
    useUnderstudy({ contract, hooks })
    expect(lengths()).toEqual([0, 0, 0, 0])
  })
})

describe('the service that stands for one that starts later', () => {
  test('it says so until then, and may be printed and awaited', async () => {
    const service = useUnderstudy({ contract, hooks: framework().hooks })
    expect(() => service.url).toThrow(
      'service.url: the service has not started; useUnderstudy starts it before the first test, so use it inside tests and hooks',
    )
    expect(inspect(service)).toBe('{}')
    expect(await Promise.resolve(service)).toBe(service)
  })

  test('its methods may be taken off it, and app is the listener itself', async () => {
    const { hooks, run } = framework()
    const service = useUnderstudy({ contract, hooks })
    await run('before')
    // eslint-disable-next-line typescript/unbound-method
    const { state, app } = service
    expect(Object.keys(state())).toContain('accessPackages')
    expect(service.app).toBe(app)
    expect('journal' in service).toBe(true)
    await run('after')
  })
})

describe('options that cannot be are refused at once', () => {
  const { hooks } = framework()
  const rejected: readonly (readonly [options: unknown, message: string])[] = [
    [{ contract, hooks, colour: 1 }, 'unknown option colour'],
    [{ contract, hooks, asert: false }, "; did you mean 'assert'?"],
    ['contract/', 'expected options, such as { contract: \'contract/\' }, found "contract/"'],
    [[contract], "expected options, such as { contract: 'contract/' }, found "],
    [undefined, "expected options, such as { contract: 'contract/' }, found undefined"],
    [{ hooks }, 'expected a contract'],
    [
      { contract, hooks, assert: true },
      'assert: expected false, or the options of assertContract, found true',
    ],
    [
      { contract, hooks, assert: { minCoverage: 200 } },
      'coverage: expected 0 to 100 for operations, found 200',
    ],
    [
      { contract, hooks, assert: { ignored: [] } },
      "assertContract: expected warnings, minCoverage, ignore, found 'ignored'; did you mean 'ignore'?",
    ],
    [
      { contract, hooks, assert: { ignore: ['undocumented-operatoin'] } },
      "assertContract: ignore: expected names of rules, found 'undocumented-operatoin'; did you mean 'undocumented-operation'?",
    ],
    [{ contract, hooks: {} }, 'useUnderstudy: hooks: expected beforeAll (or before)'],
  ]
  test.each(rejected)('%j', (options, message) => {
    expect(() => useUnderstudy(options as UseUnderstudyOptions)).toThrow(message)
  })
})
