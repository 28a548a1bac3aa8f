/*
 * Copies each test set-up of the package's README into a folder that has nothing but the sample, and
 * runs it with the framework that it is for.
 */
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const installed = 'node_modules/odata-understudy'
const readme = readFileSync(join(installed, 'README.md'), 'utf8')
const [section] = readme.slice(readme.indexOf('## In a test')).split(/\n## /)
// An introduction that names its file, and the block below it.
const setUps = [...section.matchAll(/^(\S.*?) \(`([\w.-]+)`.*\n\n```\w+\n([^]*?)```$/gm)]

const commands = {
  'Jest, as a CommonJS file': ['jest', '--rootDir', '.'],
  Vitest: ['vitest', 'run', '--root', '.'],
  'Mocha and Chai': ['mocha'],
  'node:test': ['node', '--test'],
}

assert.deepEqual(
  setUps.map(([, name]) => name),
  Object.keys(commands),
)
for (const [, name, file, text] of setUps) {
  const folder = name.replaceAll(/\W+/g, '-')
  mkdirSync(folder)
  cpSync(join(installed, 'fixtures/access-packages'), join(folder, 'fixtures/access-packages'), {
    recursive: true,
  })
  writeFileSync(join(folder, 'package.json'), '{ "private": true }')
  writeFileSync(join(folder, file), text)
  const [command, ...args] = commands[name]
  const { status, stdout, stderr } = spawnSync(command, [...args, file], {
    cwd: folder,
    encoding: 'utf8',
  })
  assert.equal(status, 0, `${name} ended with ${status}:\n${stdout}${stderr}`)
  assert.match(stdout + stderr, /1 passed|1 passing|# pass 1/, stdout + stderr)
  console.log(`${name}: passed`)
}
