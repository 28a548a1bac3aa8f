import { join } from 'node:path'
import { expect, test } from '@jest/globals'
import { answer, ids, start } from './answer.ts'

const graph = 'https://graph.microsoft.com/v1.0'

function startHere() {
  return start(
    {
      clubs: [{ id: 'chess' }, { id: 'choir', 'members@odata.bind': ["users('ann')"] }],
      users: [
        { id: 'ann', displayName: 'Ann' },
        { id: 'bob', displayName: 'Bob' },
      ],
      groups: [{ id: 'staff', displayName: 'Staff' }],
    },
    { contract: [join('test', 'contracts', 'clubs')] },
  )
}

test.each([
  ['members', `${graph}/directoryObjects/ann`, 'ann'],
  ['members', `${graph}/users/ann`, 'ann'],
  ['members', `${graph}/groups/staff`, 'staff'],
  ['members', "groups('staff')", 'staff'],
  ['owners', `${graph}/users/bob`, 'bob'],
  ['owners', `${graph}/directoryObjects/staff`, 'staff'],
])('%s takes a reference to %s, shows it and gives it back', async (name, reference, id) => {
  const service = startHere()
  const path = `/clubs/chess/${name}`
  const body = { '@odata.id': reference }
  expect(await answer(service, `POST ${path}/$ref`, { body })).toEqual({
    status: 204,
    body: undefined,
  })
  expect(await ids(service, path)).toEqual([id])
  expect((await answer(service, `GET ${path}/${id}`)).status).toBe(200)
  expect((await answer(service, `DELETE ${path}/${id}/$ref`)).status).toBe(204)
  expect(await ids(service, path)).toEqual([])
  expect((await answer(service, `GET /users/ann`)).status).toBe(200)
})

test('an entity of another set says its type and where it lives', async () => {
  const service = startHere()
  const shown = await answer(service, 'GET /clubs/choir/members')
  expect(shown).toMatchObject({
    status: 200,
    body: { value: [{ '@odata.type': '#microsoft.graph.user', id: 'ann', displayName: 'Ann' }] },
  })
  expect(await answer(service, 'GET /clubs/choir/members/$ref')).toMatchObject({
    body: { value: [{ '@odata.id': "http://service.test/beta/users('ann')" }] },
  })
})

test('a reference to nothing answers 404 and links nothing', async () => {
  const service = startHere()
  const body = { '@odata.id': `${graph}/users/nobody` }
  expect((await answer(service, 'POST /clubs/chess/members/$ref', { body })).status).toBe(404)
  expect(await ids(service, '/clubs/chess/members')).toEqual([])
})
