import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { FixtureDocument } from './fixture-document.ts'
import type { PersistedDocument } from './persisted-document.ts'
import { openDocument } from './persisted-document.ts'

let folder: string
let file: string
let opened: PersistedDocument[]
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'store-'))
  file = join(folder, 'state.json')
  opened = []
})
afterEach(async () => {
  await Promise.all(opened.map((document) => document.close()))
  rmSync(folder, { recursive: true, force: true })
})

function open(path: string | undefined = file): PersistedDocument {
  const document = openDocument(path)
  opened.push(document)
  return document
}

/** Each call is counted, so that the tests see how many flushes there were. */
function countedState(): {
  get: () => FixtureDocument
  calls: () => number
  set: (n: number) => void
} {
  let calls = 0
  let count = 0
  return {
    get: () => {
      calls++
      return { counter: { count } }
    },
    calls: () => calls,
    set: (n) => {
      count = n
    },
  }
}

const leave = 'the file is left as it is; name another, or move it away to begin anew'

async function messageOf(promise: Promise<unknown>): Promise<string> {
  return promise.then(
    () => 'nothing refused',
    (error: { message: string }) => error.message.replaceAll(folder, '.'),
  )
}

describe('in memory', () => {
  test('the document is what was written last, taken when it is read', async () => {
    const document = openDocument(undefined)
    const state = countedState()
    expect(await document.read()).toBeUndefined()
    await document.write(state.get)
    state.set(1)
    await document.write(state.get)
    expect(state.calls()).toBe(0)
    expect(await document.read()).toEqual({ counter: { count: 1 } })
    await document.close()
  })
})

describe('in a file', () => {
  test('nothing is read where no file is, and none is made', async () => {
    const document = open()
    expect(await document.read()).toBeUndefined()
    await document.close()
    expect(readdirSync(folder)).toEqual([])
  })

  test('what was written is read again after closing', async () => {
    const document = open()
    await document.write(() => ({ groups: [{ id: 'g', name: 'Ö' }], me: {} }))
    await document.close()
    expect(readFileSync(file, 'utf8')).toBe(
      '{"understudy":1,"fixtures":{"groups":[{"id":"g","name":"Ö"}],"me":{}}}\n',
    )
    expect(readdirSync(folder)).toEqual(['state.json'])
    expect(await open().read()).toEqual({ groups: [{ id: 'g', name: 'Ö' }], me: {} })
  })

  test('writes that arrive together share one flush, and those during it the next', async () => {
    const document = open()
    const state = countedState()
    const first = [1, 2, 3].map((n) => {
      state.set(n)
      return document.write(state.get)
    })
    await Promise.all(first)
    expect(state.calls()).toBe(1)
    const running = document.write(state.get)
    await Promise.resolve()
    await Promise.resolve()
    const waiting = [4, 5].map((n) => {
      state.set(n)
      return document.write(state.get)
    })
    await Promise.all([running, ...waiting])
    expect(state.calls()).toBe(3)
    expect(await document.read()).toEqual({ counter: { count: 5 } })
  })

  test('closing waits for the writes under way, and refuses others', async () => {
    const document = open()
    const written = document.write(() => ({ groups: [] }))
    await document.close()
    await written
    expect(await messageOf(document.write(() => ({})))).toBe('the store is closed')
    expect(await open().read()).toEqual({ groups: [] })
  })

  test('a failing write rejects all who waited, and the next write tries again', async () => {
    const document = open()
    await document.write(() => ({ counter: { count: 1 } }))
    const before = readFileSync(file, 'utf8')
    mkdirSync(`${file}.understudy.tmp`)
    const failing = [document.write(() => ({})), document.write(() => ({}))]
    const outcomes = await Promise.allSettled(failing)
    expect(outcomes).toMatchObject(
      [1, 2].map(() => ({
        status: 'rejected',
        reason: {
          statusCode: 500,
          code: 'StoreNotWritten',
          message: `the store ${file} cannot be written: it is a folder`,
        },
      })),
    )
    expect(readFileSync(file, 'utf8')).toBe(before)
    rmdirSync(`${file}.understudy.tmp`)
    await document.write(() => ({ counter: { count: 2 } }))
    expect(await document.read()).toEqual({ counter: { count: 2 } })
  })

  test('a folder that is gone rejects the write until it is back', async () => {
    mkdirSync(join(folder, 'data'))
    const document = open(join(folder, 'data/state.json'))
    renameSync(join(folder, 'data'), join(folder, 'moved'))
    expect(await messageOf(document.write(() => ({})))).toBe(
      'the store ./data/state.json cannot be written: no such file or folder',
    )
    renameSync(join(folder, 'moved'), join(folder, 'data'))
    await document.write(() => ({ me: {} }))
    expect(await document.read()).toEqual({ me: {} })
  })

  test('a document that cannot be made rejects the write and spoils nothing', async () => {
    const document = open()
    const failing = document.write(() => {
      throw new Error('no state')
    })
    expect(await messageOf(failing)).toBe('no state')
    await document.write(() => ({ me: {} }))
    expect(await document.read()).toEqual({ me: {} })
  })

  test('what a killed process left of a write does no harm', async () => {
    writeFileSync(`${file}.understudy.tmp`, '{"understudy":1,"fixtures":{"very":{"long":"and to')
    const document = open()
    expect(await document.read()).toBeUndefined()
    await document.write(() => ({ me: {} }))
    await document.close()
    expect(readdirSync(folder)).toEqual(['state.json'])
  })

  test('a link to the file stays a link', async () => {
    writeFileSync(file, '{"understudy":1,"fixtures":{}}')
    symlinkSync('state.json', join(folder, 'link.json'))
    const document = open(join(folder, 'link.json'))
    await document.write(() => ({ me: {} }))
    expect(readFileSync(file, 'utf8')).toBe('{"understudy":1,"fixtures":{"me":{}}}\n')
    expect(readFileSync(join(folder, 'link.json'), 'utf8')).toBe(readFileSync(file, 'utf8'))
  })
})

describe('a file that is not a whole store is refused and left as it is', () => {
  test.each<[text: string, message: string]>([
    ['', './state.json: expected a store, found nothing'],
    [' \n', './state.json: expected a store, found nothing'],
    [
      '{"understudy":1,"fixtures":{"groups":[{"id',
      `./state.json:1:43: expected '"', found the end of the text: the store is torn or foreign`,
    ],
    ['name: x', './state.json:1:1: expected a value, found name: the store is torn or foreign'],
    ['{"groups":[]}', './state.json: expected a store ({ "understudy": 1, … }), found other JSON'],
    ['[]', './state.json: expected a store ({ "understudy": 1, … }), found other JSON'],
    ['{"understudy":2}', './state.json: expected a store of format 1, found format 2'],
    [
      '{"understudy":1}',
      './state.json: /fixtures: expected an object keyed by resource path, found nothing',
    ],
    [
      '{"understudy":1,"fixtures":{"groups":[1]}}',
      './state.json: /fixtures/groups/0: expected an entity, found the number 1',
    ],
  ])('%j', async (text, message) => {
    writeFileSync(file, text)
    expect(await messageOf(open().read())).toBe(`${message}; ${leave}`)
    expect(await messageOf(open().write(() => ({})))).toBe(`${message}; ${leave}`)
    expect(readFileSync(file, 'utf8')).toBe(text)
  })
})

describe('one process at a time', () => {
  const messageOfOpening = () => {
    try {
      open()
    } catch (error) {
      return (error as { message: string }).message.replaceAll(folder, '.')
    }
    return 'nothing refused'
  }

  test('a second opening is refused until the first is closed', async () => {
    const first = open()
    expect(messageOfOpening()).toBe(
      `./state.json: is in use by process ${process.pid}; if that is wrong, remove ./state.json.lock`,
    )
    await first.close()
    expect(messageOfOpening()).toBe('nothing refused')
  })

  test('the lock of a process that runs is kept, of one that is gone taken over', async () => {
    const parentStart = existsSync('/proc')
      ? readFileSync(`/proc/${process.ppid}/stat`, 'utf8')
          .replace(/^.*\) /s, '')
          .split(' ')[19]
      : ''
    writeFileSync(`${file}.lock`, `${process.ppid} ${parentStart}`)
    expect(messageOfOpening()).toContain(`in use by process ${process.ppid};`)
    const { pid } = spawnSync(process.execPath, ['--version'])
    writeFileSync(`${file}.lock`, `${pid} 1`)
    expect(messageOfOpening()).toBe('nothing refused')
  })

  test('a lock that says nothing is taken to be in the making', () => {
    writeFileSync(`${file}.lock`, '')
    expect(messageOfOpening()).toBe(
      './state.json: is in use by a process; if that is wrong, remove ./state.json.lock',
    )
  })

  test('a folder that is not there is told', () => {
    expect(() => open(join(folder, 'none/state.json'))).toThrow(
      `${folder}/none/state.json.lock: cannot be made: no such file or folder`,
    )
  })
})

describe('a process killed in the middle of writes', () => {
  test('has kept every write that it has answered', async () => {
    const script = join(folder, 'writer.mjs')
    bundle(script)
    for (let round = 0; round < 4; round++) {
      const answered = await runAndKill(script, 40 + 25 * round)
      const document = open()
      const { counter } = (await document.read()) as { counter: { count: number } }
      expect(counter.count).toBeGreaterThanOrEqual(answered)
      await document.close()
    }
  }, 60_000)

  /** Node 20 runs no TypeScript: the child runs a bundle. */
  function bundle(script: string): void {
    const entry = join(folder, 'writer.ts')
    writeFileSync(
      entry,
      `import { openDocument } from ${JSON.stringify(join(__dirname, 'persisted-document.ts'))}
      const document = openDocument(process.argv[2])
      const filler = 'x'.repeat(200_000)
      let count = (await document.read())?.counter.count ?? 0
      for (;;) {
        const written = ++count
        await document.write(() => ({ counter: { count, filler } }))
        console.log(written)
      }`,
    )
    const rolldown = join(process.cwd(), 'node_modules/rolldown/bin/cli.mjs')
    const options = ['--file', script, '--format', 'esm', '--platform', 'node']
    const { status, stderr } = spawnSync(process.execPath, [rolldown, entry, ...options], {
      encoding: 'utf8',
    })
    expect([status, status === 0 ? '' : stderr]).toEqual([0, ''])
  }

  /** The last number answered before the kill, which comes some time after the first answer. */
  async function runAndKill(script: string, milliseconds: number): Promise<number> {
    const { env } = process
    const child = spawn(process.execPath, [script, file], {
      env,
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    let answered = 0
    for await (const line of createInterface(child.stdout)) {
      if (answered === 0) setTimeout(() => child.kill('SIGKILL'), milliseconds)
      answered = Number(line)
    }
    if (child.signalCode === null) await once(child, 'exit')
    expect(answered).toBeGreaterThan(0)
    return answered
  }
})
