import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { after, test } from 'node:test'
import puppeteer from 'puppeteer-core'
import { servePage } from './serve-page.mjs'
import { serveSample } from './service.mjs'

const chromium = ['/usr/bin/chromium', '/usr/bin/chromium-browser'].find((path) => existsSync(path))
const skip = chromium === undefined && "no Chromium (Debian's package chromium)"

let browser
let pages
let tab

/** The page is of another origin than the service: CORS is part of what is tried. */
const served = serveSample('bookshop', { cors: true, prepare: open })

async function open() {
  if (skip) return
  pages = await servePage()
  browser = await puppeteer.launch({
    executablePath: chromium,
    args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage'],
  })
  tab = await browser.newPage()
  await tab.goto(pages.origin)
  await tab.evaluate(
    () =>
      new Promise((resolve, reject) => {
        const names = [
          'model/odata/v4/ODataModel',
          'model/Filter',
          'model/FilterOperator',
          'model/Sorter',
        ]
        window.sap.ui.require(
          names.map((name) => `sap/ui/${name}`),
          (ODataModel, Filter, FilterOperator, Sorter) => {
            Object.assign(window, { ODataModel, Filter, FilterOperator, Sorter })
            resolve()
          },
          reject,
        )
      }),
  )
}

after(async () => {
  await browser?.close()
  await pages?.close()
})

/** Runs a function in the page with a model of its own. */
function inPage(name, act) {
  test(name, { skip }, async () => {
    const result = await tab.evaluate(
      async (serviceUrl, source) => {
        const model = new window.ODataModel({
          serviceUrl,
          synchronizationMode: 'None',
          autoExpandSelect: false,
          operationMode: 'Server',
          earlyRequests: true,
        })
        try {
          return await (0, eval)(`(${source})`)(model)
        } finally {
          model.destroy()
        }
      },
      `${served.url}/`,
      act.toString(),
    )
    assert.deepEqual(result.found, result.expected)
    const posts = served.service.journal.exchanges.filter(
      ({ request }) => request.method === 'POST',
    )
    assert.ok(posts.some(({ request }) => request.url.endsWith('/$batch')))
  })
}

inPage('binds a list with its count', async (model) => {
  const list = model.bindList('/Books', undefined, [], [], { $count: true })
  const contexts = await list.requestContexts(0, 10)
  return {
    found: [
      list.getHeaderContext().getProperty('$count'),
      contexts.map((c) => c.getProperty('ID')),
    ],
    expected: [4, [101, 102, 103, 104]],
  }
})

inPage('filters and sorts on the server', async (model) => {
  const filters = [
    new window.Filter('Stock', window.FilterOperator.GT, 0),
    new window.Filter({ path: 'Title', operator: window.FilterOperator.Contains, value1: 'o' }),
  ]
  const list = model.bindList('/Books', undefined, [new window.Sorter('Title', true)], filters)
  const contexts = await list.requestContexts(0, 10)
  return { found: contexts.map((c) => c.getProperty('ID')), expected: [104, 103] }
})

inPage('filters by decimals, null and lambdas', async (model) => {
  const { Filter, FilterOperator } = window
  const ask = async (path, filter) => {
    const contexts = await model.bindList(path, undefined, [], [filter]).requestContexts(0, 10)
    return contexts.map((c) => c.getProperty('ID'))
  }
  const any = new Filter({
    path: 'Books',
    operator: FilterOperator.Any,
    variable: 'book',
    condition: new Filter('book/Stock', FilterOperator.GT, 100),
  })
  return {
    found: [
      await ask('/Books', new Filter('Price', FilterOperator.LT, '12.5')),
      await ask('/Books', new Filter('Price', FilterOperator.EQ, null)),
      await ask('/Authors', any),
    ],
    expected: [[103], [104], [2]],
  }
})

inPage('pages', async (model) => {
  const list = model.bindList('/Books', undefined, [], [], { $count: true })
  const first = await list.requestContexts(0, 2)
  const second = await list.requestContexts(2, 2)
  return {
    found: [first, second].map((contexts) => contexts.map((c) => c.getProperty('ID'))),
    expected: [
      [101, 102],
      [103, 104],
    ],
  }
})

inPage('expands', async (model) => {
  const context = model.bindContext('/Books(101)', undefined, { $expand: 'Author' })
  const found = await context.requestObject('Author')
  return { found: found.ID, expected: 1 }
})

inPage('reads decimals as strings and values by type', async (model) => {
  const context = model.bindContext('/Books(102)')
  return {
    found: [await context.requestObject('Price'), await context.requestObject('Stock')],
    expected: ['12.99', 0],
  }
})

inPage('creates', async (model) => {
  const list = model.bindList('/Books')
  const created = list.create({ ID: 700, Title: 'New', Price: '7.50' })
  await created.created()
  return {
    found: [created.getPath(), created.getProperty('Format'), created.getProperty('Price')],
    expected: ['/Books(700)', 'Paperback', '7.5'],
  }
})

inPage('updates', async (model) => {
  const [context] = await model.bindList('/Books').requestContexts(0, 1)
  await context.setProperty('Stock', 42)
  const read = await model.bindContext('/Books(101)').requestObject('Stock')
  return { found: read, expected: 42 }
})

inPage(
  'updates with the entity tag, again with the new one, and not with a stale one',
  async (model) => {
    const [context] = await model.bindList('/Orders').requestContexts(0, 1)
    await context.setProperty('ShipTo/City', 'Oslo')
    await context.setProperty('ShipTo/City', 'Bergen')
    const [other] = await model.bindList('/Orders').requestContexts(0, 1)
    await context.setProperty('ShipTo/City', 'Turku')
    const failed = await other.setProperty('ShipTo/City', 'Lost').catch((error) => error.status)
    other.resetChanges?.()
    const read = await model.bindContext(context.getPath()).requestObject('ShipTo/City')
    return { found: [failed, read], expected: [412, 'Turku'] }
  },
)

inPage('deletes', async (model) => {
  const contexts = await model.bindList('/Books').requestContexts(0, 10)
  await contexts[3].delete()
  const left = await model.bindList('/Books').requestContexts(0, 10)
  return { found: left.map((c) => c.getProperty('ID')), expected: [101, 102, 103] }
})

inPage('sends two changes of one group in one change set', async (model) => {
  const list = model.bindList('/Books', undefined, [], [], { $$updateGroupId: 'mine' })
  const [first, second] = await list.requestContexts(0, 2)
  void first.setProperty('Stock', 11)
  void second.setProperty('Stock', 12)
  await model.submitBatch('mine')
  const read = (id) => model.bindContext(`/Books(${id})`).requestObject('Stock')
  return { found: [await read(101), await read(102)], expected: [11, 12] }
})

inPage('reports the message of a refusal', async (model) => {
  const list = model.bindList('/Books', undefined, [], [], { $$updateGroupId: 'again' })
  const messages = []
  model.attachMessageChange((event) => messages.push(...event.getParameter('newMessages')))
  const created = list.create({ ID: 101, Title: 'Taken' })
  created.created().catch(() => undefined)
  await model.submitBatch('again')
  return {
    found: messages.map((message) => [
      message.getType(),
      /exists already/.test(message.getMessage()),
    ]),
    expected: [['Error', true]],
  }
})

inPage('creates with items in contained collections', async (model) => {
  const list = model.bindList('/Orders')
  const created = list.create({
    Number: 'N-9',
    Items: [{ Position: 1, Quantity: 2, 'Book@odata.bind': '/Books(101)' }],
  })
  await created.created()
  const items = await model.bindList("/Orders('N-9')/Items").requestContexts(0, 5)
  return { found: items.map((c) => c.getProperty('Quantity')), expected: [2] }
})
