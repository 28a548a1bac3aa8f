/** The company as plain data, beside which a service's state is held. Keys are texts of numbers. */
export interface Company {
  readonly people: Readonly<Record<string, Person>>
  readonly groups: readonly number[]
  /** Buyers by order. */
  readonly orders: Readonly<Record<string, number | null>>
  /** Who is in which group. */
  readonly members: readonly (readonly [person: number, group: number])[]
}

export interface Person {
  readonly name: string | null
  readonly boss: number | null
  readonly friend: number | null
  readonly cards: readonly number[]
  readonly pass: string | null
}

export const newPerson: Person = { name: null, boss: null, friend: null, cards: [], pass: null }

export const firstCompany: Company = {
  people: {
    1: { ...newPerson, name: 'Ann', cards: [1] },
    2: { ...newPerson, name: 'Bob', boss: 1, friend: 1 },
    3: newPerson,
  },
  groups: [1, 2],
  orders: { 1: 1, 2: 3 },
  members: [[1, 1]],
}

/** The same as fixtures. */
export const firstFixtures = {
  People: [
    { ID: 1, Name: 'Ann', Cards: [{ No: 1 }], 'Groups@odata.bind': ['Groups(1)'] },
    {
      ID: 2,
      Name: 'Bob',
      'Boss@odata.bind': 'People(1)',
      'Friend@odata.bind': 'People(1)',
    },
    { ID: 3 },
  ],
  Groups: [{ ID: 1 }, { ID: 2 }],
  Orders: [
    { ID: 1, BuyerID: 1 },
    { ID: 2, BuyerID: 3 },
  ],
}

/** What the three sets answer, each relationship read from both its ends, in the order of the keys. */
export function viewOf({ people, groups, orders, members }: Company): unknown {
  const id = (key: number | null) => (key === null ? null : { ID: key })
  const ids = (keys: readonly number[]) => keys.toSorted((a, b) => a - b).map((ID) => ({ ID }))
  const keysWhere = <Value>(
    record: Readonly<Record<string, Value>>,
    has: (value: Value) => boolean,
  ) =>
    Object.keys(record)
      .filter((key) => has(record[key]!))
      .map(Number)
  return {
    People: Object.entries(people).map(([key, { name, boss, friend, cards, pass }]) => ({
      ID: Number(key),
      Name: name,
      Boss: id(boss),
      Friend: id(friend),
      Pass: pass === null ? null : { Text: pass },
      Cards: cards.toSorted((a, b) => a - b).map((No) => ({ No })),
      Reports: ids(keysWhere(people, (other) => other.boss === Number(key))),
      Groups: ids(members.filter(([person]) => person === Number(key)).map(([, group]) => group)),
      Orders: ids(keysWhere(orders, (buyer) => buyer === Number(key))),
    })),
    Groups: groups
      .toSorted((a, b) => a - b)
      .map((ID) => ({
        ID,
        Members: ids(members.filter(([, group]) => group === ID).map(([person]) => person)),
      })),
    Orders: Object.entries(orders).map(([key, BuyerID]) => ({
      ID: Number(key),
      BuyerID,
      Buyer: id(BuyerID),
    })),
  }
}
