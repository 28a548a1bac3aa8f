import { join } from 'node:path'
import { createUnderstudy, type FixturesDocument, type Understudy } from '../../src/index.ts'

/** Service root of the garden, whose contract is CSDL. */
export const gardenRoot = 'http://service.test'

const spot = (Row: number, more: object = {}) => ({
  Row,
  Label: null,
  Soil: null,
  Marks: [],
  ...more,
})

const rose = {
  ID: 1,
  Name: 'Rose',
  Height: 1.5,
  Seeds: 7,
  Price: 2.5,
  Photo: 'AQID',
  Code: 'r',
  Spot: spot(1, {
    Label: 'A',
    Soil: { '@odata.type': '#Garden.Peat', Kind: 'peat', Ph: 5, Depth: 3, Wet: true },
    Marks: ['m'],
    'Keeper@odata.bind': "Gardeners('Ann')",
    'Helpers@odata.bind': ["Gardeners('Bob')"],
  }),
  Home: spot(9),
  Names: ['Rosa', 'Rozen'],
  Tags: ['a', 'b', 'c'],
  Spots: [spot(1, { Label: 'x' }), spot(2, { Soil: { Kind: 'clay', Ph: 7 } })],
  BedID: 1,
  Scent: 'sweet',
  Leaves: [{ No: 1, Shape: 'round' }],
  'Owner@odata.bind': "Gardeners('Ann')",
  'Neighbours@odata.bind': ['Plants(2)', 'Plants(3)'],
  'Twin@odata.bind': 'Plants(2)',
}

export const garden: FixturesDocument = {
  Gardeners: [
    { Name: 'Ann' },
    { Name: 'Bob', 'Boss@odata.bind': "Gardeners('Ann')" },
    { Name: 'C/D' },
  ],
  Beds: [
    { ID: 1, Name: 'North' },
    { ID: 2, Name: 'South' },
  ],
  Pots: [{ ID: 1, PlantID: 1 }, { ID: 2 }],
  Slots: [{ BedID: 1, No: 1, Name: 'first' }],
  Plants: [
    rose,
    { ID: 2, Name: 'Iris', Home: spot(8), BedID: 1, 'Owner@odata.bind': "Gardeners('Bob')" },
    {
      '@odata.type': '#Garden.Tree',
      ID: 3,
      Name: 'Elm',
      Home: spot(7),
      Place: spot(4),
      'Owner@odata.bind': "Gardeners('Ann')",
      'Nests@odata.bind': ["Gardeners('Bob')"],
    },
  ],
} as FixturesDocument

export function openGarden(fixtures: FixturesDocument = garden): Understudy {
  return createUnderstudy({
    contract: join('test', 'contracts', 'garden.xml'),
    fixtures,
    clock: '2026-01-01T00:00:00Z',
    ids: 'sequential',
  })
}
