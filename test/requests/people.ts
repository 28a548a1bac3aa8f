import { join } from 'node:path'
import { createUnderstudy, type Understudy } from '../../src/index.ts'
import { readAnswer, sendTo, type Answer, type Sent } from './answer.ts'

/** What the service of people calls itself when a request says `Host: service.test`. */
export const peopleRoot = 'http://service.test'

/** People who know each other in a circle, with complex values that lead to countries. */
export const peopleFixtures = {
  Countries: [
    { Code: 'NO', Label: 'Norway' },
    { Code: 'SE', Label: 'Sweden' },
    { Code: 'DK', Label: 'Denmark' },
  ],
  People: [
    {
      UserName: 'ann',
      Name: 'Ann',
      Age: 30,
      Tags: ['red', 'blue', 'green'],
      Home: {
        City: 'Oslo',
        Street: 'A 1',
        'Country@odata.bind': "Countries('NO')",
        'Visited@odata.bind': ["Countries('SE')", "Countries('DK')"],
      },
      Places: [
        { City: 'Bergen', Street: 'B 2', 'Country@odata.bind': "Countries('NO')" },
        { '@odata.type': '#Trip.Airport', City: 'Malmö', Street: 'C 3', Gate: 'G7' },
      ],
      'Friends@odata.bind': ["People('bob')", "People('cid')", "People('dan')"],
      'Best@odata.bind': "People('bob')",
      Trips: [
        { Id: 1, Title: 'North' },
        { Id: 2, Title: 'South' },
        { Id: 3, Title: 'West' },
      ],
    },
    {
      '@odata.type': '#Trip.Employee',
      UserName: 'bob',
      Name: 'Bob',
      Salary: 10.5,
      Tags: [],
      Places: [],
      Home: null,
      'Friends@odata.bind': ["People('ann')"],
      'Best@odata.bind': "People('ann')",
      'Boss@odata.bind': "People('cid')",
    },
    {
      '@odata.type': '#Trip.Employee',
      UserName: 'cid',
      Name: 'Cid',
      Salary: 20,
      Tags: ['red'],
      Places: [],
      'Boss@odata.bind': "People('dan')",
      'Reports@odata.bind': ["People('bob')"],
    },
    {
      '@odata.type': '#Trip.Employee',
      UserName: 'dan',
      Name: "D'An & Co",
      Salary: 30,
      Tags: [],
      Places: [],
      'Reports@odata.bind': ["People('cid')", "People('ann')"],
    },
  ],
}

export function startPeople(): Understudy {
  return createUnderstudy({
    contract: [join('test', 'contracts', 'people.xml')],
    fixtures: peopleFixtures,
    clock: '2026-01-01T00:00:00Z',
    ids: 'sequential',
  })
}

/** Status and body of `GET /path`. */
export async function getPeople(path: string, sent: Sent = {}): Promise<Answer> {
  return readAnswer(await sendTo(startPeople().app, `GET ${path}`, sent))
}
