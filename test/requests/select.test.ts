import { join } from 'node:path'
import { describe, expect, test } from '@jest/globals'
import { createUnderstudy } from '../../src/index.ts'
import { readAnswer, sendTo } from './answer.ts'
import { getPeople, peopleRoot } from './people.ts'

const links = (name: string) => ({
  [`${name}@odata.associationLink`]: `${peopleRoot}/People('ann')/${name}/$ref`,
  [`${name}@odata.navigationLink`]: `${peopleRoot}/People('ann')/${name}`,
})

/** URL Conventions, "System Query Option $select"; Protocol, "Projected Entity". */
test.each([
  ['UserName', 'UserName', { UserName: 'ann' }],
  ['Age,UserName', 'Age,UserName', { Age: 30, UserName: 'ann' }],
  ['Home/City', 'Home/City', { Home: { City: 'Oslo' } }],
  ['Home($select=City)', 'Home/City', { Home: { City: 'Oslo' } }],
  ['Home/City,Home/Street', 'Home/City,Home/Street', { Home: { City: 'Oslo', Street: 'A 1' } }],
  [
    'Places/Street',
    'Places/Street',
    { Places: [{ Street: 'B 2' }, { ...airport(), Street: 'C 3' }] },
  ],
  [
    'Places/Trip.Airport/Gate',
    'Places/Trip.Airport/Gate',
    { Places: [{}, { ...airport(), Gate: 'G7' }] },
  ],
  [
    'Places/City,Places/T.Airport/Gate',
    'Places/City,Places/Trip.Airport/Gate',
    { Places: [{ City: 'Bergen' }, { ...airport(), City: 'Malmö', Gate: 'G7' }] },
  ],
  ['UserName,Trip.Employee/Salary', 'UserName,Trip.Employee/Salary', { UserName: 'ann' }],
  ['UserName,Friends', 'UserName,Friends', { ...links('Friends'), UserName: 'ann' }],
  [
    'Home/City,Home/Country',
    'Home/City,Home/Country',
    {
      Home: {
        City: 'Oslo',
        'Country@odata.associationLink': `${peopleRoot}/People('ann')/Home/Country/$ref`,
        'Country@odata.navigationLink': `${peopleRoot}/People('ann')/Home/Country`,
      },
    },
  ],
  ['UserName,Trip.Greet', 'UserName,Trip.Greet', { UserName: 'ann', '#Trip.Greet': {} }],
  ['UserName,Trip.*', 'UserName,Trip.*', { UserName: 'ann', '#Trip.Greet': {}, '#Trip.Fame': {} }],
  [
    'UserName,Trip.Fame(Year)',
    'UserName,Trip.Fame(Year)',
    { UserName: 'ann', '#Trip.Fame(Year)': {} },
  ],
  ['UserName,@Trip.Note', 'UserName,@Trip.Note', { UserName: 'ann' }],
  ["Tags($filter=contains($this,'e'))", 'Tags', { Tags: ['red', 'blue', 'green'] }],
  ['Tags($orderby=$this desc;$top=2)', 'Tags', { Tags: ['red', 'green'] }],
  ['Tags($skip=2)', 'Tags', { Tags: ['green'] }],
  [
    "Tags($filter=$this ne 'red';$count=true;$top=1)",
    'Tags',
    { 'Tags@odata.count': 2, Tags: ['blue'] },
  ],
  ['Tags($search=blue OR red)', 'Tags', { Tags: ['red', 'blue'] }],
  [
    "Places($filter=City ne 'Bergen';$select=City)",
    'Places/City',
    { Places: [{ ...airport(), City: 'Malmö' }] },
  ],
  [
    'Places($orderby=City desc;$compute=toupper(City) as Loud;$select=Loud)',
    'Places/Loud',
    { Places: [{ ...airport(), Loud: 'MALMÖ' }, { Loud: 'BERGEN' }] },
  ],
  [
    '*,Tags($top=1)',
    '',
    {
      UserName: 'ann',
      Name: 'Ann',
      Age: 30,
      Tags: ['red'],
      Home: { City: 'Oslo', Street: 'A 1' },
      Places: [
        { City: 'Bergen', Street: 'B 2' },
        { ...airport(), City: 'Malmö', Street: 'C 3', Gate: 'G7' },
      ],
    },
  ],
])('$select=%s of a person has the context (%s)', async (text, list, members) => {
  const fragment = list === '' ? 'People' : `People(${list})`
  const id = 'UserName' in members ? {} : identity('ann')
  expect(await getPeople(`/People('ann')?$select=${text}`)).toEqual({
    status: 200,
    body: { '@odata.context': `${peopleRoot}/$metadata#${fragment}/$entity`, ...id, ...members },
  })
})

/** Of an entity whose key is not selected. */
function identity(name: string) {
  return { '@odata.id': `${peopleRoot}/People('${name}')` }
}

function airport() {
  return { '@odata.type': '#Trip.Airport' }
}

test('a property of a derived type is there where the instance has it, null through null', async () => {
  expect(await getPeople('/People?$select=Trip.Employee/Salary,Home/City&$top=2')).toEqual({
    status: 200,
    body: {
      '@odata.context': `${peopleRoot}/$metadata#People(Trip.Employee/Salary,Home/City)`,
      value: [
        { ...identity('ann'), Home: { City: 'Oslo' } },
        { '@odata.type': '#Trip.Employee', ...identity('bob'), Salary: 10.5, Home: null },
      ],
    },
  })
})

describe('operations', () => {
  const select = "/People('ann')?$select=Trip.Fame(Year),Trip.Greet"

  test('full metadata gives title and target', async () => {
    const headers = { Accept: 'application/json;odata.metadata=full' }
    expect(await getPeople(select, { headers })).toMatchObject({
      body: {
        '#Trip.Fame(Year)': {
          title: 'Fame',
          target: `${peopleRoot}/People('ann')/Trip.Fame(Year=@Year)`,
        },
        '#Trip.Greet': { title: 'Greet', target: `${peopleRoot}/People('ann')/Trip.Greet` },
      },
    })
  })

  test('no metadata gives none', async () => {
    const headers = { Accept: 'application/json;odata.metadata=none' }
    expect(await getPeople(select, { headers })).toEqual({ status: 200, body: {} })
  })
})

test.each([
  ['Nmae', "$select: 'Nmae' at 0 is not a property of Trip.Person; did you mean 'Name'?"],
  ['Salary', "$select: 'Salary' at 0 is not a property of Trip.Person"],
  ['Home/Ctiy', "$select: 'Ctiy' at 5 is not a property of Trip.Location; did you mean 'City'?"],
  ['Trip.Country/Code', "$select: 'Trip.Country' at 0 is not a type derived from Trip.Person"],
  ['Friends/Name', "$select: 'Friends' at 0 is a navigation property: use $expand"],
  ['Home($expand=Country)', '$expand does not apply within $select'],
])('$select=%s of a contract in CSDL answers 400', async (text, message) => {
  const [target] = message.split(/[: ]/)
  expect(await getPeople(`/People('ann')?$select=${text}`)).toEqual({
    status: 400,
    body: { error: { code: 'BadRequest', message, target } },
  })
})

test('a dynamic property is null on the instances that do not have it', async () => {
  const service = createUnderstudy({
    contract: [join('test', 'contracts', 'notes.xml')],
    fixtures: { Notes: [{ Id: 1, Color: 'red' }, { Id: 2 }] },
  })
  const { body } = readAnswer(await sendTo(service.app, 'GET /Notes?$select=Color,@Note.Mark'))
  expect(body).toMatchObject({ value: [{ Color: 'red' }, { Color: null }] })
})
