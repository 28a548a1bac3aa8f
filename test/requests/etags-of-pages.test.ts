import { describe, expect, test } from '@jest/globals'
import { answer, root, send } from './answer.ts'
import { startOffice } from './office.ts'

const headers = { Authorization: 'Bearer token' }

describe('ETags where the contract is pages', () => {
  test('stand in bodies whose pages show them, in lists too', async () => {
    const { body } = await answer(startOffice(), 'GET /planner/buckets')
    expect(body).toEqual({
      '@odata.context': `${root}/$metadata#planner/buckets`,
      value: [{ '@odata.etag': expect.stringMatching(/^W\/".+"$/), id: 'b1', name: 'New' }],
    })
  })

  test('stand in bodies of what changes only with If-Match, and are the header', async () => {
    const found = await send(startOffice(), 'GET /planner/tasks/k1')
    expect(found.body).toEqual({
      '@odata.context': `${root}/$metadata#planner/tasks/$entity`,
      '@odata.etag': found.headers['etag'],
      id: 'k1',
      title: 'One',
    })
  })

  test('stand in no other bodies', async () => {
    const { body } = await answer(startOffice(), 'GET /groups')
    expect(body).toEqual({
      '@odata.context': `${root}/$metadata#groups`,
      value: [{ id: 'g1', displayName: 'Staff' }],
    })
  })

  test.each([
    ['PATCH /planner/tasks/k1', { title: 'Two' }, 'Update plannerTask'],
    ['DELETE /planner/tasks/k1', undefined, 'Delete plannerTask'],
  ])('%s without the If-Match that its page requires answers 412', async (line, body, name) => {
    const service = startOffice()
    const before = service.state()
    const refused = await answer(service, line, { body, headers })
    const message = `If-Match: expected the ETag of the microsoft.graph.plannerTask, or *, which ${name} requires, found no such header`
    expect(refused).toMatchObject({
      status: 412,
      body: { error: { code: 'PreconditionFailed', message, target: 'If-Match' } },
    })
    expect(service.state()).toEqual(before)
    expect(service.journal.exchanges.at(-1)!.violations).toMatchObject([
      { rule: 'missing-header', severity: 'error', pointer: 'If-Match', operation: name },
    ])
  })

  test('the last known one changes, a stale one does not, * always does', async () => {
    const service = startOffice()
    const { headers: first } = await send(service, 'GET /planner/tasks/k1')
    const change = async (etag: string) => {
      const sent = { body: { title: `by ${etag}` }, headers: { ...headers, 'If-Match': etag } }
      return (await send(service, 'PATCH /planner/tasks/k1', sent)).status
    }
    expect(await change(first['etag']!)).toBe(200)
    expect(await change(first['etag']!)).toBe(412)
    expect(await change('*')).toBe(200)
    const violations = service.journal.exchanges.flatMap((exchange) => exchange.violations)
    expect(violations.filter(({ rule }) => rule === 'missing-header')).toEqual([])
  })

  test('a page whose own example is without it is served, with a warning', async () => {
    const service = startOffice()
    const path = 'DELETE /planner/buckets/b1'
    expect((await send(service, path, { headers })).status).toBe(204)
    expect(service.journal.exchanges.at(-1)!.violations).toMatchObject([
      { rule: 'missing-header', severity: 'warning', operation: 'Delete plannerBucket' },
    ])
  })

  test('what other pages do not ask for is not required', async () => {
    const body = { displayName: 'A. Vance' }
    expect((await send(startOffice(), 'PATCH /users/u1', { body, headers })).status).toBe(204)
  })
})
