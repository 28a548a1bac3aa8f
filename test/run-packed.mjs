/*
 * Packs the built package and installs it, as a user would, into one folder for each package of a
 * folder, outside this tree; runs each package's own tests there.
 *
 *   node test/run-packed.mjs test/consumers [name...]
 */
import { spawn } from 'node:child_process'
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const [where = 'test/consumers', ...wanted] = process.argv.slice(2)
const here = join(root, where)

if (!existsSync(join(root, 'dist/index.js'))) {
  console.error('expected dist/, found none; run `npm run build` first')
  process.exit(2)
}
const entries = readdirSync(here, { withFileTypes: true })
const all = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name)
// What every package gets a copy of.
const sharedFiles = entries.filter((entry) => entry.isFile()).map(({ name }) => name)
const unknown = wanted.filter((name) => !all.includes(name))
if (unknown.length > 0) {
  console.error(`no package ${unknown.join(', ')} in ${where}; expected some of ${all.join(', ')}`)
  process.exit(2)
}

const workplace = mkdtempSync(join(tmpdir(), 'understudy-packed-'))
try {
  // The scripts would build again.
  const pack = ['pack', '--json', '--ignore-scripts', '--pack-destination', workplace]
  const packed = await run(root, 'npm', pack)
  if (packed.code !== 0) throw new Error(`npm pack failed:\n${packed.output}`)
  const { version, name } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  const tarball = join(workplace, `${name}-${version}.tgz`)

  const queue = wanted.length > 0 ? [...wanted] : [...all]
  let failures = 0
  const work = async () => {
    for (let name = queue.shift(); name !== undefined; name = queue.shift()) {
      if (!(await check(name, tarball))) failures++
    }
  }
  await Promise.all(Array.from({ length: Math.min(2, availableParallelism()) }, work))
  const total = wanted.length || all.length
  console.log(`${where}: ${total - failures} passed, ${failures} failed`)
  process.exitCode = failures === 0 ? 0 : 1
} finally {
  rmSync(workplace, { recursive: true, force: true })
}

async function check(name, tarball) {
  const started = performance.now()
  const folder = join(workplace, name)
  cpSync(join(here, name), folder, { recursive: true })
  for (const file of sharedFiles) cpSync(join(here, file), join(folder, file))
  const steps = [
    ['install', '--no-audit', '--no-fund', '--prefer-offline', '--save', tarball],
    ['test'],
  ]
  for (const step of steps) {
    const { code, output } = await run(folder, 'npm', step)
    if (code === 0) continue
    console.log(`✗ ${name}: npm ${step[0]} ended with ${code}\n${output.replaceAll(/^/gm, '    ')}`)
    return false
  }
  console.log(`✓ ${name} (${((performance.now() - started) / 1000).toFixed(1)} s)`)
  return true
}

function run(cwd, command, args) {
  const env = { ...process.env }
  // A runner that started this one must not reach into the consumer's.
  for (const name of ['NODE_OPTIONS', 'JEST_WORKER_ID', 'NODE_TEST_CONTEXT']) delete env[name]
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] })
    let output = ''
    child.stdout.on('data', (chunk) => (output += chunk))
    child.stderr.on('data', (chunk) => (output += chunk))
    child.on('error', reject)
    child.on('close', (code) => resolve({ code, output }))
  })
}
