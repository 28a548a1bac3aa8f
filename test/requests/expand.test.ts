import { describe, expect, test } from '@jest/globals'
import { getPeople, peopleRoot } from './people.ts'

const employee = { '@odata.type': '#Trip.Employee' }
const norway = { Code: 'NO', Label: 'Norway' }
const reference = (path: string) => ({ '@odata.id': `${peopleRoot}/${path}` })

/** URL Conventions, "System Query Option $expand"; Protocol, "Expanded Entity", as 4.0 has it. */
test.each([
  [
    'Friends($select=UserName;$top=2;$count=true)',
    'UserName,Friends(UserName)',
    {
      'Friends@odata.count': 3,
      Friends: [
        { ...employee, UserName: 'bob' },
        { ...employee, UserName: 'cid' },
      ],
    },
  ],
  [
    "Friends($filter=contains(Name,'D');$orderby=Name desc;$skip=0;$select=Name)",
    'UserName,Friends(Name)',
    { Friends: [{ ...employee, ...reference("People('dan')"), Name: "D'An & Co" }] },
  ],
  ['Friends($search=bob;$select=UserName)', 'UserName,Friends(UserName)', { Friends: [bob()] }],
  [
    'Friends($filter=Name lt $it/Name;$select=UserName)',
    'UserName,Friends(UserName)',
    { Friends: [] },
  ],
  [
    'Friends($compute=length(Name) as Long;$filter=Long gt 3;$select=Long)',
    'UserName,Friends(Long)',
    {
      Friends: [
        { ...employee, ...reference("People('dan')"), 'Long@odata.type': '#Int32', Long: 9 },
      ],
    },
  ],
  [
    'Friends(@n=length(Name);$filter=@n gt 3;$select=UserName)',
    'UserName,Friends(UserName)',
    { Friends: [{ ...employee, UserName: 'dan' }] },
  ],
  // Protocol, "Parameter Aliases": the example with `@m=$this`.
  [
    'Best(@m=$this;$select=UserName;$expand=Friends(@n=Name;$select=UserName;$expand=Friends($filter=length(@m/Name) eq length(Name) and @n lt Name;$select=UserName)))',
    'UserName,Best(UserName,Friends(UserName,Friends(UserName)))',
    {
      Best: {
        ...bob(),
        Friends: [{ UserName: 'ann', Friends: [bob(), { ...employee, UserName: 'cid' }] }],
      },
    },
  ],
  [
    'Trips',
    'UserName',
    { Trips: ['North', 'South', 'West'].map((Title, n) => ({ Id: n + 1, Title })) },
  ],
  [
    'Friends/$count,Trips/$count($filter=Id gt 1)',
    'UserName',
    { 'Friends@odata.count': 3, 'Trips@odata.count': 2 },
  ],
  ['Friends/$count($search=bob OR cid)', 'UserName', { 'Friends@odata.count': 2 }],
  [
    'Friends/$ref($top=1;$count=true),Best/$ref',
    'UserName',
    {
      'Friends@odata.count': 3,
      Friends: [reference("People('bob')")],
      Best: reference("People('bob')"),
    },
  ],
  [
    'Friends/Trip.Employee($filter=Salary gt 10.5;$select=Salary)',
    'UserName,Friends/Trip.Employee(Salary)',
    {
      Friends: [
        { ...employee, ...reference("People('cid')"), Salary: 20 },
        { ...employee, ...reference("People('dan')"), Salary: 30 },
      ],
    },
  ],
  [
    'Best/Trip.Employee($select=UserName;$expand=Boss($select=UserName))',
    'UserName,Best/Trip.Employee(UserName,Boss(UserName))',
    { Best: { ...bob(), Boss: { UserName: 'cid' } } },
  ],
  [
    'Best($select=UserName;$expand=Best/$ref)',
    'UserName,Best(UserName)',
    { Best: { ...bob(), Best: reference("People('ann')") } },
  ],
  ['Trip.Employee/Boss', 'UserName', {}],
  ['Home/Country', 'UserName', { Home: { Country: norway } }],
  [
    'Home/Country($select=Label),Home/Visited($select=Code;$orderby=Code)',
    'UserName,Home/Country(Label),Home/Visited(Code)',
    {
      Home: {
        Country: { ...reference("Countries('NO')"), Label: 'Norway' },
        Visited: [{ Code: 'DK' }, { Code: 'SE' }],
      },
    },
  ],
  [
    'Places/Country',
    'UserName',
    { Places: [{ Country: norway }, { '@odata.type': '#Trip.Airport', Country: null }] },
  ],
  [
    'Home/*/$ref',
    'UserName',
    {
      Home: {
        Country: reference("Countries('NO')"),
        Visited: ['SE', 'DK'].map((code) => reference(`Countries('${code}')`)),
      },
    },
  ],
  [
    '*/$ref,Best($select=UserName)',
    'UserName,Best(UserName)',
    {
      Friends: ['bob', 'cid', 'dan'].map((name) => reference(`People('${name}')`)),
      Best: bob(),
      Trips: [1, 2, 3].map((id) => reference(`People('ann')/Trips(${id})`)),
    },
  ],
])('$expand=%s of a person has the context (%s)', async (text, list, related) => {
  expect(await getPeople(`/People('ann')?$select=UserName&$expand=${text}`)).toEqual({
    status: 200,
    body: {
      '@odata.context': `${peopleRoot}/$metadata#People(${list})/$entity`,
      UserName: 'ann',
      ...related,
    },
  })
})

function bob() {
  return { ...employee, UserName: 'bob' }
}

describe('$levels', () => {
  test.each([
    ['Best($select=UserName;$levels=1)', { Best: bob() }],
    ['Best($select=UserName;$levels=2)', { Best: { ...bob(), Best: { UserName: 'ann' } } }],
    [
      'Best($select=UserName;$levels=3)',
      { Best: { ...bob(), Best: { UserName: 'ann', Best: bob() } } },
    ],
    [
      'Best($select=UserName;$levels=max)',
      { Best: { ...bob(), Best: reference("People('ann')") } },
    ],
    [
      'Friends($select=UserName;$levels=max;$top=2)',
      {
        Friends: [
          { ...bob(), Friends: [reference("People('ann')")] },
          { ...employee, UserName: 'cid', Friends: [] },
        ],
      },
    ],
    [
      "Friends($filter=Name lt 'C';$levels=2;$select=UserName)",
      { Friends: [{ ...bob(), Friends: [{ UserName: 'ann' }] }] },
    ],
  ])('%s', async (text, related) => {
    const { body } = await getPeople(`/People('ann')?$select=UserName&$expand=${text}`)
    const { '@odata.context': _context, ...members } = body as Record<string, unknown>
    expect(members).toEqual({ UserName: 'ann', ...related })
  })

  test('after a type cast goes on where the instance is of that type', async () => {
    const text = 'Trip.Employee/Reports($select=UserName;$levels=3)'
    const { body } = await getPeople(`/People('dan')?$select=UserName&$expand=${text}`)
    expect(body).toEqual({
      '@odata.context': `${peopleRoot}/$metadata#People(UserName,Trip.Employee/Reports+(UserName))/$entity`,
      ...employee,
      UserName: 'dan',
      Reports: [
        {
          ...employee,
          UserName: 'cid',
          Reports: [{ ...bob(), Reports: [] }],
        },
        { UserName: 'ann' },
      ],
    })
  })

  test('of * goes on with every navigation property', async () => {
    const { body } = await getPeople("/Countries('NO')?$expand=*($levels=2)&$select=Code")
    expect(body).toEqual({
      '@odata.context': `${peopleRoot}/$metadata#Countries(Code)/$entity`,
      Code: 'NO',
      Cities: [],
    })
  })

  test('an answer that would grow without bound is refused in time', async () => {
    const message = '$expand: the answer would hold more than 200000 expanded entities'
    expect(await getPeople('/People?$expand=*($levels=100)')).toEqual({
      status: 400,
      body: { error: { code: 'BadRequest', message, target: '$expand' } },
    })
  })
})

test('what is expanded in a complex value that a path addresses stands in it', async () => {
  const path = "/People('ann')/Home?$select=City&$expand=Country($select=Label),Visited/$count"
  expect(await getPeople(path)).toEqual({
    status: 200,
    body: {
      '@odata.context': `${peopleRoot}/$metadata#People('ann')/Home(City,Country(Label))`,
      City: 'Oslo',
      Country: { ...reference("Countries('NO')"), Label: 'Norway' },
      'Visited@odata.count': 2,
    },
  })
})

test.each([
  [
    'Frends',
    "$expand: 'Frends' at 0 is not a navigation property of Trip.Person; did you mean 'Friends'?",
  ],
  ['Boss', "$expand: 'Boss' at 0 is not a navigation property of Trip.Person"],
  ['Home', "$expand: 'Home' at 0 is not a navigation property of Trip.Person"],
  ['Home/City', "$expand: 'City' at 5 is not a navigation property of Trip.Location"],
  ['Friends,Friends', "$expand: 'Friends' is given twice"],
  ['Home/Country,Home/Country/$ref', "$expand: 'Country' is given twice"],
  ['Best/$count', "$expand: 'Best' is not a collection to count"],
  ['Best($filter=true)', '$filter does not apply to a single instance'],
  [
    'Friends($select=Nmae)',
    "$select: 'Nmae' at 0 is not a property of Trip.Person; did you mean 'Name'?",
  ],
  [
    'Trips($levels=2)',
    "$levels: 'Trips' of Trip.Person does not lead back to its own type, found Trip.Trip",
  ],
])('$expand=%s answers 400', async (text, message) => {
  const [target] = message.split(/[: ]/)
  expect(await getPeople(`/People?$expand=${text}`)).toEqual({
    status: 400,
    body: { error: { code: 'BadRequest', message, target } },
  })
})
