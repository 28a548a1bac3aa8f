import { expect, test } from '@jest/globals'
import { getPeople } from './people.ts'

/** URL Conventions, "System Query Option $search". */
test.each([
  ['oslo', 'ann'],
  ['OSLO', 'ann'],
  ['red', 'ann cid'],
  ['red blue', 'ann'],
  ['red AND NOT blue', 'cid'],
  ['blue OR bob', 'ann bob'],
  ['bob OR red AND NOT blue', 'bob cid'],
  ['(bob OR red) AND NOT blue', 'bob cid'],
  ['(bob OR ann) red', 'ann'],
  ['"A 1"', 'ann'],
  ['"1 A"', ''],
  ['"D\'An %26 Co"', 'dan'],
  ['30', ''],
  ['Airport', ''],
  ['NOT (ann OR bob)', 'cid dan'],
  ["red&$filter=UserName ne 'ann'", 'cid'],
  ['red&$top=1&$orderby=UserName desc', 'cid'],
])('$search=%s finds %s', async (text, names) => {
  const { body } = await getPeople(`/People?$select=UserName&$search=${text}`)
  const { value } = body as { value: { UserName: string }[] }
  expect(value.map(({ UserName }) => UserName).join(' ')).toBe(names)
})

test.each([
  ['/People/$count?$search=red', '2'],
  ["/People/$count?$search=red&$filter=UserName eq 'cid'", '1'],
  ['/People/Trip.Employee/$count?$search=red', '1'],
  ["/People('ann')/Friends/$count?$search=bob OR cid", '2'],
  ["/People('ann')/Tags/$count?$search=e AND NOT u", '2'],
  ["/People('ann')/Places/$count?$search=malm", '1'],
])('%s is the text %s', async (path, text) => {
  expect(await getPeople(path)).toEqual({ status: 200, body: text })
})

test.each(['', '"open', '(a', 'a AND', 'NOT'])('$search=%s of a set', async (text) => {
  const { status } = await getPeople(`/People?$search=${text}`)
  expect([text, status]).toEqual([text, text === 'a AND' || text === 'NOT' ? 200 : 400])
})

test('on a single instance it answers 400', async () => {
  const message = '$search does not apply to a single instance'
  expect(await getPeople("/People('ann')?$search=red")).toEqual({
    status: 400,
    body: { error: { code: 'BadRequest', message, target: '$search' } },
  })
})
