import { describe, expect, test } from '@jest/globals'
import request from 'supertest'
import { lint } from '../src/contract/lint/index.ts'
import { readContract } from '../src/contract/index.ts'
import { createUnderstudy } from '../src/index.ts'

/* The sample whose contract is CSDL, asked what the README says of it and a few things more. */

const folder = 'fixtures/bookshop'

async function send(url: string): Promise<unknown> {
  const service = createUnderstudy({ contract: folder, auth: 'off' })
  const { body } = (await request(service.app).get(encodeURI(url)).expect(200)) as {
    body: { value: unknown }
  }
  await service.close()
  return body.value
}

test('the sample has no contradictions', () => {
  expect(lint(readContract([folder]))).toEqual([])
})

describe('answers', () => {
  test.each([
    [
      '/Books?$filter=Price lt 20&$expand=Author($select=ID,Name)&$orderby=Price&$select=ID,Title',
      [
        {
          ID: 103,
          Title: 'Around the World in Eighty Days',
          Author: { ID: 2, Name: 'Jules Verne' },
        },
        { ID: 102, Title: 'The Last Man', Author: { ID: 1, Name: 'Mary Shelley' } },
      ],
    ],
    [
      "/Books?$filter=Genres/any(g:g eq 'classic') and Author/Born lt 1800-01-01&$select=ID",
      [{ ID: 101 }],
    ],
    ["/Orders('2026-0001')/Items(2)/Book/Title", 'Around the World in Eighty Days'],
    ['/Authors?$filter=not Books/any()&$select=ID,Name', [{ ID: 3, Name: 'Nobody Yet' }]],
    [
      '/Books?$compute=Price mul Stock as Worth&$filter=Worth gt 100&$select=ID,Worth',
      [{ ID: 103, 'Worth@odata.type': '#Decimal', Worth: 1198.8 }],
    ],
    [
      '/Books?$apply=groupby((Author/Name),aggregate(Stock with sum as InStock))/filter(InStock gt 5)/orderby(InStock)',
      [
        { Author: null, 'InStock@odata.type': '#Int64', InStock: 7 },
        { Author: { Name: 'Jules Verne' }, 'InStock@odata.type': '#Int64', InStock: 120 },
      ],
    ],
  ])('%s', async (url, value) => {
    expect(await send(url)).toEqual(value)
  })
})

describe('writes', () => {
  test('a book gets its defaults, and a price below 0 is refused', async () => {
    const service = createUnderstudy({ contract: folder, auth: 'off' })
    const created = await request(service.app).post('/Books').send({ ID: 105, Title: 'Untitled' })
    expect([created.status, created.body]).toEqual([
      201,
      {
        '@odata.context': expect.stringMatching(/\/\$metadata#Books\/\$entity$/) as unknown,
        ID: 105,
        Title: 'Untitled',
        Format: 'Paperback',
        Price: null,
        Stock: 0,
        Genres: [],
        AuthorID: null,
      },
    ])
    const refused = await request(service.app)
      .post('/Books')
      .send({ ID: 106, Title: 'Untitled', Price: -1 })
    const { error } = refused.body as { error: { details: { target: string }[] } }
    expect([refused.status, error.details.map(({ target }) => target)]).toEqual([400, ['/Price']])
    await service.close()
  })

  test('authors stay, since the contract rules their deletion out', async () => {
    const service = createUnderstudy({ contract: folder, auth: 'off' })
    await request(service.app).delete('/Authors(1)').expect(405)
    await request(service.app).get('/Authors(1)').expect(200)
    await request(service.app).delete('/Books(104)').expect(204)
    await service.close()
  })
})
