/* The double with the same entities, for `bench/operations.mjs` and `bench/sandboxes.mjs`. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { contract, makePackages } from './operations-data.mjs'

const { size, library, folder } = JSON.parse(process.argv[2])
const { default: loaded, ...named } = await import(library)
const startUnderstudy = named.startUnderstudy ?? loaded.startUnderstudy
const file = join(folder, 'metadata.xml')
writeFileSync(file, contract)
const rows = makePackages(size)
const Packages = rows.map((row, index) => ({
  ...row,
  'Related@odata.bind': [`Packages('${rows[(index * 7 + 1) % size].id}')`],
}))
const service = await startUnderstudy({ contract: file, fixtures: { Packages }, port: 0 })
process.send(service.url)
process.on('message', (asked) => {
  if (asked === 'cpu') return process.send(process.cpuUsage())
  globalThis.gc?.()
  process.send(process.memoryUsage().heapUsed)
})
