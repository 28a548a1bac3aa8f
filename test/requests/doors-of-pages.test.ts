import { expect, test } from '@jest/globals'
import { createUnderstudy, type Understudy } from '../../src/index.ts'
import { send } from './answer.ts'

const root = 'http://service.test/beta'
const door = 'library/catalog/books'

/** Reference pages of books that only one documented path leads to. */
function startCatalogue(
  books: readonly Record<string, string>[] = [{ id: 'b1', title: 'Dune' }],
): Understudy {
  return createUnderstudy({
    contract: 'test/contracts/catalogue',
    fixtures: { [door]: books } as never,
    clock: '2026-01-01T00:00:00Z',
    ids: 'sequential',
  })
}

test.each([
  [`/${door}`, `#${door}`],
  [`/${door}?$select=title`, `#${door}(title)`],
  [`/${door}/b1`, `#${door}/$entity`],
  [`/${door}('b1')/title`, `#${door}('b1')/title`],
  [`/${door}/b1/chapters`, `#${door}('b1')/chapters`],
  [`/${door}/microsoft.graph.comic`, `#${door}/microsoft.graph.comic`],
  ['/books', '#books'],
  ['/books/b1/chapters', "#books('b1')/chapters"],
])('GET %s has the context %s', async (path, context) => {
  const { body } = await send(startCatalogue(), `GET ${path}`)
  expect(body['@odata.context']).toBe(`${root}/$metadata${context}`)
})

test('an empty collection behind a door has the context that a full one has', async () => {
  const { body } = await send(startCatalogue([]), `GET /${door}`)
  expect(body).toEqual({ '@odata.context': `${root}/$metadata#${door}`, value: [] })
})

test('what is created through a door is located behind it, and a link there leads to it', async () => {
  const service = startCatalogue()
  const book = await send(service, `POST /${door}`, { body: { title: 'Emma' } })
  const location = `${root}/${door}('${book.body.id}')`
  expect([book.status, book.headers['location']]).toEqual([201, location])
  const chapter = await send(service, `POST /${door}/b1/chapters`, { body: { heading: 'One' } })
  expect(chapter.headers['location']).toBe(`${root}/${door}('b1')/chapters('${chapter.body.id}')`)
  const found = await send(service, `GET ${location.slice(root.length)}`)
  expect([found.status, found.body['title']]).toEqual([200, 'Emma'])
})

test('an entity becomes of a type that only an example names, when an update says so', async () => {
  const service = startCatalogue()
  const body = { '@odata.type': '#microsoft.graph.comic', panels: 9 }
  expect(await send(service, `PATCH /${door}/b1`, { body })).toMatchObject({ status: 204 })
  const { body: found } = await send(service, `GET /${door}/b1`)
  expect(found).toMatchObject({ '@odata.type': '#microsoft.graph.comic', title: 'Dune', panels: 9 })
  const other = await send(service, `PATCH /${door}/b1`, {
    body: { '@odata.type': '#microsoft.graph.book', title: 'Dune 2' },
  })
  expect(other.status).toBe(204)
})
