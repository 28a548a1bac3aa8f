/*
 * Copies each test set-up of the package's README into this project, which has nothing but the package
 * and the frameworks, and runs it with the framework that it is for.
 */
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'

const readme = readFileSync('node_modules/odata-understudy/README.md', 'utf8')
const [section] = readme.slice(readme.indexOf('## In a test')).split(/\n## /)
// An introduction that names its file, and the block below it.
const setUps = [...section.matchAll(/^(\S.*?) \(`([\w.-]+)`.*\n\n```\w+\n([^]*?)```$/gm)]

const commands = {
  Jest: ['jest'],
  Vitest: ['vitest', 'run'],
  'Mocha and Chai': ['mocha'],
  'node:test': ['node', '--test'],
}

assert.deepEqual(
  setUps.map(([, name]) => name),
  Object.keys(commands),
)
for (const [, name, file, text] of setUps) {
  writeFileSync(file, text)
  const [command, ...args] = commands[name]
  const { status, stdout, stderr } = spawnSync(command, [...args, file], { encoding: 'utf8' })
  assert.equal(status, 0, `${name} ended with ${status}:\n${stdout}${stderr}`)
  assert.match(stdout + stderr, /1 passed|1 passing|# pass 1/, stdout + stderr)
  console.log(`${name}: passed`)
}
