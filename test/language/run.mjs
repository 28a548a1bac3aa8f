/*
 * Generated expressions against a naive evaluator, on every core:
 *
 *   npm run fuzz:language -- [--count 1000000] [--seed 1]
 *
 * Exit code 1 when any comes out otherwise; the same seed and count give the same expressions.
 */
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { Worker } from 'node:worker_threads'
import { rolldown } from 'rolldown'

const { values } = parseArgs({
  options: {
    count: { type: 'string', default: '1000000' },
    seed: { type: 'string', default: String(Date.now() % 2 ** 31) },
  },
})
const [count, seed] = [Number(values.count), Number(values.seed)]
/** Expressions of one seed; parts are shared out, so that the number of cores changes nothing. */
const partSize = 10_000

const folder = mkdtempSync(join(tmpdir(), 'fuzz-'))
const file = join(folder, 'fuzz.mjs')
const bundle = await rolldown({
  input: new URL('fuzz.ts', import.meta.url).pathname,
  platform: 'node',
})
await bundle.write({ file, format: 'esm' })

console.log(`seed ${seed}, ${count} expressions`)
const began = performance.now()
const total = { outcomes: {}, problems: new Map() }
let next = 0
await Promise.all(Array.from({ length: availableParallelism() }, work))
rmSync(folder, { recursive: true })

for (const { text, problem } of [...total.problems.values()].slice(0, 50)) {
  console.log(`\n${text}\n  ${problem}`)
}
console.log(total.outcomes, `${((performance.now() - began) / 1000).toFixed(0)} s`)
process.exitCode = total.problems.size > 0 ? 1 : 0

async function work() {
  const source = `
    import { parentPort, workerData } from 'node:worker_threads'
    const { fuzz } = await import(workerData)
    parentPort.on('message', ({ count, seed }) => parentPort.postMessage(fuzz(count, seed)))`
  const url = new URL(`data:text/javascript,${encodeURIComponent(source)}`)
  const worker = new Worker(url, { workerData: `file://${file}` })
  while (next * partSize < count) {
    const part = next++
    worker.postMessage({
      count: Math.min(partSize, count - part * partSize),
      seed: (seed + part * 7919) % 2 ** 32,
    })
    const [report] = await once(worker, 'message')
    for (const [outcome, number] of Object.entries(report.outcomes)) {
      total.outcomes[outcome] = (total.outcomes[outcome] ?? 0) + number
    }
    for (const found of report.problems) {
      total.problems.set(found.problem.replaceAll(/\d+|"[^"]*"|'[^']*'/g, '…'), found)
    }
  }
  await worker.terminate()
}
