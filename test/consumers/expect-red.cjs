/*
 * Runs tests that leave the contract, and checks that their run fails and shows why:
 *
 *   node expect-red.cjs npx jest red.js
 *
 * Copied beside each consumer's tests.
 */
const assert = require('node:assert/strict')
const { spawnSync } = require('node:child_process')
const { plain, texts } = require('./use-contract.cjs')

const [command, ...args] = process.argv.slice(2)
const { status, stdout, stderr } = spawnSync(command, args, { encoding: 'utf8' })
const output = plain(stdout + stderr)
const lines = output.split('\n')

assert.notEqual(status, 0, output)
const wanted = [
  ...texts.violation.split('\n').filter((line) => line !== ''),
  // Of the test that fails by itself, both.
  'its own error',
  'PUT /beta/accessPackages/a2 (405)',
  'the last test ran',
]
for (const line of wanted) {
  const text = line.trim()
  assert(
    lines.some((shown) => shown.includes(text)),
    `expected a line '${text}' in:\n${output}`,
  )
}
