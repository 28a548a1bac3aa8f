/*
 * Every kind of request against the same written by hand with Express, rounds interleaved in one run; each
 * server has a process of its own. Ratios are requests a second, and requests a second of processor time,
 * as multiples of Express's; the latter holds also on a machine that does other things meanwhile.
 *
 *   npm run bench:operations -- [--sizes 100,10000] [--rounds 5] [--milliseconds 150] [--only get,patch]
 */
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { bundleLibrary } from './bundle-library.mjs'
import { KeepAliveClient } from './keep-alive-client.mjs'
import { makePackages } from './operations-data.mjs'

const { values } = parseArgs({
  options: {
    sizes: { type: 'string', default: '100,10000' },
    rounds: { type: 'string', default: '5' },
    milliseconds: { type: 'string', default: '150' },
    only: { type: 'string' },
  },
})
const sizes = values.sizes.split(',').map(Number)
const [rounds, milliseconds] = [Number(values.rounds), Number(values.milliseconds)]
const only = values.only?.split(',')
const concurrency = 8

process.env.UNDERSTUDY_CACHE = 'off'
// Below the package, so that what the bundle does not hold is found.
const parent = fileURLToPath(new URL('../node_modules/.cache', import.meta.url))
mkdirSync(parent, { recursive: true })
const folder = mkdtempSync(join(parent, 'operations-'))
const library = await bundleLibrary(folder)

const key = { express: (id) => `/Packages/${id}`, understudy: (id) => `/Packages('${id}')` }
const q = (query) => `/Packages?${query.replaceAll(' ', '%20')}`

/** Each gives the `n`th request; `name` says whose URLs. */
const operations = {
  get: (name, n, size) => ['GET', key[name](`p${(n * 37) % size}`)],
  list20: () => ['GET', q('$top=20')],
  filterEq: () => ['GET', q("$filter=catalogId eq 'c3'")],
  containsSort: () => [
    'GET',
    q(
      "$filter=contains(displayName,'9') and isHidden eq false&$orderby=displayName desc&$top=20&$count=true",
    ),
  ],
  containsVaried: (name, n) => [
    'GET',
    q(
      `$filter=contains(displayName,'${n % 97}') and isHidden eq false&$orderby=displayName desc&$top=20&$count=true`,
    ),
  ],
  deepPage: (name, n, size) => [
    'GET',
    q(`$orderby=displayName&$skip=${Math.floor(size * 0.9)}&$top=20`),
  ],
  expand: () => ['GET', q('$expand=Related&$top=20')],
  select: () => ['GET', q('$select=id,displayName&$top=20')],
  batch20: (name, n, size) => [
    'POST',
    '/$batch',
    {
      requests: Array.from({ length: 20 }, (_, index) => ({
        id: String(index),
        method: 'GET',
        url: key[name](`p${(n + index) % size}`).slice(1),
      })),
    },
  ],
  patch: (name, n, size) => [
    'PATCH',
    key[name](`p${(n * 37) % size}`),
    { description: `changed ${n}` },
  ],
  create: (name, n) => [
    'POST',
    '/Packages',
    { id: `n${n}`, displayName: `New ${n}`, description: 'new', catalogId: 'c1', isHidden: false },
  ],
  delete: (name, n) => ['DELETE', key[name](`n${n}`)],
  refAdd: (name, n, size) => [
    'POST',
    `${key[name](`p${n % size}`)}/Related/$ref`,
    { '@odata.id': key[name](`p${(n * 3 + Math.floor(n / size)) % size}`).slice(1) },
  ],
  refRemove: (name, n, size) => [
    'DELETE',
    name === 'express'
      ? `/Packages/p${n % size}/Related/p${(n * 3 + Math.floor(n / size)) % size}/$ref`
      : `/Packages('p${n % size}')/Related('p${(n * 3 + Math.floor(n / size)) % size}')/$ref`,
  ],
}
const taken = { delete: 'create', refRemove: 'refAdd' }

console.log(
  `medians of ${rounds} interleaved rounds of ${milliseconds} ms, node ${process.version}`,
)
for (const size of sizes) await measureSize(size)
rmSync(folder, { recursive: true })
process.exit(0)

async function startServer(name, size) {
  const process = fork(new URL(`${name}-operations.mjs`, import.meta.url), [
    JSON.stringify({ size, library, folder }),
  ])
  process.once('exit', (code) => {
    if (code) throw new Error(`${name} ended with ${code}`)
  })
  const [url] = await once(process, 'message')
  const clients = Array.from({ length: concurrency }, () => new KeepAliveClient(url))
  return { name, process, clients }
}

/** Processor time that a server has used so far, in milliseconds. */
async function processorTime({ process }) {
  process.send('cpu')
  const [{ user, system }] = await once(process, 'message')
  return (user + system) / 1000
}

async function measureSize(size) {
  makePackages(1)
  const servers = [await startServer('express', size), await startServer('understudy', size)]
  console.log(
    `\n${size} entities`.padEnd(22),
    'express/s'.padStart(11),
    'understudy/s'.padStart(14),
    'ratio'.padStart(8),
    'of processor time'.padStart(18),
  )
  const next = {}
  for (const [operation, make] of Object.entries(operations)) {
    if (only && !only.includes(operation)) continue
    const rates = { express: [], understudy: [] }
    const costs = { express: [], understudy: [] }
    // The first round is not counted: what is measured is code that the engine has come to know.
    for (let round = -1; round < rounds; round++) {
      for (const server of servers) {
        const id = `${server.name} ${operation}`
        // What is taken away has to be there: as many as the other operation made.
        const limit =
          operation in taken ? (next[`${server.name} ${taken[operation]}`] ?? 0) : Infinity
        const run = await measure(server, make, { size, from: next[id] ?? 0, limit })
        next[id] = run.to
        if (round < 0 || run.to === run.from) continue
        rates[server.name].push(run.rate)
        costs[server.name].push(run.cost)
      }
    }
    show(operation, rates, costs)
  }
  await measureReset(servers, size)
  for (const { clients } of servers) for (const client of clients) client.close()
  for (const { process } of servers) process.kill()
}

function show(operation, { express, understudy }, costs) {
  const [a, b] = [median(express), median(understudy)]
  console.log(
    operation.padEnd(21),
    a.toFixed(0).padStart(11),
    b.toFixed(0).padStart(14),
    `${(b / a).toFixed(2)} x`.padStart(8),
    `${(median(costs.express) / median(costs.understudy)).toFixed(2)} x`.padStart(18),
  )
}

async function measure(server, make, { size, from, limit }) {
  const { name, clients } = server
  let n = from
  const before = await processorTime(server)
  const began = performance.now()
  const sendAll = async (client) => {
    while (n < limit && performance.now() - began < milliseconds) {
      const [method, path, body] = make(name, n++, size)
      const status = await client.send(method, path, body)
      if (status >= 400) throw new Error(`${name}: ${method} ${path} answered ${status}`)
    }
  }
  await Promise.all(clients.map(sendAll))
  const rate = ((n - from) * 1000) / (performance.now() - began)
  const cost = ((await processorTime(server)) - before) / (n - from)
  return { from, to: n, rate, cost }
}

/** After ten changes, until the next answer; each time in milliseconds. */
async function measureReset(servers, size) {
  const times = { express: [], understudy: [] }
  for (let round = 0; round < rounds; round++) {
    for (const {
      name,
      clients: [client],
    } of servers) {
      for (let n = 0; n < 10; n++) {
        const [method, path, body] = operations.patch(name, n, size)
        await client.send(method, path, body)
      }
      const began = performance.now()
      await client.send('POST', '/_understudy/reset')
      await client.send('GET', operations.get(name, 0, size)[1])
      times[name].push(performance.now() - began)
    }
  }
  const [a, b] = [median(times.express), median(times.understudy)]
  console.log(
    'reset, milliseconds'.padEnd(21),
    a.toFixed(1).padStart(11),
    b.toFixed(1).padStart(14),
  )
}

function median(list) {
  return list.toSorted((a, b) => a - b)[list.length >> 1] ?? NaN
}
