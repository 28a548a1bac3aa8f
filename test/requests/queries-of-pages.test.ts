import { describe, expect, test } from '@jest/globals'
import { answer, root } from './answer.ts'
import { startOffice } from './office.ts'

/** What `GET` of a path gives, without its context URL. */
async function found(path: string, service = startOffice()) {
  const { status, body } = await answer(service, `GET ${path}`)
  const { '@odata.context': _context, ...rest } = body as Readonly<Record<string, unknown>>
  return { status, ...rest }
}

const adele = { '@odata.type': '#microsoft.graph.user', displayName: 'Adele' }
const staff = { '@odata.type': '#microsoft.graph.group', displayName: 'Staff' }

describe('a property in place of the key, as in /users/{id | userPrincipalName}', () => {
  test.each([
    '/users/adele@contoso.com?$select=displayName',
    '/users/adele%40contoso.com?$select=displayName',
    "/users('adele@contoso.com')?$select=displayName",
  ])('%s is the user', async (path) => {
    expect(await found(path)).toEqual({ status: 200, displayName: 'Adele' })
  })

  test('the context URL and what follows have the key', async () => {
    const { body } = await answer(startOffice(), 'GET /users/alex@contoso.com/messages')
    expect(body).toEqual({ '@odata.context': `${root}/$metadata#users('u2')/messages`, value: [] })
  })

  test('a reference and an update take it too', async () => {
    const service = startOffice()
    const boss = { '@odata.id': 'https://graph.microsoft.com/v1.0/users/alex@contoso.com' }
    const linked = await answer(service, 'PUT /users/adele@contoso.com/manager/$ref', {
      body: boss,
    })
    expect(linked).toEqual({ status: 204, body: undefined })
    const body = { displayName: 'Alexander' }
    expect(await answer(service, 'PATCH /users/alex@contoso.com', { body })).toEqual({
      status: 204,
      body: undefined,
    })
    expect(await found('/users/u1/manager?$select=displayName', service)).toEqual({
      status: 200,
      displayName: 'Alexander',
    })
  })

  test('nobody who is called so is 404, and other properties find nobody', async () => {
    expect(await found('/users/nobody@contoso.com')).toMatchObject({ status: 404 })
    expect(await found('/users/Adele')).toMatchObject({ status: 404 })
    expect(await found('/teams/North')).toMatchObject({ status: 404 })
  })
})

describe('properties of derived types need no type cast', () => {
  test.each([
    ['$select=displayName', [adele, staff]],
    ["$select=displayName&$filter=startswith(displayName,'S')", [staff]],
    ["$select=displayName&$filter=mail ne null or displayName eq 'Adele'", [adele]],
    ['$select=displayName&$orderby=displayName desc', [staff, adele]],
    ['$select=displayName&$search="displayName:sta"', [staff]],
  ])('/teams/t1/members?%s', async (query, value) => {
    expect(await found(`/teams/t1/members?${query}`)).toEqual({ status: 200, value })
  })

  test('one that no derived type has is refused', async () => {
    const { status, error } = (await found("/teams/t1/members?$filter=title eq 'x'")) as {
      status: number
      error?: { message: string }
    }
    expect([status, error?.message]).toEqual([
      400,
      "$filter: 'title' is not a property of microsoft.graph.directoryObject at 0",
    ])
  })
})

test('$count=true of a single instance says nothing, as pages ask for advanced queries', async () => {
  const path = '/users/u1?$select=displayName&$count=true'
  expect(await found(path)).toEqual({ status: 200, displayName: 'Adele' })
  expect(await found('/users/u1?$top=1')).toMatchObject({ status: 400 })
})

describe('$search of a property by its name', () => {
  test.each([
    ['"displayName:al"', ['Alex']],
    ['"displayName:contoso"', []],
    ['"userPrincipalName:contoso" AND "displayName:ad"', ['Adele']],
    ['"displayName:adele" OR "displayName:alex"', ['Adele', 'Alex']],
    ['contoso', ['Adele', 'Alex']],
    ['"title:contoso"', []],
  ])('/users?$search=%s', async (text, names) => {
    const answered = await found(`/users?$search=${encodeURIComponent(text)}&$select=displayName`)
    const value = names.map((displayName) => ({ displayName }))
    expect(answered).toEqual({ status: 200, value })
  })
})
