import { join } from 'node:path'
import { describe, expect, test } from '@jest/globals'
import { createUnderstudy, type Understudy } from '../../src/index.ts'
import { sendTo } from './answer.ts'

const fixtures = {
  Products: [
    { ID: 1, Name: 'Pen', Tags: ['a'], Size: { Width: 1 }, 'Base@odata.bind': 'Products(2)' },
    { ID: 2, Name: 'Box', 'Parts@odata.bind': ['Products(1)'] },
  ],
  Main: { ID: 3 },
  Spare: { ID: 4 },
}

function start(): Understudy {
  const contract = join(process.cwd(), 'test/contracts/products.xml')
  return createUnderstudy({ contract, fixtures })
}

const methods = ['GET', 'HEAD', 'POST', 'PATCH', 'PUT', 'DELETE']
const read = 'GET, HEAD, OPTIONS'

/** Protocol, "Response Code 405 Method Not Allowed": `Allow` lists "valid request methods for the requested resource". */
describe('Allow', () => {
  test.each([
    ['/', read],
    ['/$metadata', read],
    ['/$batch', 'HEAD, OPTIONS, POST'],
    ['/Products', `${read}, POST, PATCH, PUT`],
    ['/Products(1)', `${read}, PATCH, PUT, DELETE`],
    ['/Products/1/Shop.Product', `${read}, PATCH, PUT, DELETE`],
    ['/Main', `${read}, PATCH, PUT`],
    ['/Spare', `${read}, PATCH, PUT, DELETE`],
    ['/Products/$count', read],
    ['/Products(1)/Name', `${read}, PATCH, PUT, DELETE`],
    ['/Products(1)/ID', read],
    ['/Products(1)/ID/$value', read],
    ['/Products/$ref', read],
    ['/Products(1)/$ref', read],
    ['/Products(1)/Name/$value', `${read}, PUT, DELETE`],
    ['/Products(1)/Size', `${read}, PATCH, PUT, DELETE`],
    ['/Products(1)/Tags', `${read}, POST, PUT, DELETE`],
    ['/Products(2)/Parts', `${read}, POST, PATCH, PUT`],
    ['/Products(2)/Parts/$ref', `${read}, POST, PUT, DELETE`],
    ['/Products(2)/Parts(1)/$ref', `${read}, DELETE`],
    ['/Products(1)/Base/$ref', `${read}, PUT, PATCH, DELETE`],
    ['/Products/$each', `${read}, PATCH, DELETE`],
    ['/$all', read],
    ['/$crossjoin(Products)', read],
    ['/Best()', read],
    ['/Restock', 'OPTIONS, POST'],
  ])('of %s is %s, and no method that it lists answers 405', async (path, allowed) => {
    const options = await sendTo(start().app, `OPTIONS ${path}`)
    expect([options.status, options.headers['allow']]).toEqual([204, allowed])
    const refused: string[] = []
    for (const method of methods) {
      const sent = ['POST', 'PATCH', 'PUT'].includes(method) ? { body: {} } : {}
      const { status, headers } = await sendTo(start().app, `${method} ${path}`, sent)
      if (status !== 405) continue
      refused.push(method)
      expect(headers['allow']).toMatch(/^[A-Z]+(, [A-Z]+)*$/)
      expect(headers['allow']!.split(', ')).not.toContain(method)
    }
    const listed = allowed.split(', ')
    expect(refused).toEqual(methods.filter((method) => !listed.includes(method)))
  })
})
