import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { after, before, test } from 'node:test'
import { startUnderstudy } from 'odata-understudy'
import puppeteer from 'puppeteer-core'
import { servePage } from './serve-page.mjs'

const executablePath = '/usr/bin/chromium'
const skip = !existsSync(executablePath) && `no ${executablePath}`
let service
let page
let browser

before(async () => {
  // The page comes from another origin than the data.
  service = await startUnderstudy({
    contract: 'node_modules/odata-understudy/fixtures/bookshop',
    cors: true,
  })
  if (skip) return
  page = await servePage()
  browser = await puppeteer.launch({ executablePath, args: ['--no-sandbox'] })
})

after(async () => {
  await browser?.close()
  await page?.close()
  await service.close()
})

test('binds a list', { skip }, async () => {
  const tab = await browser.newPage()
  await tab.goto(page.origin)
  const titles = await tab.evaluate(
    (serviceUrl) =>
      new Promise((resolve, reject) => {
        window.sap.ui.require(
          ['sap/ui/model/odata/v4/ODataModel'],
          (ODataModel) => {
            const model = new ODataModel({ serviceUrl })
            const books = model.bindList('/Books', undefined, [], [], { $count: true })
            const read = (contexts) => contexts.map((context) => context.getProperty('Title'))
            books.requestContexts(0, 2).then(read).then(resolve, reject)
          },
          reject,
        )
      }),
    `${service.url}/`,
  )
  assert.deepEqual(titles, ['Frankenstein', 'The Last Man'])
})
