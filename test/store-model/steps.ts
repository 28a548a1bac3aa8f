import * as fc from 'fast-check'
import { newPerson, type Company, type Person } from './company.ts'

/** A request, and what it makes of the plain company; `undefined` when it is to be refused. */
export interface Step {
  readonly method: string
  readonly path: string
  readonly body?: object
  readonly apply: (company: Company) => Company | undefined
}

const person = fc.integer({ min: 1, max: 4 })
const group = fc.integer({ min: 1, max: 2 })
const order = fc.integer({ min: 1, max: 3 })
const card = fc.integer({ min: 1, max: 2 })
/** Four characters are one too many. */
const name = fc.constantFrom('a', 'b', 'cc', 'dd', 'eee', 'long')
const oneOrNull = fc.option(person)

const has = ({ people }: Company, id: number) => people[id] !== undefined
const isName = (text: string | null) => text === null || text.length <= 3

function change(company: Company, id: number, values: Partial<Person>): Company {
  return { ...company, people: { ...company.people, [id]: { ...company.people[id]!, ...values } } }
}

function join(company: Company, id: number, key: number): Company {
  const { members } = company
  const isMember = members.some(([each, other]) => each === id && other === key)
  return isMember ? company : { ...company, members: [...members, [id, key]] }
}

function buy(company: Company, id: number, buyer: number | null): Company {
  return { ...company, orders: { ...company.orders, [id]: buyer } }
}

interface NewPerson {
  readonly id: number
  readonly name: string
  readonly boss: number | null
  readonly groups: readonly number[]
  readonly reports: readonly number[]
  readonly cards: readonly number[]
}

/** The entity first, then what is nested in it, then its links. */
function createPerson(company: Company, { id, boss, ...given }: NewPerson): Company | undefined {
  const { cards, reports, groups } = given
  if (has(company, id) || !isName(given.name) || new Set(cards).size < cards.length)
    return undefined
  let after = change(company, id, { ...newPerson, name: given.name, cards })
  for (const report of reports) {
    if (has(after, report)) return undefined
    after = change(after, report, { ...newPerson, name: 'new', boss: id })
  }
  for (const key of groups) {
    if (!after.groups.includes(key)) return undefined
    after = join(after, id, key)
  }
  if (boss === null) return after
  return has(after, boss) ? change(after, id, { boss }) : undefined
}

/** With the orders that a cascade takes; links to it are gone. */
function deletePerson(company: Company, id: number): Company | undefined {
  if (!has(company, id)) return undefined
  const left = Object.entries(company.people).filter(([key]) => Number(key) !== id)
  const without = (key: number | null) => (key === id ? null : key)
  const freed = left.map(([key, each]) => [
    key,
    { ...each, boss: without(each.boss), friend: without(each.friend) },
  ])
  return {
    ...company,
    people: Object.fromEntries(freed),
    orders: Object.fromEntries(Object.entries(company.orders).filter(([, buyer]) => buyer !== id)),
    members: company.members.filter(([each]) => each !== id),
  }
}

const creations: readonly fc.Arbitrary<Step>[] = [
  fc
    .record({
      id: person,
      name,
      boss: oneOrNull,
      groups: fc.array(group, { maxLength: 2 }),
      reports: fc.array(person, { maxLength: 1 }),
      cards: fc.array(card, { maxLength: 2 }),
    })
    .map((given) => ({
      method: 'POST',
      path: '/People',
      body: {
        ID: given.id,
        Name: given.name,
        'Boss@odata.bind': given.boss === null ? null : `People(${given.boss})`,
        'Groups@odata.bind': given.groups.map((key) => `Groups(${key})`),
        Reports: given.reports.map((ID) => ({ ID, Name: 'new' })),
        Cards: given.cards.map((No) => ({ No })),
      },
      apply: (company) => createPerson(company, given),
    })),
  fc.tuple(person, person).map(([boss, id]) => ({
    method: 'POST',
    path: `/People(${boss})/Reports`,
    body: { ID: id },
    apply: (company) =>
      has(company, boss) && !has(company, id)
        ? change(company, id, { ...newPerson, boss })
        : undefined,
  })),
  fc.tuple(order, oneOrNull).map(([id, buyer]) => ({
    method: 'POST',
    path: '/Orders',
    body: { ID: id, BuyerID: buyer },
    apply: (company) =>
      company.orders[id] === undefined && (buyer === null || has(company, buyer))
        ? buy(company, id, buyer)
        : undefined,
  })),
  fc.tuple(person, order).map(([buyer, id]) => ({
    method: 'POST',
    path: `/People(${buyer})/Orders`,
    body: { ID: id },
    apply: (company) =>
      company.orders[id] === undefined && has(company, buyer) ? buy(company, id, buyer) : undefined,
  })),
  group.map((id) => ({
    method: 'POST',
    path: '/Groups',
    body: { ID: id },
    apply: (company) =>
      company.groups.includes(id) ? undefined : { ...company, groups: [...company.groups, id] },
  })),
  fc.tuple(person, card).map(([id, No]) => ({
    method: 'POST',
    path: `/People(${id})/Cards`,
    body: { No },
    apply: (company) => {
      const cards = company.people[id]?.cards
      return !cards || cards.includes(No)
        ? undefined
        : change(company, id, { cards: [...cards, No] })
    },
  })),
]

/** An update of what is not there creates it. */
const updates: readonly fc.Arbitrary<Step>[] = [
  fc.tuple(person, name, oneOrNull, oneOrNull).map(([id, text, boss, friend]) => ({
    method: 'PATCH',
    path: `/People(${id})`,
    body: {
      Name: text,
      'Boss@odata.bind': boss === null ? null : `People(${boss})`,
      'Friend@odata.bind': friend === null ? null : `People(${friend})`,
    },
    apply: (company) => {
      const after = change(company, id, {
        ...(company.people[id] ?? newPerson),
        name: text,
        boss,
        friend,
      })
      const targets = [boss, friend].filter((key) => key !== null)
      return isName(text) && targets.every((key) => has(after, key)) ? after : undefined
    },
  })),
  fc.tuple(order, oneOrNull).map(([id, buyer]) => ({
    method: 'PATCH',
    path: `/Orders(${id})`,
    body: { BuyerID: buyer },
    apply: (company) =>
      buyer === null || has(company, buyer) ? buy(company, id, buyer) : undefined,
  })),
  fc.tuple(person, name).map(([id, text]) => ({
    method: 'PUT',
    path: `/People(${id})/Pass`,
    body: { Text: text },
    apply: (company) => (has(company, id) ? change(company, id, { pass: text }) : undefined),
  })),
]

const links: readonly fc.Arbitrary<Step>[] = [
  fc.tuple(fc.constantFrom('boss', 'friend'), person, person).map(([which, id, target]) => ({
    method: 'PUT',
    path: `/People(${id})/${which === 'boss' ? 'Boss' : 'Friend'}/$ref`,
    body: { '@odata.id': `People(${target})` },
    apply: (company) =>
      has(company, id) && has(company, target)
        ? change(company, id, { [which]: target })
        : undefined,
  })),
  fc.tuple(fc.constantFrom('boss' as const, 'friend' as const), person).map(([which, id]) => ({
    method: 'DELETE',
    path: `/People(${id})/${which === 'boss' ? 'Boss' : 'Friend'}/$ref`,
    apply: (company) =>
      (company.people[id]?.[which] ?? null) === null
        ? undefined
        : change(company, id, { [which]: null }),
  })),
  fc.tuple(person, person).map(([boss, id]) => ({
    method: 'POST',
    path: `/People(${boss})/Reports/$ref`,
    body: { '@odata.id': `People(${id})` },
    apply: (company) =>
      has(company, boss) && has(company, id) ? change(company, id, { boss }) : undefined,
  })),
  fc.tuple(person, order).map(([buyer, id]) => ({
    method: 'POST',
    path: `/People(${buyer})/Orders/$ref`,
    body: { '@odata.id': `Orders(${id})` },
    apply: (company) =>
      has(company, buyer) && company.orders[id] !== undefined ? buy(company, id, buyer) : undefined,
  })),
  fc.tuple(fc.boolean(), person, group).map(([isFromGroup, id, key]) => ({
    method: 'POST',
    path: isFromGroup ? `/Groups(${key})/Members/$ref` : `/People(${id})/Groups/$ref`,
    body: { '@odata.id': isFromGroup ? `People(${id})` : `Groups(${key})` },
    apply: (company) =>
      has(company, id) && company.groups.includes(key) ? join(company, id, key) : undefined,
  })),
  fc.tuple(fc.boolean(), person, group).map(([isFromGroup, id, key]) => ({
    method: 'DELETE',
    path: isFromGroup
      ? `/Groups(${key})/Members(${id})/$ref`
      : `/People(${id})/Groups/$ref?$id=Groups(${key})`,
    apply: (company) => {
      const left = company.members.filter(([each, other]) => each !== id || other !== key)
      return left.length === company.members.length ? undefined : { ...company, members: left }
    },
  })),
]

const deletions: readonly fc.Arbitrary<Step>[] = [
  person.map((id) => ({
    method: 'DELETE',
    path: `/People(${id})`,
    apply: (company) => deletePerson(company, id),
  })),
  group.map((id) => ({
    method: 'DELETE',
    path: `/Groups(${id})`,
    apply: (company) =>
      company.groups.includes(id)
        ? {
            ...company,
            groups: company.groups.filter((each) => each !== id),
            members: company.members.filter(([, each]) => each !== id),
          }
        : undefined,
  })),
  order.map((id) => ({
    method: 'DELETE',
    path: `/Orders(${id})`,
    apply: (company) => {
      const { [id]: gone, ...orders } = company.orders
      return gone === undefined ? undefined : { ...company, orders }
    },
  })),
  fc.tuple(person, card).map(([id, No]) => ({
    method: 'DELETE',
    path: `/People(${id})/Cards(${No})`,
    apply: (company) => {
      const cards = company.people[id]?.cards
      return cards?.includes(No)
        ? change(company, id, { cards: cards.filter((each) => each !== No) })
        : undefined
    },
  })),
  person.map((id) => ({
    method: 'DELETE',
    path: `/People(${id})/Pass`,
    apply: (company) =>
      (company.people[id]?.pass ?? null) === null ? undefined : change(company, id, { pass: null }),
  })),
]

export const step: fc.Arbitrary<Step> = fc.oneof(...creations, ...updates, ...links, ...deletions)
