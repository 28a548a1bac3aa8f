/* The double with the same entities, for `bench/operations.mjs`. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { isMainThread, parentPort, workerData } from 'node:worker_threads'
import { contract, makePackages } from './operations-data.mjs'

if (isMainThread) throw new Error('started by bench/operations.mjs')
const { size, library, folder } = workerData
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
parentPort.postMessage(service.url)
