import { dirname, join } from 'node:path'
import { createRequire } from 'node:module'
import { after, before, beforeEach } from 'node:test'
import { startUnderstudy } from 'odata-understudy'

const samples = join(
  dirname(createRequire(import.meta.url).resolve('odata-understudy/package.json')),
  'fixtures',
)

/**
 * A sample of the package, served for the tests of a file and reset before each.
 * @param prepare what a client does once with the URL, such as generating code from the live metadata
 */
export function serveSample(name, { prepare = async () => undefined, ...options } = {}) {
  const served = { url: '', service: undefined }
  before(async () => {
    served.service = await startUnderstudy({ contract: join(samples, name), ...options })
    served.url = served.service.url
    await prepare(served.url)
  })
  beforeEach(() => served.service.reset())
  after(() => served.service.close())
  return served
}
