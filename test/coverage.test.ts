import { describe, expect, test } from '@jest/globals'
import request from 'supertest'
import { createUnderstudy } from '../src/index.ts'
import {
  findLeastPrivilege,
  inventoryOf,
  type CoveredItem,
  type TypeCoverage,
} from '../src/journal/index.ts'

const openShop = () => createUnderstudy({ contract: 'fixtures/bookshop', auth: 'off' })
const openGraph = () => createUnderstudy({ contract: 'fixtures/access-packages', auth: 'off' })

/** `200 1, 404 1 undocumented`: what was exercised, and how often. */
function covered(items: readonly CoveredItem[]): string {
  return items
    .filter(({ exchanges }) => exchanges > 0)
    .map(
      ({ name, exchanges, isDocumented }) =>
        `${name} ${exchanges}${isDocumented ? '' : ' undocumented'}`,
    )
    .join(', ')
}

function describeType({ name, properties, relationships }: TypeCoverage): string {
  return `${name}: ${covered(properties)} | ${covered(relationships)}`
}

describe('CSDL', () => {
  test('an exchange is the operation that its set allows, and tells what it exercised', async () => {
    const service = openShop()
    await request(service.app).get("/Books?$filter=Author/Name eq 'x'&$select=Title&$top=1")
    await request(service.app).get('/Authors(1)/Books/$count')
    const told = service.journal.exchanges.map(({ operation, exercised }) => [operation, exercised])
    const operation = {
      name: 'List Books',
      method: 'GET',
      path: '/Books',
      source: 'fixtures/bookshop/contract/metadata.xml:77',
    }
    expect(told).toEqual([
      [
        operation,
        {
          options: ['$filter', '$select', '$top'],
          properties: ['Bookshop.Author/Name', 'Bookshop.Book/Title'],
          relationships: ['Bookshop.Book/Author'],
        },
      ],
      [operation, { options: [], properties: [], relationships: ['Bookshop.Author/Books'] }],
    ])
  })

  test('coverage of a session', async () => {
    const service = openShop()
    await request(service.app).get('/Books(101)?$expand=Author($select=Name)')
    await request(service.app)
      .post('/Books')
      .send({ ID: 7, Title: 'New', 'Author@odata.bind': 'Authors(1)' })
    await request(service.app).post('/Books').send({ Titel: 'New' })
    await request(service.app).delete('/Books(404)')
    const { percent, operations, byOperation, byType } = service.coverage()
    expect([percent, operations]).toEqual([12.5, { covered: 3, total: 24, percent: 12.5 }])
    expect(
      byOperation.flatMap(({ name, exchanges, statuses }) =>
        exchanges > 0 ? [`${name}: ${covered(statuses)}`] : [],
      ),
    ).toEqual([
      'Create Books: 201 1, 400 1 undocumented',
      'Get Books: 200 1',
      'Delete Books: 404 1 undocumented',
    ])
    expect(byType.map(describeType)).toEqual([
      'Bookshop.Address:  | ',
      'Bookshop.Author: Name 1 | ',
      'Bookshop.Book: ID 2, Title 2, Format 2, Price 2, Stock 2, Genres 2, AuthorID 2 | Author 2',
      'Bookshop.Order:  | ',
      'Bookshop.OrderItem:  | ',
    ])
  })
})

describe('pages', () => {
  test('coverage of a session, with the parts of a batch', async () => {
    const service = openGraph()
    await request(service.app)
      .post('/beta/$batch')
      .send({
        requests: [
          {
            id: '1',
            method: 'GET',
            url: '/accessPackages?$expand=incompatibleGroups($select=mail)&$orderby=displayName',
          },
          {
            id: '2',
            method: 'GET',
            url: '/identityGovernance/entitlementManagement/accessPackages/nothing',
          },
        ],
      })
    const { operations, byOperation, byType } = service.coverage()
    expect(operations).toEqual({ covered: 2, total: 24, percent: 8.3 })
    expect(
      byOperation.flatMap(({ name, exchanges, statuses, options }) =>
        exchanges > 0 ? [`${name}: ${covered(statuses)} | ${covered(options)}`] : [],
      ),
    ).toEqual([
      'Get accessPackage: 404 1 undocumented | ',
      'List accessPackages: 200 1 | $orderby 1, $select 1, $expand 1',
    ])
    expect(byType.map(describeType).filter((line) => /\d/.test(line))).toEqual([
      'microsoft.graph.accessPackage: catalogId 1, createdBy 1, createdDateTime 1, description 1, displayName 1, id 1, isHidden 1, isRoleScopesVisible 1, modifiedBy 1, modifiedDateTime 1 | incompatibleGroups 1',
      'microsoft.graph.group: mail 1 | ',
    ])
  })
})

test('the fewest permissions that the calls of the sample need', async () => {
  const service = openGraph()
  const needed = () => {
    const { delegated, application, unknown } = findLeastPrivilege(
      inventoryOf(service.contract),
      service.journal.exchanges,
    )
    const list = (permissions: typeof delegated) => permissions.map(({ permission }) => permission)
    return [list(delegated), list(application), unknown]
  }
  await request(service.app).get('/beta/accessPackages')
  const reading = ['EntitlementManagement.Read.All']
  expect(needed()).toEqual([reading, reading, []])
  await request(service.app).get('/beta/groups')
  await request(service.app).patch('/beta/accessPackages/x').send({ displayName: 'y' })
  const all = ['EntitlementManagement.ReadWrite.All', 'GroupMember.Read.All']
  expect(needed()).toEqual([all, all, []])
})

test('reset forgets coverage', async () => {
  const service = openShop()
  await request(service.app).get('/Books')
  await service.reset()
  expect(service.coverage().percent).toBe(0)
})
