/*
 * Starts the sample once, asks it something of every kind, and writes V8's code cache of each chunk with the
 * functions that ran: of those that every start loads in one file, of each other beside it. Run by finish.cjs.
 */
const { writeFileSync } = require('node:fs')
const { join } = require('node:path')

const root = join(__dirname, '..')
const pack = join(root, 'dist/code.cache')
/** V8 reads in place what begins at a multiple of it, and copies the rest. */
const alignment = 8

const { chunks, load } = require('../dist/load-with-code-cache.js')
process.env.UNDERSTUDY_CACHE = 'off'
const write = process.stdout.write.bind(process.stdout)
process.stdout.write = (text, ...rest) => {
  const url = /^understudy listening on (\S+)/.exec(text)?.[1]
  if (url) void ask(url)
  return write(text, ...rest)
}
process.stderr.write = () => true
const sample = join(root, 'fixtures/access-packages')
process.argv = [process.execPath, 'cli.js', 'serve', sample, '--port', '0']
load('index-entry.js')
load('cli-entry.js')
/** What is loaded before anything is called. */
const atOnce = new Set(chunks.keys())

async function ask(url) {
  const query =
    "$filter=contains(displayName,'a')&$expand=incompatibleGroups&$orderby=displayName&$top=5"
  for (const path of [
    '',
    '/$metadata',
    '/accessPackages',
    `/accessPackages?${query}`,
    '/nothing',
  ]) {
    await send('GET', url + path)
  }
  const created = { displayName: 'Sales', description: 'Sales tools', catalogId: 'c' }
  const { id } = await send('POST', `${url}/accessPackages`, created)
  await send('PATCH', `${url}/accessPackages/${id}`, { displayName: 'Audit' })
  await send('DELETE', `${url}/accessPackages/${id}`)
  await send('POST', `${url}/$batch`, {
    requests: [{ id: '1', method: 'GET', url: '/accessPackages' }],
  })
  const controlPlane = new URL('/_understudy', url).href
  await send('GET', `${controlPlane}/journal`)
  await send('POST', `${controlPlane}/reset`)
  const caches = [...chunks].map(([name, { script }]) => [name, script.createCachedData()])
  writePack(caches.filter(([name]) => atOnce.has(name)))
  for (const [name, cache] of caches) {
    if (!atOnce.has(name)) writeFileSync(join(root, 'dist', `${name}.cache`), cache)
  }
  process.kill(process.pid, 'SIGTERM')
}

async function send(method, url, body) {
  const headers = { 'Content-Type': 'application/json' }
  const response = await fetch(url, { method, headers, body: body && JSON.stringify(body) })
  const text = await response.text()
  return text.startsWith('{') ? JSON.parse(text) : {}
}

/** Caches one behind the other, after a line of JSON that says where each of them begins. */
function writePack(caches) {
  const padded = (length) => Math.ceil(length / alignment) * alignment
  let end = 0
  const places = caches.map(([name, { length }]) => {
    const start = end
    end = padded(start + length)
    return [name, start, length]
  })
  const header = JSON.stringify(places)
  const body = Buffer.alloc(end)
  for (const [index, [, cache]] of caches.entries()) cache.copy(body, places[index][1])
  const spaces = padded(header.length + 1) - header.length - 1
  writeFileSync(pack, Buffer.concat([Buffer.from(`${header}${' '.repeat(spaces)}\n`), body]))
}
