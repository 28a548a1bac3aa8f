import { describe, expect, test } from '@jest/globals'
import { answer, sendTo, start } from './answer.ts'
import { small } from './small-fixtures.ts'

type Service = ReturnType<typeof start>

async function open(service: Service, path = '/_understudy/') {
  const { status, headers, text } = await sendTo(service.app, `GET ${path}`, {
    headers: { Host: 'localhost' },
  })
  return { status, headers: headers as Record<string, string>, text }
}

/** What a page says, without its style and markup. */
function wordsOf(page: string): string {
  return page
    .replace(/<style>.*?<\/style>/s, '')
    .replace(/<[^>]*>/g, ' ')
    .replace(/\s+/g, ' ')
}

/** Numbers of the exchanges that a page lists, in its order. */
function listed(page: string): readonly number[] {
  return [...page.matchAll(/id="exchange-(\d+)"/g)].map(([, number]) => Number(number))
}

test('the page shows what is served, asked, covered and ordered', async () => {
  const service = start(small)
  service.faults.add({ on: 'GET /groups', status: 429, times: 1 })
  await answer(service, 'GET /groups')
  const { status, headers, text } = await open(service)
  expect([status, headers['content-type'], headers['cache-control']]).toEqual([
    200,
    'text/html; charset=utf-8',
    'no-store',
  ])
  expect(headers['content-security-policy']).toBe(
    "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
  )
  const words = wordsOf(text)
  for (const part of [
    'Serves /beta of a contract of pages',
    '/accessPackages microsoft.graph.accessPackage 5',
    'GET /groups {&quot;status&quot;:429,&quot;times&quot;:1} 1 1',
    'The clock stands still at 2026-01-01T00:00:00.000Z',
    '#1 00:00:00.000 GET /beta/groups 429',
  ]) {
    expect(words).toContain(part)
  }
  expect(text).not.toMatch(/<script|<link|<img|@import|(src|href)="(?!\/|#)/)
  expect(text).toContain('href="/beta/accessPackages"')
})

test('a violation says what was expected and found, on which page, and how to send it again', async () => {
  const service = start(small)
  await answer(service, 'PUT /accessPackages/p1', { body: {} })
  const [violation] = service.journal.exchanges[0]!.violations
  const words = wordsOf((await open(service)).text)
  expect(words).toContain('undocumented-operation')
  expect(words).toContain(`expected ${violation!.expected}`)
  expect(words).toContain('found PUT /beta/accessPackages/p1')
})

test('what clients sent stands in the page as text', async () => {
  const service = start(small)
  const displayName = `<script>alert(1)</script>"'&`
  await answer(service, 'POST /accessPackages', {
    body: { displayName },
    headers: { 'X-Trace': '<img src=x>' },
  })
  await answer(service, `GET /accessPackages?$filter=displayName%20eq%20'<b>'`)
  const pages = [
    await open(service),
    await open(service, `/_understudy/?text=%22%3E%3Cscript%3E&method=%3Cscript%3E`),
  ]
  for (const { text } of pages) expect(text).not.toMatch(/<script|<img|<b>'/)
  expect(pages[0]?.text).toContain('&lt;script&gt;alert(1)&lt;/script&gt;')
})

describe('the filter', () => {
  test.each<[query: string, numbers: readonly number[]]>([
    ['', [4, 3, 2, 1]],
    ['?method=post', [3]],
    ['?status=4xx', [4, 2]],
    ['?text=GROUPS', [4]],
    ['?text=create', [3]],
    ['?violations=on', [4]],
    ['?exchange=2', [2]],
    ['?exchange=99', []],
    ['?exchange=x', [4, 3, 2, 1]],
  ])('%s', async (query, numbers) => {
    const service = start(small, { auth: 'off' })
    await answer(service, 'GET /accessPackages/p1')
    await answer(service, 'GET /accessPackages/none')
    await answer(service, 'POST /accessPackages', {
      body: { displayName: 'x', catalogId: 'c', description: 'd' },
    })
    await answer(service, 'PUT /groups/g1', { body: {} })
    expect(listed((await open(service, `/_understudy/${query}`)).text)).toEqual(numbers)
  })
})

test('of many exchanges the last 200 are shown, and older ones on further pages', async () => {
  const service = start(small)
  const requests = Array.from({ length: 20 }, (_, index) => ({
    id: String(index),
    method: 'GET',
    url: '/groups/g1',
  }))
  for (let batch = 0; batch < 11; batch++) {
    await answer(service, 'POST /$batch', { body: { requests } })
  }
  const { text } = await open(service)
  expect(listed(text)).toHaveLength(200)
  expect(wordsOf(text)).toContain('231 exchanges')
  expect(text.length).toBeLessThan(2_000_000)
  const [, older = ''] = /<a href="([^"]*)" rel="next">Older, below #32</.exec(text) ?? []
  const { text: rest } = await open(service, older.replaceAll('&amp;', '&'))
  expect(listed(rest)).toEqual(Array.from({ length: 31 }, (_, index) => 31 - index))
  expect(rest).toContain('rel="first">Newest</a>')
  expect(rest).not.toContain('rel="next"')
  const { text: filtered } = await open(service, '/_understudy/?method=GET')
  expect(filtered).toContain('href="/_understudy/?method=GET&amp;before=22" rel="next"')
})

test('one exchange alone is unfolded and leads to its neighbours', async () => {
  const service = start(small)
  for (const id of ['p1', 'p2', 'p3']) await answer(service, `GET /accessPackages/${id}`)
  const { text } = await open(service, '/_understudy/?exchange=2')
  expect(text).toMatch(/<details class="exchange" id="exchange-2" open>/)
  expect(wordsOf(text)).toContain('Before: #1 After: #3')
})
