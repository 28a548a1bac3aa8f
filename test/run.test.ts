import { once } from 'node:events'
import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  watch,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals'
import { XMLValidator } from 'fast-xml-parser'
import { commandLineFile, packageRoot } from './built-package.ts'
import { startCommand, understudy, type Outcome, type RunOptions } from './run-command.ts'

const sample = join(packageRoot, 'fixtures/access-packages')
// Each test starts processes, on machines that may be busy with others.
jest.setTimeout(60_000)

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'understudy-run-'))
})
afterEach(() => {
  rmSync(folder, { recursive: true })
})

const there = (name: string): string => join(folder, name)

/** A command that runs a script with `url`, `get` and `send` at hand. */
function script(text: string, name = 'script.mjs'): readonly string[] {
  const file = there(name)
  writeFileSync(
    file,
    `const url = process.env.UNDERSTUDY_URL
     const headers = { Authorization: 'Bearer token', 'Content-Type': 'application/json' }
     const get = (path) => fetch(url + path, { headers })
     const send = (method, path, body) => fetch(url + path, { method, headers, body: JSON.stringify(body) })
     ${text}`,
  )
  return [process.execPath, file]
}

/** The temporary folder is one of the test's own, so that what is left in it can be seen. */
function run(args: readonly string[], command: readonly string[], options: RunOptions = {}) {
  const env = { TMPDIR: folder, ...options.env }
  return understudy(['run', ...args, '--', ...command], { ...options, env })
}

const green = `await get('/accessPackages')`
const red = `await send('POST', '/accessPackages', { catalogId: '9b1c6f0e-8d4a-4e0b-a7c2-61d35f7e2a90', displayName: 'Sales', dispalyName: 'Sales' })`

const lastLines = ({ stderr }: Outcome, count: number): readonly string[] =>
  stderr.trimEnd().split('\n').slice(-count)

describe('the exit code', () => {
  test('is 0 when nothing is violated', async () => {
    const outcome = await run([sample], script(green))
    expect(outcome.stderr).toMatch(/^1 exchange: 0 violations, 0 warnings\ncoverage: operations /)
    expect(outcome.code).toBe(0)
  })

  test("is the command's own when it is not 0, and the report is there all the same", async () => {
    const outcome = await run([sample], script(`${red}; process.exitCode = 7`))
    expect(outcome.code).toBe(7)
    expect(outcome.stderr).toContain('error invalid-request-body')
  })

  test('is 3 when the contract is violated', async () => {
    expect((await run([sample], script(red))).code).toBe(3)
  })

  test('is 4 when coverage is too low, and not when it is met', async () => {
    const low = await run([sample, '--min-coverage', '50'], script(green))
    expect(low.code).toBe(4)
    expect(low.stderr).toMatch(/coverage too low operations: [\d.]+ % covered/)
    expect((await run([sample, '--min-coverage', 'operations=1'], script(green))).code).toBe(0)
  })

  test('is that of the violation when coverage is too low as well', async () => {
    expect((await run([sample, '--min-coverage', '50'], script(red))).code).toBe(3)
  })

  test('is 128 and the number of the signal that ended the command', async () => {
    const outcome = await run([sample], script(`process.kill(process.pid, 'SIGTERM')`))
    expect(outcome.code).toBe(143)
  })

  test('is 127 for a command that is not found, 126 for one that cannot be run', async () => {
    const missing = await run([sample], ['no-such-command'])
    expect([missing.code, missing.stderr.split('\n')[0]]).toEqual([
      127,
      'understudy: no-such-command: command not found',
    ])
    writeFileSync(there('plain.txt'), 'x')
    expect((await run([sample], [there('plain.txt')])).code).toBe(126)
  })

  test.each<[string, args: readonly string[], message: string]>([
    ['no command', [sample], 'expected understudy run <contract...> [options] -- COMMAND'],
    ['an empty command', [sample, '--', ''], 'expected understudy run <contract...> [options]'],
    ['no contract', ['--', 'true'], 'expected understudy run <contract...> [options] -- COMMAND'],
    ['a contract that is not there', ['none', '--', 'true'], 'none: no such file or folder'],
    [
      'an unknown kind of failure',
      [sample, '--fail-on', 'all', '--', 'true'],
      "--fail-on: expected violation, warning, unmatched or none, found 'all'",
    ],
    [
      'a percentage that is none',
      [sample, '--min-coverage', 'much', '--', 'true'],
      "--min-coverage: expected 0 to 100, found 'much'",
    ],
    [
      'a kind of coverage that is there twice',
      [sample, '--min-coverage', 'operations=1,operations=2', '--', 'true'],
      "--min-coverage: expected each kind once, found 'operations=1,operations=2'",
    ],
    [
      'a kind of coverage that is none',
      [sample, '--min-coverage', 'operation=1', '--', 'true'],
      "coverage: expected operations, statuses, options, properties, relationships, found 'operation'",
    ],
  ])('is 2 for %s', async (_, args, message) => {
    const { code, stderr } = await understudy(['run', ...args])
    expect(stderr).toContain(message)
    expect(code).toBe(2)
  })
})

describe('--fail-on', () => {
  const unauthorized = `await fetch(url + '/accessPackages')`
  test('warning fails on warnings, which otherwise pass', async () => {
    expect((await run([sample], script(unauthorized))).code).toBe(0)
    expect((await run([sample, '--fail-on', 'violation,warning'], script(unauthorized))).code).toBe(
      3,
    )
  })

  test('is all that it is given with', async () => {
    const args = [sample, '--fail-on', 'violation', '--fail-on', 'unmatched']
    expect((await run(args, script(red))).code).toBe(3)
  })

  test('none passes whatever is violated', async () => {
    expect((await run([sample, '--fail-on', 'none'], script(red))).code).toBe(0)
  })

  test('unmatched fails on a request of no operation', async () => {
    const outcome = await run([sample, '--fail-on', 'unmatched'], script(`await get('/nowhere')`))
    expect(outcome.stderr).toContain('1 request of no operation')
    expect(outcome.code).toBe(3)
    expect((await run([sample, '--fail-on', 'unmatched'], script(green))).code).toBe(0)
  })
})

describe('a command', () => {
  test('has its streams, its arguments and the address of the service', async () => {
    const command = script(
      `process.stdout.write(JSON.stringify([process.argv.slice(2), (await get('/accessPackages')).status]))`,
    )
    const outcome = await run([sample], [...command, '--port', '--', 'a b'])
    expect(outcome.stdout).toBe('[["--port","--","a b"],200]')
  })

  test('that sends nothing is said to have sent nothing', async () => {
    const outcome = await run([sample], ['true'])
    expect(lastLines(outcome, 1)).toEqual(['understudy: true sent no request to the service'])
    expect(outcome.code).toBe(0)
  })

  test('may start services of the same contract, which are part of the report', async () => {
    const library = JSON.stringify(join(packageRoot, 'dist/esm/index.js'))
    const own = (contract: string): readonly string[] =>
      script(`
        const { startUnderstudy } = await import(${library})
        const service = await startUnderstudy({ contract: ${JSON.stringify(contract)} })
        await fetch(service.url + '/accessPackages', { headers })
        await service.close()
        ${green}`)
    const outcome = await run([sample], own(sample))
    expect(lastLines(outcome, 3)[0]).toBe('2 exchanges: 0 violations, 0 warnings')
    expect(outcome.code).toBe(0)
  })

  test('may start services of another contract, which is reported by itself', async () => {
    const library = JSON.stringify(join(packageRoot, 'dist/esm/index.js'))
    const bookshop = JSON.stringify(join(packageRoot, 'fixtures/bookshop'))
    const outcome = await run(
      [sample, '--report', there('reports')],
      script(`
        const { startUnderstudy } = await import(${library})
        const service = await startUnderstudy({ contract: ${bookshop} })
        await fetch(service.url + '/Books', { headers })
        await service.close()
        process.exitCode = 5`),
    )
    expect(outcome.code).toBe(5)
    expect(
      outcome.stderr.match(
        /^understudy: contract [0-9a-f]{8} \(\S+\.(?:md and \d+ more files|\w+)\):$/gm,
      ),
    ).toHaveLength(2)
    expect(readdirSync(there('reports'))).toHaveLength(8)
  })

  test('that kills a service of its own leaves an incomplete journal, which is no pass', async () => {
    const library = JSON.stringify(join(packageRoot, 'dist/esm/index.js'))
    const killed = script(
      `const { startUnderstudy } = await import(${library})
       await startUnderstudy({ contract: ${JSON.stringify(sample)} })
       process.kill(process.pid, 'SIGKILL')`,
      'killed.mjs',
    )
    const outcome = await run(
      [sample],
      script(
        `const { spawnSync } = await import('node:child_process')
         spawnSync(${JSON.stringify(killed[0])}, [${JSON.stringify(killed[1])}])`,
      ),
    )
    expect(outcome.stderr).toMatch(
      /^incomplete .*session [0-9a-f-]+ has no end: the process was killed/m,
    )
    expect(outcome.code).toBe(3)
  })
})

describe('signals', () => {
  const waiting = (onSignal: string): readonly string[] =>
    script(
      `${onSignal}; await get('/accessPackages'); console.log('ready'); setInterval(() => {}, 1000)`,
    )

  async function start(command: readonly string[]) {
    const running = startCommand(
      process.execPath,
      [commandLineFile, 'run', sample, '--', ...command],
      {
        env: { TMPDIR: folder },
      },
    )
    await running.until(/ready/)
    return running
  }

  /** Without the command, which is in the same process group. */
  const signal = (pid: number | undefined, name: NodeJS.Signals): void => {
    process.kill(pid!, name)
  }

  test.each(['SIGTERM', 'SIGHUP', 'SIGINT'] as const)(
    '%s is passed on, and reported',
    async (name) => {
      const running = await start(waiting(`process.on('${name}', () => process.exit(9))`))
      signal(running.pid, name)
      const outcome = await running.outcome
      expect(outcome.code).toBe(9)
      expect(outcome.stderr).toContain('1 exchange: 0 violations, 0 warnings')
    },
  )

  test('it reaches what the command started', async () => {
    const [node, file] = waiting(`process.on('SIGTERM', () => process.exit(9))`)
    const running = await start(['sh', '-c', `${node} ${file}; exit $?`])
    signal(running.pid, 'SIGTERM')
    // The streams are closed: no process has them any more.
    expect((await running.outcome).code).toBe(143)
  })

  test('before the command runs, nothing is left behind', async () => {
    const watcher = watch(folder)
    const running = startCommand(process.execPath, [commandLineFile, 'run', sample, '--', 'true'], {
      env: { TMPDIR: folder },
    })
    await once(watcher, 'change')
    watcher.close()
    signal(running.pid, 'SIGTERM')
    expect((await running.outcome).code).toBe(143)
    expect(readdirSync(folder)).toEqual([])
  })

  test('a second SIGINT kills a command that lets the first one pass', async () => {
    const running = await start(waiting(`process.on('SIGINT', () => console.log('passed'))`))
    signal(running.pid, 'SIGINT')
    await running.until(/passed/)
    signal(running.pid, 'SIGINT')
    expect((await running.outcome).code).toBe(137)
  })
})

describe('what is written', () => {
  test('nothing is left in the temporary folder', async () => {
    await run([sample], script(green))
    expect(readdirSync(folder)).toEqual(['script.mjs'])
  })

  test('without a temporary folder, there is nothing that the command could be journaled in', async () => {
    const missing = there('missing')
    const outcome = await run([sample], script(green), { env: { TMPDIR: missing } })
    expect([outcome.code, outcome.stderr]).toEqual([
      2,
      `understudy: TMPDIR: expected a folder that can be written to, found ${missing} (ENOENT)\n`,
    ])
  })

  test('reports are four files, and nothing beside', async () => {
    await run([sample, '--report', there('deep/reports')], script(red))
    expect(readdirSync(there('deep/reports')).sort()).toEqual([
      'understudy.html',
      'understudy.json',
      'understudy.md',
      'understudy.xml',
    ])
    const xml = readFileSync(there('deep/reports/understudy.xml'), 'utf8')
    expect(XMLValidator.validate(xml)).toBe(true)
    expect(xml).toMatch(
      /<testcase name="POST \/accessPackages" classname="accesspackage-post" file="[^"]*contract\/api\/accesspackage-post\.md" line="\d+" time="[\d.]+">\n\s*<failure type="invalid-request-body"/,
    )
    const html = readFileSync(there('deep/reports/understudy.html'), 'utf8')
    expect(html).toContain('<pre class="source">')
  })

  test('a journal that is given stays, and what it had before does not count', async () => {
    const journal = there('journal.ndjson')
    await run([sample, '--journal', journal], script(red))
    const outcome = await run([sample, '--journal', journal], script(green))
    expect(outcome.code).toBe(0)
    expect(outcome.stderr).toMatch(/^1 exchange: /m)
    expect(readFileSync(journal, 'utf8').match(/"exchange":\{/g)).toHaveLength(2)
  })

  test('of a journal that two runs write to, each judges its own sessions, and says that there are others', async () => {
    const journal = there('journal.ndjson')
    const other = [process.execPath, commandLineFile, 'run', sample, '--journal', journal, '--']
    // Beside it, not within: the environment does not say that another run goes on.
    const beside = script(
      `const { spawnSync } = await import('node:child_process')
       const { UNDERSTUDY_RUN: _, ...env } = process.env
       const [file, ...args] = ${JSON.stringify([...other, ...script(red, 'red.mjs')])}
       console.log(spawnSync(file, args, { env }).status)
       ${green}`,
      'beside.mjs',
    )
    const outcome = await run([sample, '--journal', journal], beside)
    expect(outcome.stdout).toBe('3\n')
    expect(lastLines(outcome, 4).slice(0, 2)).toEqual([
      `understudy: ${journal}: 1 session of other runs, not judged by this one`,
      '1 exchange: 0 violations, 0 warnings',
    ])
    expect(outcome.code).toBe(0)
  })

  test('what a session adds that began before the run is not judged, and said to be there', async () => {
    const journal = there('journal.ndjson')
    await run([sample, '--journal', journal], script(red))
    const lines = readFileSync(journal, 'utf8').split('\n')
    const late = lines.find((line) => line.includes('"exchange":{'))
    const adding = script(
      `const { appendFileSync } = await import('node:fs')
       appendFileSync(${JSON.stringify(journal)}, ${JSON.stringify(`${late}\n`)})
       ${green}`,
      'adding.mjs',
    )
    const outcome = await run([sample, '--journal', journal], adding)
    expect(lastLines(outcome, 4).slice(0, 2)).toEqual([
      `understudy: ${journal}: 1 session of other runs, not judged by this one`,
      '1 exchange: 0 violations, 0 warnings',
    ])
    expect(outcome.code).toBe(0)
  })

  test('a run within a run is part of it, and so is a service that does not say of which run it is', async () => {
    const inner = [
      process.execPath,
      commandLineFile,
      'run',
      sample,
      '--',
      ...script(green, 'a.mjs'),
    ]
    const library = JSON.stringify(join(packageRoot, 'dist/esm/index.js'))
    const outer = script(
      `const { spawnSync } = await import('node:child_process')
       const [file, ...args] = ${JSON.stringify(inner)}
       console.log(spawnSync(file, args).status)
       delete process.env.UNDERSTUDY_RUN
       const { startUnderstudy } = await import(${library})
       const service = await startUnderstudy({ contract: ${JSON.stringify(sample)} })
       await fetch(service.url + '/accessPackages', { headers })
       await service.close()
       ${green}`,
      'outer.mjs',
    )
    const outcome = await run([sample], outer)
    expect(outcome.stdout).toBe('0\n')
    expect(lastLines(outcome, 3)[0]).toBe('3 exchanges: 0 violations, 0 warnings')
  })

  test('a mistake in the options is told before the command runs', async () => {
    const outcome = await run(
      [sample, '--report', join(sample, 'data/groups.json')],
      script(`(await import('node:fs')).writeFileSync(${JSON.stringify(there('ran'))}, '')`),
    )
    expect(outcome.code).toBe(2)
    expect(existsSync(there('ran'))).toBe(false)
  })

  test('in GitHub Actions there are annotations and a summary', async () => {
    const env = { GITHUB_ACTIONS: 'true', GITHUB_STEP_SUMMARY: there('summary.md') }
    const outcome = await run([sample], script(red), { env, cwd: packageRoot })
    expect(outcome.stdout).toMatch(
      /^::error file=fixtures\/access-packages\/contract\/api\/accesspackage-post\.md,line=\d+,title=invalid-request-body::/m,
    )
    expect(readFileSync(there('summary.md'), 'utf8')).toMatch(/^## ❌ Contract\n/)
  })
})
