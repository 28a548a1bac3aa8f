import { expect, test } from '@jest/globals'
import { getPeople, peopleRoot } from './people.ts'

const ann = "People('ann')"

/** Each form of Protocol, "Context URL", in 4.0 and, where it differs, in 4.01. */
test.each([
  // Service Document
  ['/', ''],
  // Collection of Entities
  ['/People', '#People'],
  [`/${ann}/Friends`, '#People'],
  [`/${ann}/Trips`, `#${ann}/Trips`],
  // Entity
  [`/${ann}`, '#People/$entity'],
  [`/${ann}/Best`, '#People/$entity'],
  [`/${ann}/Trips(1)`, `#${ann}/Trips/$entity`],
  // Collection of Derived Entities, Derived Entity
  ['/People/Trip.Employee', '#People/Trip.Employee'],
  [`/${ann}/Friends/Trip.Employee`, '#People/Trip.Employee'],
  ["/People('bob')", '#People/$entity'],
  ["/People('bob')/Trip.Employee", '#People/Trip.Employee/$entity'],
  ["/People/Trip.Employee('bob')", '#People/Trip.Employee/$entity'],
  // Collection of Projected Entities, Projected Entity
  ['/People?$select=Name,Home/City', '#People(Name,Home/City)'],
  ['/People?$select=Name,Home($select=City)', '#People(Name,Home/City)'],
  ['/People?$select=*', '#People'],
  ['/People?$select=*,Friends', '#People(*,Friends)'],
  [
    '/People?$select=Name,Friends,Trip.Employee/Salary',
    '#People(Name,Friends,Trip.Employee/Salary)',
  ],
  ['/People?$select=Name,Trip.Greet,Trip.Fame(Year)', '#People(Name,Trip.Greet,Trip.Fame(Year))'],
  ['/People?$select=Name,T.*', '#People(Name,Trip.*)'],
  ['/People?$select=@Trip.Note', '#People(@Trip.Note)'],
  [`/${ann}?$select=Name,Age`, '#People(Name,Age)/$entity'],
  [`/${ann}/Trips(1)?$select=Title`, `#${ann}/Trips(Title)/$entity`],
  ['/People/Trip.Employee?$select=Salary', '#People/Trip.Employee(Salary)'],
  ["/People('bob')/Trip.Employee?$select=Salary", '#People/Trip.Employee(Salary)/$entity'],
  // Collection of Expanded Entities, Expanded Entity
  ['/People?$expand=Friends', '#People', '#People(Friends())'],
  ['/People?$select=Name&$expand=Home/Country', '#People(Name)', '#People(Name,Home/Country())'],
  ['/People?$expand=Friends($select=Name)', '#People(Friends(Name))'],
  ['/People?$expand=Friends($expand=Best)', '#People', '#People(Friends(Best()))'],
  ['/People?$expand=Friends($expand=Best($select=Name))', '#People(Friends(Best(Name)))'],
  ['/People?$select=Friends&$expand=Friends', '#People(Friends)', '#People(Friends,Friends())'],
  ['/People?$expand=Friends/$ref,Trips/$count', '#People'],
  ['/People?$expand=Friends($select=Name;$levels=2)', '#People(Friends+(Name))'],
  ['/People?$expand=Friends($levels=max)', '#People', '#People(Friends+())'],
  ['/People?$expand=*', '#People', '#People(Friends(),Best(),Trips())'],
  [
    '/People/Trip.Employee?$select=Reports&$expand=Reports($select=Name;$levels=4)',
    '#People/Trip.Employee(Reports,Reports+(Name))',
  ],
  ['/People?$expand=Trip.Employee/Boss($select=Name)', '#People(Trip.Employee/Boss(Name))'],
  [
    '/People?$expand=Friends/Trip.Employee($select=Salary)',
    '#People(Friends/Trip.Employee(Salary))',
  ],
  [`/${ann}?$expand=Friends($select=Name)`, '#People(Friends(Name))/$entity'],
  // Collection of Entity References, Entity Reference
  [`/${ann}/Friends/$ref`, '#Collection($ref)'],
  [`/${ann}/Best/$ref`, '#$ref'],
  // Property Value
  [`/${ann}/Name`, `#${ann}/Name`],
  [`/${ann}/Tags`, `#${ann}/Tags`],
  [`/${ann}/Home`, `#${ann}/Home`],
  [`/${ann}/Home/City`, `#${ann}/Home/City`],
  [`/${ann}/Places`, `#${ann}/Places`],
  [`/${ann}/Home?$select=City`, `#${ann}/Home(City)`],
  [`/${ann}/Home?$expand=Country($select=Label)`, `#${ann}/Home(Country(Label))`],
  [`/${ann}/Home/Country`, '#Countries/$entity'],
  ["/People('bob')/Trip.Employee/Salary", "#People('bob')/Trip.Employee/Salary"],
  // $all Response
  ['/$all', '#Collection(Edm.EntityType)'],
  ['/$all?$search=oslo', '#Collection(Edm.EntityType)'],
])('GET %s has the context %s', async (path, context, newer = context) => {
  const old = await getPeople(path)
  const { body } = await getPeople(path, { headers: { 'OData-MaxVersion': '4.01' } })
  const contextOf = (found: unknown, name: string) => (found as Record<string, unknown>)[name]
  expect([contextOf(old.body, '@odata.context'), contextOf(body, '@context')]).toEqual([
    `${peopleRoot}/$metadata${context}`,
    `${peopleRoot}/$metadata${newer}`,
  ])
})

test('each entity of $all has a context of its own', async () => {
  const { body } = await getPeople('/$all?$search=denmark OR dan')
  expect(body).toMatchObject({
    value: [
      { '@odata.context': `${peopleRoot}/$metadata#People/$entity`, UserName: 'dan' },
      { '@odata.context': `${peopleRoot}/$metadata#Countries/$entity`, Code: 'DK' },
    ],
  })
})
