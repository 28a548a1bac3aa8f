import { describe, expect, test } from '@jest/globals'
import { openArchive } from './archive.ts'
import { sendTo } from './answer.ts'
import { ask } from './depot.ts'

/** @see Protocol, "Delete an Entity"; CSDL, "On-Delete Action" */
type Left = readonly [path: string, left: unknown]

describe('what a deletion does to what is related', () => {
  test.each<readonly [line: string, ...left: Left[]]>([
    ['DELETE /Boxes(1)', ['/Files', [{ ID: 2, BoxID: 4 }]], ['/Pages', []]],
    [
      'DELETE /Boxes(3)',
      ['/Boxes?$select=ID', [{ ID: 1 }, { ID: 2 }, { ID: 5 }, { ID: 6 }]],
      ['/Files', [{ ID: 1, BoxID: 1 }]],
      ['/Shelves(1)/Boxes', [{ ID: 5 }]],
      ['/Shelves(1)/First', undefined],
      ['/Shelves(1)/Note/About', undefined],
    ],
    ['DELETE /Boxes(5)', ['/Tags', [{ ID: 1, BoxID: null }]], ['/Shelves(1)/Boxes', [{ ID: 3 }]]],
    [
      'DELETE /Boxes(6)',
      ['/Stamps', [{ ID: 1, BoxID: 1 }]],
      ['/Boxes(1)/Stamps', [{ ID: 1, BoxID: 1 }]],
    ],
    [
      'DELETE /Shelves(1)',
      ['/Books', [{ ID: 1, ShelfID: null, RoomID: 1 }]],
      ['/Boxes(1)/Slips', [{ No: 1, ShelfID: null }]],
    ],
    ['DELETE /Books(1)', ['/Writers/$count', '2'], ['/Rooms/$count', '2']],
    ['DELETE /Boxes(1)/Slips(1)', ['/Boxes(1)/Slips', []], ['/Boxes/$count', '6']],
    ['DELETE /Tags(1)/Box', ['/Boxes/$count', '5'], ['/Tags(1)/Box', undefined]],
    ['DELETE /Shelves(1)/Boxes(5)', ['/Boxes/$count', '5']],
    [
      'DELETE /Rooms(2)',
      ['/Rooms', [{ ID: 1 }]],
      ['/Locks(1)/Terms', { RoomID: null }],
      ['/Locks(1)/Terms/Holder', { ID: 2 }],
    ],
    ['DELETE /Spare', ['/Spare', undefined]],
  ])('%s', async (line, ...left) => {
    const service = openArchive()
    expect(await ask(service, line)).toEqual([204, undefined])
    const again = openArchive(service.state())
    for (const [path, value] of left) {
      const expected = [value === undefined ? 204 : 200, value]
      expect([path, await ask(service, `GET ${path}`)]).toEqual([path, expected])
      expect([path, await ask(again, `GET ${path}`)]).toEqual([path, expected])
    }
  })
})

describe('what cannot be deleted is still there, and all else too', () => {
  test.each<readonly [line: string, status: number, message: string]>([
    ['DELETE /Boxes(2)', 409, "Boxes(2) cannot be deleted: 'Locks' leads to Locks(1)"],
    [
      'DELETE /Rooms(1)',
      409,
      "Rooms(1) cannot be deleted: 'RoomID' of Books(1) refers to it and is not nullable",
    ],
    [
      'DELETE /Writers(1)',
      409,
      "Writers(1) cannot be deleted: 'Writer' of Books(1) refers to it and is not nullable",
    ],
    [
      'DELETE /Writers(2)',
      409,
      "Writers(2) cannot be deleted: 'Terms/Holder' of Locks(1) refers to it and is not nullable",
    ],
    [
      'DELETE /Boxes(1)/Lid',
      409,
      "Boxes(1)/Lid cannot be deleted: 'Lid' of Boxes(1) refers to it and is not nullable",
    ],
    ['DELETE /Main', 405, "the singleton 'Main' cannot be deleted"],
    ['DELETE /Tags(9)', 404, "no Archive.Tag with the key '9' is here"],
    ['DELETE /Boxes(1)/Next', 404, 'DELETE addresses no entity here'],
    ['DELETE /Shelves(1)/Boxes(6)', 404, "no Archive.Box with the key '6' is here"],
  ])('%s answers %i', async (line, status, message) => {
    const service = openArchive()
    const before = service.state()
    expect(await ask(service, line)).toEqual([status, message])
    expect(service.state()).toEqual(before)
  })
})

test('a default value that leads nowhere keeps what must lead somewhere from being left alone', async () => {
  const service = openArchive()
  expect(await ask(service, 'DELETE /Boxes(1)')).toEqual([204, undefined])
  expect(await ask(service, 'DELETE /Boxes(6)')).toEqual([
    409,
    "Boxes(6) cannot be deleted: 'Box' of Stamps(1) refers to it and is not nullable",
  ])
})

test('a deletion that fails on the way leaves nothing of it behind', async () => {
  const service = openArchive()
  await ask(service, 'PUT /Locks(1)/Box/$ref', { body: { '@odata.id': 'Boxes(4)' } })
  const before = service.state()
  expect(await ask(service, 'DELETE /Boxes(3)')).toEqual([
    409,
    "Boxes(4) cannot be deleted: 'Locks' leads to Locks(1)",
  ])
  expect(service.state()).toEqual(before)
})

test('what was deleted is made anew without the links that it had', async () => {
  const service = openArchive()
  await ask(service, 'DELETE /Boxes(5)')
  const body = { ID: 5, Lid: { Color: 'blue' } }
  expect((await sendTo(service.app, 'POST /Boxes', { body })).status).toBe(201)
  expect(await ask(service, 'GET /Boxes(5)/Tags')).toEqual([200, []])
  expect(await ask(service, 'GET /Shelves(1)/Boxes')).toEqual([200, [{ ID: 3 }]])
})

test('reset gives back what a cascade took', async () => {
  const service = openArchive()
  const before = service.state()
  await ask(service, 'DELETE /Boxes(3)')
  await service.reset()
  expect(service.state()).toEqual(before)
  expect(await ask(service, 'GET /Shelves(1)/Note/About')).toEqual([200, { ID: 3 }])
})

test('DELETE of each member deletes together what may not be left alone', async () => {
  const service = openArchive()
  const [line, headers] = ['/Halves/$filter(ID gt 1)/$each', { Prefer: 'continue-on-error' }]
  expect(await ask(service, `DELETE ${line}`)).toEqual([
    409,
    "Halves(2) cannot be deleted: 'Other' of Halves(1) refers to it and is not nullable",
  ])
  expect((await sendTo(service.app, `DELETE ${line}`, { headers })).status).toBe(200)
  expect(await ask(service, 'GET /Halves')).toEqual([200, [{ ID: 1 }, { ID: 2 }]])
  expect(await ask(service, 'DELETE /Halves/$each')).toEqual([204, undefined])
  expect(await ask(service, 'GET /Halves')).toEqual([200, []])
})
