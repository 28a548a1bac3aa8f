/*
 * What sandboxes cost, all in one run: making one at two sizes of state, requests that go to one sandbox
 * after another against the same to the service alone, and the memory of a thousand. Times are the
 * server's processor time, which holds also on a machine that does other things meanwhile.
 *
 *   npm run bench:sandboxes -- [--sizes 100,100000] [--rounds 5] [--requests 500]
 */
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { bundleLibrary } from './bundle-library.mjs'
import { KeepAliveClient } from './keep-alive-client.mjs'

const { values } = parseArgs({
  options: {
    sizes: { type: 'string', default: '100,100000' },
    rounds: { type: 'string', default: '5' },
    requests: { type: 'string', default: '500' },
  },
})
const sizes = values.sizes.split(',').map(Number)
const [rounds, requests] = [Number(values.rounds), Number(values.requests)]

process.env.UNDERSTUDY_CACHE = 'off'
const parent = fileURLToPath(new URL('../node_modules/.cache', import.meta.url))
mkdirSync(parent, { recursive: true })
const folder = mkdtempSync(join(parent, 'sandboxes-'))
const library = await bundleLibrary(folder)

/** Each gives the `n`th request, below a root. */
const operations = {
  get: (n, size) => ({ path: `/Packages('p${(n * 37) % size}')` }),
  list20: () => ({ path: '/Packages?$top=20' }),
  filterEq: () => ({ path: "/Packages?$filter=catalogId%20eq%20'c3'" }),
  sort20: () => ({ path: '/Packages?$orderby=displayName&$top=20' }),
  patch: (n, size) => ({
    method: 'PATCH',
    path: `/Packages('p${n % size}')`,
    body: { displayName: `changed ${n}` },
  }),
}

/** How the `n`th request's root is chosen, among sandboxes that have ten changes each. */
const targets = {
  'the service': () => '',
  'one sandbox': () => '/~bench-0',
  'two in turn': (n) => `/~bench-${n % 2}`,
  'a hundred in turn': (n) => `/~bench-${n % 100}`,
}

const servers = await Promise.all(sizes.map(startServer))
await measureCreation()
for (const server of servers) await measureRequests(server)
await measureMemory()
for (const { process } of servers) process.kill()
rmSync(folder, { recursive: true })
process.exit(0)

async function startServer(size) {
  const process = fork(
    new URL('understudy-operations.mjs', import.meta.url),
    [JSON.stringify({ size, library, folder })],
    { execArgv: ['--expose-gc'] },
  )
  const [url] = await once(process, 'message')
  const clients = Array.from({ length: 8 }, () => new KeepAliveClient(url))
  return { size, process, clients }
}

async function ask({ process }, question) {
  process.send(question)
  const [answer] = await once(process, 'message')
  return answer
}

/**
 * Sends `count` requests over several sockets, each of which sends one after the other.
 * @param milliseconds after which no more are sent
 * @returns how many were sent
 */
async function sendAll({ clients }, count, make, milliseconds = Infinity) {
  const end = performance.now() + milliseconds
  let next = 0
  const sendSome = async (client) => {
    while (next < count && performance.now() < end) {
      const { method = 'GET', path, body } = make(next++)
      const status = await client.send(method, path, body)
      if (status >= 400) throw new Error(`${method} ${path} answered ${status}`)
    }
  }
  await Promise.all(clients.map(sendSome))
  return next
}

/**
 * Microseconds of processor time for each of up to `count` requests: some take a thousand times as long
 * as others, those that put a hundred thousand entities in order after each turn.
 */
async function measure(server, count, make) {
  const before = await ask(server, 'cpu')
  const sent = await sendAll(server, count, make, 5000)
  const { user, system } = await ask(server, 'cpu')
  return (user + system - before.user - before.system) / sent
}

/** A request below another root. */
function under(root, request) {
  return { ...request, path: root + request.path }
}

/** A first request makes a sandbox, a second one finds it: the difference is what making it costs. */
async function measureCreation() {
  const costs = servers.map(() => [])
  for (let round = -1; round < rounds; round++) {
    for (const [index, server] of servers.entries()) {
      const make = (n) => ({ path: `/~new-${round + 1}-${n}/Packages('p1')` })
      const first = await measure(server, 100, make)
      const second = await measure(server, 100, make)
      if (round >= 0) costs[index].push(first - second)
    }
  }
  const medians = costs.map(median)
  for (const [index, { size }] of servers.entries()) {
    console.log(`making one of ${size} entities`.padEnd(34), `${medians[index].toFixed(0)} µs`)
  }
  console.log('ratio'.padEnd(34), `${(medians.at(-1) / medians[0]).toFixed(2)} x`)
}

async function measureRequests(server) {
  const { size } = server
  await sendAll(server, 1000, (n) => under(`/~bench-${n % 100}`, operations.patch(n, size)))
  console.log(
    `\n${size} entities, µs`.padEnd(15),
    ...Object.keys(targets).map((name) => name.padStart(24)),
  )
  for (const [operation, make] of Object.entries(operations)) {
    const costs = Object.fromEntries(Object.keys(targets).map((name) => [name, []]))
    for (let round = -1; round < rounds; round++) {
      for (const [name, rootOf] of Object.entries(targets)) {
        const cost = await measure(server, requests, (n) => under(rootOf(n), make(n, size)))
        if (round >= 0) costs[name].push(cost)
      }
    }
    const alone = median(costs['the service'])
    const cells = Object.values(costs).map((list) => {
      const cost = median(list)
      return `${cost.toFixed(0)} (${(cost / alone).toFixed(2)} x)`.padStart(24)
    })
    console.log(operation.padEnd(14), ...cells)
  }
}

/** Up to a thousand are kept, each with ten changes. */
async function measureMemory() {
  console.log('')
  for (const server of servers) {
    const before = await ask(server, 'memory')
    await sendAll(server, 10_000, (n) =>
      under(`/~memory-${n % 1000}`, operations.patch(n, server.size)),
    )
    const kilobytes = ((await ask(server, 'memory')) - before) / 1000 / 1024
    console.log(
      `a sandbox with ten changes, of ${server.size} entities`.padEnd(46),
      `${kilobytes.toFixed(1)} kB`,
    )
  }
}

function median(list) {
  return list.toSorted((a, b) => a - b)[list.length >> 1] ?? NaN
}
