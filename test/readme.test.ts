import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals'
import { transformSync } from '@swc/core'
import { parse } from 'yaml'
import { commandLineFile, manifest, packageRoot } from './built-package.ts'
import { readFencedBlocks, readTable, type FencedBlock } from './markdown-blocks.ts'
import {
  run,
  serve,
  startCommand,
  understudy,
  untilListening,
  type Outcome,
} from './run-command.ts'

// Each test starts processes, on machines that may be busy with others.
jest.setTimeout(60_000)

const readme = readFileSync(join(packageRoot, 'README.md'), 'utf8')
const blocks = readFencedBlocks(readme)
const nodeModules = join(packageRoot, 'node_modules')

/** How a kind of block is run, in a project that has the package installed and the sample beside. */
interface Runner {
  readonly name: string
  readonly takes: (block: FencedBlock) => boolean
  readonly run: (block: FencedBlock, project: string) => Promise<void>
}

const isScript = ({ language }: FencedBlock): boolean => language === 'js' || language === 'ts'
const isBash = ({ language }: FencedBlock): boolean => language === 'bash'

const runners: readonly Runner[] = [
  {
    name: 'Jest',
    takes: (block) => isScript(block) && block.text.includes("'odata-understudy/jest'"),
    run: runWithJest,
  },
  {
    name: 'type check, and Vitest',
    takes: (block) => isScript(block) && block.text.includes("'odata-understudy/vitest'"),
    run: async (block, project) => {
      await checkTypes(block, project)
      await runWithVitest(block, project)
    },
  },
  {
    name: "Chai, and node:test's functions in place of Mocha's",
    takes: (block) => isScript(block) && block.text.includes("'odata-understudy/chai'"),
    run: async (block, project) => {
      const file = fileOf(block)
      writeFileSync(join(project, file), block.text)
      writeFileSync(
        join(project, 'mocha.mjs'),
        "import * as functions from 'node:test'\nObject.assign(globalThis, functions)\n",
      )
      const args = ['--import', './mocha.mjs', '--test', file]
      const { stdout } = expectSuccess(await run(process.execPath, args, { cwd: project }))
      expect(stdout).toMatch(/^# pass 1$/m)
    },
  },
  {
    name: 'node --test',
    takes: (block) => isScript(block) && block.text.includes("'node:test'"),
    run: async (block, project) => {
      const file = fileOf(block)
      writeFileSync(join(project, file), block.text)
      expectSuccess(await run(process.execPath, ['--test', file], { cwd: project }))
    },
  },
  {
    name: 'Jest, on the server of all workers',
    takes: (block) => isScript(block) && block.text.includes('JEST_WORKER_ID'),
    run: async (block, project) => {
      const service = await serve([join(project, 'fixtures/access-packages')])
      try {
        await runWithJest(block, project, { UNDERSTUDY_URL: service.url })
      } finally {
        service.kill('SIGTERM')
        await service.outcome
      }
    },
  },
  {
    name: 'Vitest, on the server of all workers',
    takes: (block) => isScript(block) && block.text.includes('VITEST_POOL_ID'),
    run: async (block, project) => {
      const service = await serve([join(project, 'fixtures/access-packages')])
      try {
        await runWithVitest(block, project, { UNDERSTUDY_URL: service.url })
      } finally {
        service.kill('SIGTERM')
        await service.outcome
      }
    },
  },
  {
    name: 'node',
    takes: (block) => isScript(block) && !/^(test|describe)\(/m.test(block.text),
    run: async (block, project) => {
      if (block.language === 'ts') await checkTypes(block, project)
      const { code } = transformSync(block.text, {
        jsc: { target: 'es2022', parser: { syntax: 'typescript' } },
      })
      writeFileSync(join(project, 'example.mjs'), code)
      expectSuccess(await run(process.execPath, ['example.mjs'], { cwd: project }))
    },
  },
  {
    name: 'npm, installed already',
    takes: (block) => isBash(block) && /^npm install && npm (start|test)\n$/.test(block.text),
    run: runNpmScript,
  },
  {
    name: 'bash, on the served sample',
    takes: (block) => isBash(block) && /^(curl .*\n)+$/.test(block.text),
    run: async ({ text }, project) => {
      const service = await serve([join(project, 'fixtures/access-packages')])
      try {
        // The function hides nothing of the lines: it makes an answer from 400 on a failure.
        const script = `curl() { command curl -sS --fail "$@"; }\n${text.replaceAll(':4010/', `:${new URL(service.origin).port}/`)}`
        const { stdout } = expectSuccess(await run('bash', ['-euc', script], { cwd: project }))
        const { value } = JSON.parse(stdout) as { value: object[] }
        expect(value.length).toBeGreaterThan(0)
      } finally {
        service.kill('SIGTERM')
        await service.outcome
      }
    },
  },
  {
    name: 'bash',
    takes: (block) => isBash(block) && /^(npx understudy (?!record ).*\n)+$/.test(block.text),
    run: async ({ text }, project) => {
      expectSuccess(await run('bash', ['-euc', text], { cwd: project }))
    },
  },
  {
    name: 'understudy record, of a served sample',
    takes: (block) => isBash(block) && block.text.startsWith('npx understudy record '),
    run: recordAsPrinted,
  },
  {
    name: 'a workflow of GitHub Actions',
    takes: ({ language, text }) => language === 'yaml' && /^jobs:/m.test(text),
    run: runWorkflow,
  },
  {
    name: 'a job of GitLab',
    takes: ({ language, text }) => language === 'yaml' && /^ {2}script:/m.test(text),
    run: async ({ text }, project) => {
      const jobs = parse(text) as Record<string, { script: string[] }>
      for (const { script } of Object.values(jobs)) await runCommandsOf(script, project)
      expect(existsSync(join(project, 'reports/understudy.xml'))).toBe(true)
    },
  },
  {
    name: 'understudy replay',
    takes: ({ language, text }) => language === 'yaml' && /^understudy:/m.test(text),
    run: async ({ text }, project) => {
      const file = join(project, 'fixtures/access-packages/scenarios/printed.yaml')
      writeFileSync(file, text)
      const steps = (parse(text) as { steps: object[] }).steps.length
      const { stdout } = expectSuccess(await understudy(['replay', file]))
      expect(stdout.match(/^ {2}✓ [A-Z]+ /gm)).toHaveLength(steps)
    },
  },
  {
    name: "the sample's access packages",
    takes: ({ language, text }) => language === 'json' && text.startsWith('['),
    run: serveAsFixtures,
  },
  {
    name: 'what a request that leaves the contract is told',
    takes: ({ language, text }) =>
      language === 'text' && text.includes('violation of the contract'),
    run: violateAsPrinted,
  },
  {
    name: 'a tree of the sample',
    takes: ({ language, text }) =>
      language === 'text' && /^[\w-]+\/\n( {2}\S+\/ .*\n)+$/.test(text),
    run: async ({ text }, project) => {
      const [root, ...folders] = text.trimEnd().split('\n')
      const missing = folders
        .map((line) => join(project, 'fixtures', root!, /\S+/.exec(line)![0]))
        .filter((folder) => !existsSync(folder))
      expect(missing).toEqual([])
    },
  },
]

/** The name of a file that the introduction gives, else one after the language. */
function fileOf({ introduction, language }: FencedBlock): string {
  return /`([\w.-]+\.[cm]?[jt]s)`/.exec(introduction)?.[1] ?? `example.m${language}`
}

function expectSuccess({ code, stdout, stderr }: Outcome): Outcome {
  if (code !== 0) throw new Error(`it ended with ${code}:\n${stdout}${stderr}`)
  return { code, stdout, stderr }
}

async function runWithJest(
  block: FencedBlock,
  project: string,
  env: Readonly<Record<string, string>> = {},
): Promise<void> {
  writeFileSync(join(project, fileOf(block)), block.text)
  const swc = ['@swc/jest', { jsc: { target: 'es2022', parser: { syntax: 'typescript' } } }]
  const config = {
    rootDir: project,
    transform: { '\\.ts$': [join(nodeModules, swc[0] as string), swc[1]] },
  }
  const jestFile = join(nodeModules, 'jest/bin/jest.js')
  const args = [jestFile, '--config', JSON.stringify(config), '--ci']
  const { stderr } = expectSuccess(await run(process.execPath, args, { cwd: project, env }))
  expect(stderr).toMatch(/^Tests: +1 passed, 1 total$/m)
}

async function runWithVitest(
  block: FencedBlock,
  project: string,
  env: Readonly<Record<string, string>> = {},
): Promise<void> {
  writeFileSync(join(project, fileOf(block)), block.text)
  const args = [join(nodeModules, 'vitest/vitest.mjs'), 'run', fileOf(block)]
  const { stdout } = expectSuccess(await run(process.execPath, args, { cwd: project, env }))
  expect(stdout).toMatch(/Tests .*1 passed.* \(1\)/)
}

/** As a user's compiler would, in its strictest usual setting. */
async function checkTypes(block: FencedBlock, project: string): Promise<void> {
  const file = fileOf(block)
  writeFileSync(join(project, file), block.text)
  const compilerOptions = {
    module: 'nodenext',
    target: 'es2023',
    lib: ['es2023', 'esnext.disposable'],
    types: ['node'],
    strict: true,
    exactOptionalPropertyTypes: true,
    noEmit: true,
  }
  writeFileSync(join(project, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: [file] }))
  const compiler = join(nodeModules, 'typescript/bin/tsc')
  expectSuccess(await run(process.execPath, [compiler, '-p', project], { cwd: project }))
}

async function runNpmScript({ text }: FencedBlock): Promise<void> {
  const script = /npm (\w+)\n$/.exec(text)![1]!
  // The tests are what runs this test.
  if (script === 'test') return expect(manifest.scripts['test']).toBe('jest')
  const service = await untilListening(startCommand('npm', [script, '--', '--port', '0']))
  try {
    const answer = await fetch(`${service.url}/accessPackages/$count`)
    expect(await answer.text()).toBe('20')
  } finally {
    service.kill('SIGTERM')
    await service.outcome
  }
}

interface WorkflowJob {
  readonly strategy?: { readonly matrix: { readonly shard: readonly number[] } }
  readonly steps: readonly { readonly run?: string; readonly with?: { readonly path: string } }[]
}

/** What the steps of others do, keeping artifacts, is done by one folder for all jobs. */
async function runWorkflow({ text }: FencedBlock, project: string): Promise<void> {
  const { jobs } = parse(text) as { jobs: Record<string, WorkflowJob> }
  for (const { strategy, steps } of Object.values(jobs)) {
    const folder = steps.find((step) => step.with?.path)?.with?.path
    if (folder === 'journals') {
      mkdirSync(join(project, folder))
      for (const file of readdirSync(project).filter((name) => name.endsWith('.ndjson'))) {
        renameSync(join(project, file), join(project, folder, file))
      }
    }
    for (const shard of strategy?.matrix.shard ?? ['']) {
      const commands = steps.flatMap(
        (step) => step.run?.replaceAll('${{ matrix.shard }}', `${shard}`) ?? [],
      )
      await runCommandsOf(commands, project)
    }
  }
  expect(readFileSync(join(project, 'summary.md'), 'utf8')).toMatch(
    /^## ✅ Contract\n\n2 exchanges,/,
  )
}

/** Sends the request that the block tells of, with the property that it is about. */
async function violateAsPrinted({ text }: FencedBlock, project: string): Promise<void> {
  const [, method, path, property] =
    /^#1 (\S+) \/beta(\S+) [^]*?'(\w+)' is set by the server/m.exec(text) ?? []
  const script = `
    const { startUnderstudy } = require('odata-understudy')
    startUnderstudy({ contract: 'fixtures/access-packages' }).then(async (service) => {
      await fetch(service.url + '${path}', {
        method: '${method}',
        headers: { Authorization: 'Bearer token', 'Content-Type': 'application/json' },
        body: '{ "${property}": "2026-01-01T00:00:00Z" }',
      })
      try {
        service.assertContract()
      } catch (error) {
        console.log(error.message)
      }
      await service.close()
    })`
  const { stdout } = expectSuccess(await run(process.execPath, ['-e', script], { cwd: project }))
  expect(stdout.replace(/^ {2}curl: .*\n/m, '')).toBe(text)
}

async function recordAsPrinted({ text }: FencedBlock, project: string): Promise<void> {
  const upstream = await serve([join(project, 'fixtures/access-packages')])
  const [, , ...printed] = text.trim().split(' ')
  const args = printed.map((arg) => (arg.startsWith('https://') ? upstream.url : arg))
  const command = startCommand(process.execPath, [commandLineFile, ...args, '--port', '0'], {
    cwd: project,
  })
  try {
    const { url } = await untilListening(command)
    await fetch(`${url}/accessPackages?$top=1`)
  } finally {
    command.kill('SIGINT')
  }
  const { stderr } = expectSuccess(await command.outcome)
  upstream.kill('SIGTERM')
  await upstream.outcome
  expect(stderr).toMatch(
    /^recording \S+ as \S+, until SIGINT or SIGTERM\n1 exchange recorded as 1 step of \S+\/recorded\.yaml\n/,
  )
  const file = join(project, args[args.indexOf('--out') + 1]!)
  expect(expectSuccess(await understudy(['replay', file])).stdout).toContain(
    '✓ GET /accessPackages',
  )
}

async function runCommandsOf(commands: readonly string[], project: string): Promise<void> {
  const request = `fetch(process.env.UNDERSTUDY_URL + '/accessPackages', { headers: { Authorization: 'Bearer x' } })`
  writeFileSync(join(project, 'request.js'), request)
  writeFileSync(join(project, 'package.json'), '{ "scripts": { "test": "node request.js" } }')
  const env = { GITHUB_STEP_SUMMARY: join(project, 'summary.md') }
  for (const command of commands.filter((line) => line.startsWith('npx understudy '))) {
    expectSuccess(await run('bash', ['-euc', command], { cwd: project, env }))
  }
}

async function serveAsFixtures({ text }: FencedBlock, project: string): Promise<void> {
  const folder = join(project, 'fixtures/access-packages')
  // They name access packages that are not in the block.
  rmSync(join(folder, 'data/accessPackageAssignmentPolicies.json'))
  writeFileSync(join(folder, 'data/accessPackages.json'), text)
  const service = await serve([folder])
  try {
    const [first] = JSON.parse(text) as { id: string; displayName: string }[]
    const expand = '$expand=incompatibleGroups,accessPackageResourceRoleScopes'
    const answer = await fetch(`${service.url}/accessPackages/${first!.id}?${expand}`)
    expect(await answer.json()).toMatchObject({
      displayName: first!.displayName,
      incompatibleGroups: [{ displayName: 'Finance department' }],
      accessPackageResourceRoleScopes: [{ id: '7e8d9c0b-1a2f-4b3e-8c4d-5f6a7b8c9d0e' }],
    })
  } finally {
    service.kill('SIGTERM')
    await service.outcome
  }
}

describe('the examples of README.md run as printed', () => {
  let project: string

  /** Installed as npm does it from a checkout. */
  beforeEach(() => {
    project = mkdtempSync(join(tmpdir(), 'understudy-readme-'))
    writeFileSync(join(project, 'package.json'), '{ "private": true }')
    cpSync(join(packageRoot, 'fixtures'), join(project, 'fixtures'), { recursive: true })
    const installed = join(project, 'node_modules')
    mkdirSync(join(installed, '.bin'), { recursive: true })
    symlinkSync(packageRoot, join(installed, 'odata-understudy'))
    symlinkSync(commandLineFile, join(installed, '.bin/understudy'))
    for (const name of ['@jest', '@types', 'chai', 'vitest']) {
      symlinkSync(join(nodeModules, name), join(installed, name))
    }
  })

  afterEach(() => {
    rmSync(project, { recursive: true })
  })

  test('each block has one way to be run', () => {
    const others = blocks.flatMap((block) => {
      const names = runners.filter(({ takes }) => takes(block)).map(({ name }) => name)
      return names.length === 1 ? [] : [`line ${block.line} (${block.language}): ${names.join()}`]
    })
    expect(others).toEqual([])
    expect(readme.match(/^\s*(```|~~~)/gm)).toHaveLength(2 * blocks.length)
  })

  const cases = blocks.flatMap((block) => {
    const runner = runners.find(({ takes }) => takes(block))
    const title = `line ${block.line}, ${block.language}: ${block.text.split('\n')[0]}`
    return runner ? [[title, runner.name, { block, runner }] as const] : []
  })

  test.each(cases)('%s (%s)', async (_, __, { block, runner }) => {
    await expect(runner.run(block, project)).resolves.toBeUndefined()
  })
})

describe('what README.md says is so', () => {
  const names = (text: string, pattern: RegExp): string[] => [...(text.match(pattern) ?? [])]

  test('it begins with two sentences and two commands', () => {
    const [title, introduction, ...rest] = readme.split('\n\n')
    expect(title).toBe('# odata-understudy')
    expect(introduction!.match(/\.(\s|$)/g)).toHaveLength(2)
    expect(rest.slice(0, 2)).toEqual(
      ['npm install && npm start', 'npm install && npm test'].map(
        (command) => `\`\`\`bash\n${command}\n\`\`\``,
      ),
    )
  })

  test('each link leads to a file or a heading', () => {
    const headingsOf = (page: string) =>
      names(page, /^#+ .*$/gm).map((heading) =>
        heading
          .replace(/^#+ /, '')
          .toLowerCase()
          .replace(/[^\w -]/g, '')
          .replaceAll(' ', '-'),
      )
    const targets = [...readme.matchAll(/\]\(([^)]+)\)/g)].map(([, target]) => target!)
    const isThere = (target: string): boolean => {
      if (target.startsWith('https:')) return true
      const [file = '', heading] = target.split('#', 2)
      const path = join(packageRoot, file || 'README.md')
      if (!existsSync(path)) return false
      return heading === undefined || headingsOf(readFileSync(path, 'utf8')).includes(heading)
    }
    expect(targets.filter((target) => !isThere(target))).toEqual([])
  })

  test('the commands are those that the command line has', async () => {
    const { stdout } = await understudy(['--help'])
    const supported = stdout.split('\n').filter((line) => !/not supported|^ {2}help/.test(line))
    const listed = readTable(readme, '### Command line').map(([command]) => command!.split(' ')[1])
    expect(listed).toEqual(names(supported.join('\n'), /(?<=^ {2})[a-z]+(?= \[)/gm))
  })

  test('the options of serve are those that it has', async () => {
    const { stdout } = await understudy(['serve', '--help'])
    const entries = stdout
      .slice(stdout.indexOf('Options:'))
      .split(/^ {2}(?=-)/m)
      .slice(1)
    const supported = entries.filter((entry) => !/not supported|^-h/.test(entry))
    const [, table] = /\n(\| option[^]*?)\n\n/.exec(readme)!
    expect(names(table!.replace(/\| {2,}.*/g, ''), /(?<=`)--[a-z-]+/g)).toEqual(
      supported.map((entry) => /^\S+/.exec(entry)![0]),
    )
  })

  test('the routes of the control plane answer', async () => {
    const service = await serve([join(packageRoot, 'fixtures/access-packages')])
    try {
      const bodies: Readonly<Record<string, string>> = {
        '/_understudy/faults': '[]',
        '/_understudy/clock': '{ "advance": "PT5M" }',
        '/_understudy/ids': '{ "ids": "sequential" }',
      }
      const answers = readTable(readme, '### Control plane').map(async ([request]) => {
        const [, method, path] = /`(\w+) (\S+)`/.exec(request!)!
        const isPut = method === 'PUT'
        const { status } = await fetch(`${service.origin}${path}`, {
          method: method!,
          ...(isPut && {
            body: bodies[path!] ?? '{}',
            headers: { 'Content-Type': 'application/json' },
          }),
        })
        return `${method} ${path} ${status}`
      })
      expect(await Promise.all(answers)).toEqual([
        'POST /_understudy/reset 204',
        'PUT /_understudy/fixtures 204',
        'GET /_understudy/state 200',
        'GET /_understudy/journal 200',
        'GET /_understudy/coverage 200',
        'PUT /_understudy/faults 204',
        'PUT /_understudy/clock 200',
        'PUT /_understudy/ids 200',
        'GET /_understudy/contract 200',
        'GET /_understudy/ 200',
      ])
    } finally {
      service.kill('SIGTERM')
      await service.outcome
    }
  })

  test('the matchers are those that the schema of scenarios has', () => {
    const rows = readTable(readme, '## Scenarios').map(([cell]) => cell!)
    const schema = readFileSync(
      join(packageRoot, 'schemas/understudy-scenario.schema.json'),
      'utf8',
    )
    const matchers = names(schema, /(?<=")\$[a-z][a-z0-9]*(?=")/g).filter(
      (name) => !['$schema', '$id', '$ref', '$defs', '$comment', '$env', '$default'].includes(name),
    )
    expect(names(rows.join(), /\$[a-z][a-z0-9]*/g).toSorted()).toEqual(
      [...new Set(matchers)].toSorted(),
    )
  })
})
