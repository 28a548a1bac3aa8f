import { describe, expect, test } from '@jest/globals'
import { send } from './answer.ts'
import { startOffice } from './office.ts'

const authorized = { Authorization: 'Bearer token' }

/** Sends a request and says what the journal has of it: the operation matched, and the violations. */
async function journalled(line: string, options: Parameters<typeof send>[2] = {}) {
  const service = startOffice()
  const headers = { ...authorized, ...options.headers }
  const { status } = await send(service, line, { ...options, headers })
  const { operation, violations } = service.journal.exchanges.at(-1)!
  return { status, page: operation?.source.split('/').at(-1), violations }
}

describe('of several pages at one address', () => {
  test('that of the addressed type decides, not that of another product', async () => {
    const body = { displayName: 'A. Vance' }
    expect(await journalled('PATCH /users/u1', { body })).toEqual({
      status: 204,
      page: 'user-update.md:7',
      violations: [],
    })
  })

  test('that of fewer doors tells of the request', async () => {
    const body = { subject: 'Lunch' }
    expect(await journalled('POST /me/messages', { body })).toEqual({
      status: 201,
      page: 'user-post-messages.md:7',
      violations: [],
    })
  })

  test('that which shows the media type of the body takes it', async () => {
    const headers = { 'Content-Type': 'text/plain' }
    expect(await journalled('POST /me/messages', { headers, body: 'RnJvbTogQWxleA==' })).toEqual({
      status: 201,
      page: 'user-post-messages.md:7',
      violations: [],
    })
  })

  test('that of an expansion tells nothing of a read without one', async () => {
    expect(await journalled('GET /me/messages/m1')).toEqual({
      status: 200,
      page: undefined,
      violations: [],
    })
  })
})

describe('what is served is held to the type that the path leads to', () => {
  test('also where the page names the type of what is expanded', async () => {
    const expand = "$expand=extendedProperties($filter=id eq 'color')"
    expect(await journalled(`GET /me/messages/m1?${expand}`)).toEqual({
      status: 200,
      page: 'extendedproperty-get.md:7',
      violations: [],
    })
  })

  test.each(['GET /teams/t1/members', 'GET /teams/t1/members/g1'])(
    '%s: also where the page names one type of several',
    async (line) => {
      expect((await journalled(line)).violations).toEqual([])
    },
  )
})
