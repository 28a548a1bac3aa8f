import { join } from 'node:path'
import { createUnderstudy, type FixturesDocument, type Understudy } from '../../src/index.ts'

const box = (ID: number, more: object = {}) => ({ ID, Lid: { Color: 'red' }, ...more })

/** Box 1 has a file with pages, and boxes 3 and 4 lead to each other; box 2 is locked, 5 tagged, 6 stamped. */
export const archive: FixturesDocument = {
  Boxes: [
    box(1, { Slips: [{ No: 1, ShelfID: 1 }] }),
    box(2),
    box(3, { 'Next@odata.bind': 'Boxes(4)' }),
    box(4, { 'Next@odata.bind': 'Boxes(3)' }),
    box(5),
    box(6),
  ],
  Files: [
    { ID: 1, BoxID: 1 },
    { ID: 2, BoxID: 4 },
  ],
  Pages: [{ No: 1, 'File@odata.bind': 'Files(1)' }],
  Locks: [
    {
      ID: 1,
      'Box@odata.bind': 'Boxes(2)',
      Terms: { RoomID: 2, 'Holder@odata.bind': 'Writers(2)' },
    },
  ],
  Tags: [{ ID: 1, BoxID: 5 }],
  Stamps: [{ ID: 1, BoxID: 6 }],
  Shelves: [
    {
      ID: 1,
      'Boxes@odata.bind': ['Boxes(3)', 'Boxes(5)'],
      'First@odata.bind': 'Boxes(3)',
      Note: { Text: 'old', 'About@odata.bind': 'Boxes(3)' },
    },
  ],
  Books: [{ ID: 1, ShelfID: 1, RoomID: 1, 'Writer@odata.bind': 'Writers(1)' }],
  Rooms: [{ ID: 1 }, { ID: 2 }],
  Writers: [{ ID: 1 }, { ID: 2 }],
  Halves: [
    { ID: 1, 'Other@odata.bind': 'Halves(2)' },
    { ID: 2, 'Other@odata.bind': 'Halves(1)' },
    { ID: 3, 'Other@odata.bind': 'Halves(3)' },
  ],
  Main: { ID: 8 },
  Spare: { ID: 9 },
} as FixturesDocument

export function openArchive(fixtures: FixturesDocument = archive): Understudy {
  return createUnderstudy({
    contract: join('test', 'contracts', 'archive.xml'),
    fixtures,
    clock: '2026-01-01T00:00:00Z',
    ids: 'sequential',
  })
}
