/*
 * What a start costs, side by side with a bare Express app in the same run, rounds interleaved:
 * from spawn to the first answer of the command line, and of the library within a process.
 *
 *   node bench/start.mjs [contract or service folder] [--rounds N] [--path accessPackages]
 */
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { get } from 'node:http'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'

const inRoot = (path) => fileURLToPath(new URL(`../${path}`, import.meta.url))
const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    rounds: { type: 'string', default: '15' },
    path: { type: 'string', default: 'accessPackages' },
  },
})
const contract = positionals[0] ?? inRoot('fixtures/access-packages')
const rounds = Number(values.rounds)
if (!existsSync(inRoot('dist/cli.js'))) {
  console.error('bench/start: expected dist/, found none; run `npm run build` first')
  process.exit(2)
}

const understudy = [inRoot('dist/cli.js'), 'serve', contract, '--port', '0']
const express = [inRoot('bench/bare-express.mjs')]
const inProcess = inRoot('bench/start-in-process.mjs')
const times = {
  understudy: [],
  express: [],
  importExpress: [],
  importUnderstudy: [],
  first: [],
  second: [],
}
for (let round = 0; round <= rounds; round++) {
  const measured = {
    understudy: await timeToFirstAnswer(understudy, values.path),
    express: await timeToFirstAnswer(express, 'accessPackages'),
    importExpress: (await measureInProcess([inProcess, 'express'])).import,
    ...(await measureUnderstudy()),
  }
  // The first round warms the disk's cache.
  if (round === 0) continue
  for (const name of Object.keys(times)) times[name].push(measured[name])
}

const medians = Object.fromEntries(
  Object.entries(times).map(([name, list]) => [name, median(list)]),
)
const rows = [
  ['spawn to first answer, understudy', medians.understudy],
  ['spawn to first answer, bare Express', medians.express],
  ['import express', medians.importExpress],
  ['import understudy', medians.importUnderstudy],
  ['import + startUnderstudy, first', medians.first],
  ['startUnderstudy, second', medians.second],
]
console.log(`medians of ${rounds} interleaved rounds, node ${process.version}, ${contract}`)
for (const [name, value] of rows)
  console.log(`${name.padEnd(38)}${value.toFixed(1).padStart(8)} ms`)
console.log()
judge('spawn to first answer / bare Express', medians.understudy / medians.express, 0.7, 'x')
judge('first start with import', medians.first, 80, ' ms')
judge('first start / import express', medians.first / medians.importExpress, 0.5, 'x')
judge('second start', medians.second, 15, ' ms')

function judge(name, value, target, unit) {
  const verdict = value <= target ? 'met' : 'missed'
  const shown = `${value.toFixed(2)}${unit}`.padStart(11)
  console.log(`${name.padEnd(38)}${shown}   target <= ${target}${unit}: ${verdict}`)
}

function median(list) {
  const sorted = list.toSorted((a, b) => a - b)
  const middle = Math.floor(sorted.length / 2)
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
}

/** Milliseconds from before the spawn until the first answer is read. */
async function timeToFirstAnswer(args, path) {
  const began = performance.now()
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] })
  let errors = ''
  child.stderr.on('data', (chunk) => (errors += chunk))
  const exited = new Promise((resolve) => child.on('exit', resolve))
  const root = await new Promise((resolve, reject) => {
    let output = ''
    child.stdout.on('data', (chunk) => {
      output += chunk
      const line = /listening on (\S+)\n/.exec(output)
      if (line) resolve(line[1])
    })
    child.on('error', reject)
    child.on('exit', (code) => reject(new Error(`${args.join(' ')} ended with ${code}: ${errors}`)))
  })
  while (!(await answers(`${root.replace(/\/$/, '')}/${path}`)));
  const time = performance.now() - began
  child.kill('SIGTERM')
  await exited
  return time
}

function answers(url) {
  return new Promise((resolve, reject) => {
    const request = get(url, { agent: false }, (response) => {
      response.resume()
      response.on('end', () => {
        if (response.statusCode === 200) resolve(true)
        else reject(new Error(`GET ${url} answered ${response.statusCode}`))
      })
    })
    request.on('error', (error) => {
      if (error.code === 'ECONNREFUSED') resolve(false)
      else reject(error)
    })
  })
}

async function measureUnderstudy() {
  const measured = await measureInProcess([inProcess, 'understudy', contract])
  return { ...measured, importUnderstudy: measured.import }
}

function measureInProcess(args) {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
    let output = ''
    child.stdout.on('data', (chunk) => (output += chunk))
    child.on('error', reject)
    child.on('close', (code) => {
      if (code === 0) resolve(JSON.parse(output))
      else reject(new Error(`${args.join(' ')} ended with ${code}`))
    })
  })
}
