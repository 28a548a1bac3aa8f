import { join } from 'node:path'
import { describe, expect, test } from '@jest/globals'
import { createUnderstudy, type Understudy } from '../../src/index.ts'
import { readAnswer, sendTo, type Sent } from './answer.ts'

const contract = join(process.cwd(), 'test/contracts/products.xml')

const fixtures = {
  Products: [
    {
      ID: 1,
      Name: null,
      Stock: 7,
      Size: { Width: null, Unit: 'cm' },
      '@Shop.Note': 'first',
      'Stock@Shop.Hint#full': 'counted',
    },
    { ID: 2, Name: 'Pen', Stock: null, Size: null, 'Parts@odata.bind': ['Products(1)'] },
  ],
}

function start(): Understudy {
  return createUnderstudy({ contract, fixtures, clock: '2026-01-01T00:00:00Z' })
}

interface Seen {
  readonly status: number
  readonly applied: string | undefined
  readonly body: unknown
}

async function see(line: string, Prefer: string, sent: Sent = {}): Promise<Seen> {
  const headers = { Prefer, Accept: 'application/json;odata.metadata=none', ...sent.headers }
  const found = await sendTo(start().app, line, { ...sent, headers })
  const { status, body } = readAnswer(found)
  return { status, applied: found.headers['preference-applied'], body }
}

const one = {
  ID: 1,
  Name: null,
  Stock: 7,
  Tags: [],
  Size: { Width: null, Unit: 'cm' },
}
const two = { ID: 2, Name: 'Pen', Stock: null, Tags: [], Size: null }

describe('omit-values', () => {
  test.each([
    ['GET /Products(1)', 'return=minimal', undefined, one],
    [
      'GET /Products(1)',
      'omit-values=nulls',
      'omit-values=nulls',
      { ID: 1, Stock: 7, Tags: [], Size: { Unit: 'cm' } },
    ],
    [
      'GET /Products(2)',
      'omit-values="nulls"',
      'omit-values="nulls"',
      { ID: 2, Name: 'Pen', Tags: [] },
    ],
    // The hint beside it keeps the stock of the first one.
    [
      'GET /Products(1)',
      'omit-values=defaults',
      'omit-values=defaults',
      { ID: 1, Stock: 7, Tags: [], Size: {} },
    ],
    [
      'GET /Products(2)',
      'omit-values=defaults',
      'omit-values=defaults',
      { ID: 2, Name: 'Pen', Stock: null, Tags: [] },
    ],
    ['GET /Products(1)?$select=Name,ID', 'omit-values=nulls', 'omit-values=nulls', { ID: 1 }],
    [
      'GET /Products(2)?$select=ID&$expand=Parts',
      'omit-values=nulls',
      'omit-values=nulls',
      { ID: 2, Parts: [{ ID: 1, Stock: 7, Tags: [], Size: { Unit: 'cm' } }] },
    ],
    ['GET /Products(1)/Size', 'omit-values=defaults', 'omit-values=defaults', {}],
    [
      'GET /Products?$filter=ID eq 2',
      'omit-values=nulls',
      'omit-values=nulls',
      { value: [{ ID: 2, Name: 'Pen', Tags: [] }] },
    ],
    ['GET /Products(2)', 'omit-values=all', undefined, two],
  ])('%s with Prefer: %s applies %s', async (line, prefer, applied, body) => {
    expect(await see(line, prefer)).toEqual({ status: 200, applied, body })
  })

  test.each([
    ['GET /Products/$count', 200],
    ['GET /Products(2)/Name/$value', 200],
    ['GET /Products(2)/Parts/$ref', 200],
    ['DELETE /Products(2)', 204],
  ])('%s has nothing to omit', async (line, status) => {
    const found = await see(line, 'omit-values=nulls', { headers: { Accept: '*/*' } })
    expect([found.status, found.applied]).toEqual([status, undefined])
  })

  test('what an update changed is part of its answer', async () => {
    const prefer = 'return=representation, omit-values=nulls'
    const found = await see('PATCH /Products(2)', prefer, { body: { Name: null } })
    expect(found).toEqual({
      status: 200,
      applied: 'return=representation',
      body: { ...two, Name: null },
    })
  })

  test('a create answers all but defaults', async () => {
    const body = { ID: 3, Stock: null, Size: { Unit: 'cm' } }
    const found = await see('POST /Products', 'omit-values=defaults', { body })
    expect(found).toEqual({
      status: 201,
      applied: 'omit-values=defaults',
      body: { ID: 3, Stock: null, Tags: [], Size: {} },
    })
  })
})

describe('include-annotations', () => {
  const note = { '@Shop.Note': 'first' }
  const hint = { 'Stock@Shop.Hint#full': 'counted' }

  test.each([
    ['include-annotations="*"', { ...note, ...hint }],
    ['odata.include-annotations="*"', { ...note, ...hint }],
    ['odata.include-annotations=*', { ...note, ...hint }],
    ['include-annotations="-*"', {}],
    ['include-annotations="Shop.Note"', note],
    ['include-annotations="Shop.*,-Shop.Note"', hint],
    ['include-annotations="-Shop.*,Shop.Note"', note],
    ['include-annotations="Shop.*#full"', hint],
    ['include-annotations="Other.*"', {}],
  ])('%s is applied to what a read answers, with any metadata', async (prefer, expected) => {
    for (const metadata of ['none', 'minimal', 'full']) {
      const headers = { Accept: `application/json;odata.metadata=${metadata}` }
      const { status, applied, body } = await see('GET /Products(1)', prefer, { headers })
      const annotations = Object.fromEntries(
        Object.entries(body as object).filter(([name]) => name.includes('@Shop.')),
      )
      expect([status, applied, annotations]).toEqual([200, prefer, expected])
    }
  })

  test('control information stays as the format has it', async () => {
    const headers = { Accept: 'application/json' }
    const { body } = await see('GET /Products(1)', 'include-annotations="-*"', { headers })
    expect(Object.keys(body as object)).toContain('@odata.context')
  })

  test('applies to a property that is addressed by itself', async () => {
    const with_ = (text: string) => see('GET /Products(1)/Stock', `include-annotations="${text}"`)
    expect((await with_('*')).body).toEqual({ '@Shop.Hint#full': 'counted', value: 7 })
    expect((await with_('-*')).body).toEqual({ value: 7 })
  })
})

describe('several preferences', () => {
  test('are told in Preference-Applied as they were asked', async () => {
    const prefer =
      'odata.maxpagesize=1, Omit-Values=nulls; x=y,odata.include-annotations="-*", odata.allow-entityreferences, foo="a,b", callback; url="http://localhost/"'
    const { status, applied, body } = await see('GET /Products?$select=ID', prefer)
    expect([status, applied]).toEqual([
      200,
      'Omit-Values=nulls, odata.include-annotations="-*", odata.maxpagesize=1',
    ])
    expect(body).toMatchObject({ value: [{ ID: 1 }] })
  })

  test('of one header each are read together', async () => {
    const { applied } = await see('GET /Products', ['maxpagesize=1', 'omit-values=nulls'].join(','))
    expect(applied).toBe('omit-values=nulls, maxpagesize=1')
  })
})
