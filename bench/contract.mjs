/*
 * Reading a CSDL document, as multiples of merely walking over its XML, and how both grow with the document.
 *
 *   npm run bench:contract -- [--types 250,1000,4000] [--rounds 5]
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { parseArgs } from 'node:util'
import { rolldown } from 'rolldown'
import { SaxesParser } from 'saxes'

const { values } = parseArgs({
  options: {
    types: { type: 'string', default: '250,1000,4000' },
    rounds: { type: 'string', default: '5' },
  },
})
const rounds = Number(values.rounds)

const cache = fileURLToPath(new URL('../node_modules/.cache', import.meta.url))
mkdirSync(cache, { recursive: true })
const folder = mkdtempSync(join(cache, 'contract-'))
try {
  const { readContract, writeLargeCsdl } = await bundleReader()
  console.log(`medians of ${rounds} rounds, processor time, node ${process.version}`)
  console.log('    types       MB    walked ms      read ms    ratio')
  for (const count of values.types.split(',').map(Number)) {
    measure(writeLargeCsdl(count), count, readContract)
  }
} finally {
  rmSync(folder, { recursive: true })
}

async function bundleReader() {
  const file = (path) => fileURLToPath(new URL(path, import.meta.url))
  const bundle = await rolldown({
    input: { read: file('../src/contract/read-contract.ts'), write: file('../test/large-csdl.ts') },
    platform: 'node',
  })
  await bundle.write({ dir: folder, format: 'esm', entryFileNames: '[name].mjs' })
  const load = (name) => import(pathToFileURL(join(folder, `${name}.mjs`)).href)
  return { ...(await load('read')), ...(await load('write')) }
}

function measure(text, count, readContract) {
  const path = join(folder, 'metadata.xml')
  const [walked, read] = [[], []]
  // The first round is not counted: what is measured is code that the engine has come to know.
  for (let round = -1; round < rounds; round++) {
    // What has been read once is kept: each round has a text of its own.
    writeFileSync(path, `${text}<!-- ${round} -->`)
    const walking = timeOf(() => walk(text))
    const reading = timeOf(() => {
      const { model, diagnostics } = readContract([path])
      if (model.types.size !== count + 1 || diagnostics.length > 0)
        throw new Error(`${model.types.size} types, ${diagnostics.length} diagnostics`)
    })
    if (round < 0) continue
    walked.push(walking)
    read.push(reading)
  }
  const [a, b] = [median(walked), median(read)]
  console.log(
    String(count).padStart(9),
    (text.length / 1e6).toFixed(2).padStart(8),
    a.toFixed(0).padStart(12),
    b.toFixed(0).padStart(12),
    `${(b / a).toFixed(2)} x`.padStart(8),
  )
}

function walk(text) {
  new SaxesParser({ xmlns: true, position: true }).write(text).close()
}

/** Milliseconds of processor time. */
function timeOf(task) {
  const before = process.cpuUsage()
  task()
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1000
}

function median(numbers) {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)]
}
