import { describe, expect, test } from '@jest/globals'
import type { Exchange, Exercised } from './exchange.ts'
import { findUncovered } from './find-uncovered.ts'
import type { ContractInventory, InventoriedOperation } from './inventory.ts'
import { findLeastPrivilege } from './least-privilege.ts'
import { measureCoverage } from './measure-coverage.ts'

const list: InventoriedOperation = {
  name: 'List packages',
  method: 'GET',
  path: '/packages',
  source: 'package-list.md:9',
  statuses: [200],
  options: ['$filter', '$select'],
  permissions: {
    delegatedWork: ['Read', 'Write'],
    delegatedPersonal: [],
    application: ['Read', 'Write'],
  },
}
const create: InventoriedOperation = {
  name: 'Create package',
  method: 'POST',
  path: '/packages',
  source: 'package-post.md:9',
  statuses: [201],
  options: [],
  permissions: { delegatedWork: ['Write'], delegatedPersonal: [], application: [] },
}
const remove: InventoriedOperation = {
  name: 'Delete package',
  method: 'DELETE',
  path: '/packages/{id}',
  source: 'package-delete.md:9',
  statuses: [204],
  options: [],
}
const inventory: ContractInventory = {
  operations: [list, create, remove],
  types: [
    {
      name: 'shop.package',
      source: 'package.md:1',
      properties: [
        { name: 'id', source: 'package.md:9' },
        { name: 'title', source: 'package.md:10' },
        { name: 'size', source: 'package.md:11' },
      ],
      relationships: [{ name: 'parts', source: 'package.md:20' }],
    },
  ],
}

function exchange(
  { name, method, path, source }: InventoriedOperation,
  status: number,
  exercised?: Partial<Exercised>,
  violations: Exchange['violations'] = [],
): Exchange {
  return {
    number: 1,
    time: '2026-01-01T00:00:00.000Z',
    duration: 0,
    request: { method, url: path, headers: {} },
    response: { status, headers: {} },
    operation: { name, method, path, source },
    ...(exercised && {
      exercised: { options: [], properties: [], relationships: [], ...exercised },
    }),
    violations,
  }
}

const exchanges = [
  exchange(list, 200, { options: ['$filter', '$top'], properties: ['shop.package/title'] }),
  exchange(list, 200, {
    options: ['$filter'],
    properties: ['shop.package/title', 'shop.package/extra'],
  }),
  exchange(create, 400, undefined, [{ rule: 'x', severity: 'error', message: 'y' }]),
]

describe('measureCoverage', () => {
  test('counts what exchanges had of each documented item, and lists what is beside', () => {
    expect(measureCoverage(inventory, exchanges)).toEqual({
      percent: 66.6,
      operations: { covered: 2, total: 3, percent: 66.6 },
      statuses: { covered: 1, total: 3, percent: 33.3 },
      options: { covered: 1, total: 2, percent: 50 },
      properties: { covered: 1, total: 3, percent: 33.3 },
      relationships: { covered: 0, total: 1, percent: 0 },
      byOperation: [
        {
          name: 'List packages',
          method: 'GET',
          path: '/packages',
          source: 'package-list.md:9',
          exchanges: 2,
          violations: 0,
          statuses: [{ name: '200', exchanges: 2, isDocumented: true }],
          options: [
            { name: '$filter', exchanges: 2, isDocumented: true },
            { name: '$select', exchanges: 0, isDocumented: true },
            { name: '$top', exchanges: 1, isDocumented: false },
          ],
        },
        {
          name: 'Create package',
          method: 'POST',
          path: '/packages',
          source: 'package-post.md:9',
          exchanges: 1,
          violations: 1,
          statuses: [
            { name: '201', exchanges: 0, isDocumented: true },
            { name: '400', exchanges: 1, isDocumented: false },
          ],
          options: [],
        },
        {
          name: 'Delete package',
          method: 'DELETE',
          path: '/packages/{id}',
          source: 'package-delete.md:9',
          exchanges: 0,
          violations: 0,
          statuses: [{ name: '204', exchanges: 0, isDocumented: true }],
          options: [],
        },
      ],
      byType: [
        {
          name: 'shop.package',
          source: 'package.md:1',
          properties: [
            { name: 'id', exchanges: 0, isDocumented: true },
            { name: 'title', exchanges: 2, isDocumented: true },
            { name: 'size', exchanges: 0, isDocumented: true },
            { name: 'extra', exchanges: 1, isDocumented: false },
          ],
          relationships: [{ name: 'parts', exchanges: 0, isDocumented: true }],
        },
      ],
    })
  })

  test('the exchanges of several journals give what those of one do, in any order', () => {
    const joined = measureCoverage(inventory, [...exchanges.slice(1), ...exchanges.slice(0, 1)])
    expect(joined).toEqual(measureCoverage(inventory, exchanges))
  })

  test('where there is nothing to cover, all of it is', () => {
    const { percent, properties } = measureCoverage({ operations: [], types: [] }, [])
    expect([percent, properties]).toEqual([100, { covered: 0, total: 0, percent: 100 }])
  })
})

describe('findUncovered', () => {
  const coverage = measureCoverage(inventory, exchanges)

  test.each<[thresholds: Parameters<typeof findUncovered>[1], sentences: readonly string[]]>([
    [66.6, []],
    [
      67,
      [
        'operations: 66.6 % covered (2 of 3), expected at least 67 %; not covered: Delete package (DELETE /packages/{id})',
      ],
    ],
    [
      { statuses: 50, options: 50, properties: 34, relationships: 1 },
      [
        'statuses: 33.3 % covered (1 of 3), expected at least 50 %; not covered: 201 of Create package, 204 of Delete package',
        'properties: 33.3 % covered (1 of 3), expected at least 34 %; not covered: shop.package/id, shop.package/size',
        'relationships: 0 % covered (0 of 1), expected at least 1 %; not covered: shop.package/parts',
      ],
    ],
    [{ operations: 66, options: undefined }, []],
    [
      { options: 51 },
      [
        'options: 50 % covered (1 of 2), expected at least 51 %; not covered: $select of List packages',
      ],
    ],
  ])('%j', (thresholds, sentences) => {
    expect(findUncovered(coverage, thresholds)).toEqual(sentences)
  })

  test('names ten of what is not covered, and counts the others', () => {
    const operations = Array.from({ length: 12 }, (_, index) => ({
      ...list,
      name: `n${index}`,
      path: `/n${index}`,
    }))
    const [sentence] = findUncovered(measureCoverage({ operations, types: [] }, []), 1)
    expect(sentence).toMatch(/n9 \(GET \/n9\) and 2 more$/)
  })

  test('a threshold that cannot be is the user’s mistake', () => {
    expect(() => findUncovered(coverage, 101)).toThrow(
      'coverage: expected 0 to 100 for operations, found 101',
    )
    const kinds = { option: 5 } as unknown as Parameters<typeof findUncovered>[1]
    expect(() => findUncovered(coverage, kinds)).toThrow(
      "coverage: expected operations, statuses, options, properties, relationships, found 'option'; did you mean 'options'?",
    )
  })
})

describe('findLeastPrivilege', () => {
  test('one permission that allows all is less than several', () => {
    expect(findLeastPrivilege(inventory, exchanges)).toEqual({
      delegated: [{ permission: 'Write', operations: ['List packages', 'Create package'] }],
      application: [{ permission: 'Read', operations: ['List packages'] }],
      unknown: [],
      unsupported: { delegated: [], application: ['Create package'] },
    })
  })

  test('of permissions that do as well, the less privileged is chosen', () => {
    const { delegated } = findLeastPrivilege(inventory, exchanges.slice(0, 1))
    expect(delegated).toEqual([{ permission: 'Read', operations: ['List packages'] }])
  })

  test('an operation without documented permissions is listed', () => {
    expect(findLeastPrivilege(inventory, [exchange(remove, 204)])).toEqual({
      delegated: [],
      application: [],
      unknown: ['Delete package'],
      unsupported: { delegated: [], application: [] },
    })
  })

  test('a permission that later ones made needless is left out', () => {
    const needing = (path: string, ...delegatedWork: readonly string[]): InventoriedOperation => ({
      ...list,
      name: path,
      path,
      permissions: { delegatedWork, delegatedPersonal: [], application: [] },
    })
    const operations = [
      needing('1', 'A', 'All'),
      needing('2', 'A'),
      needing('3', 'B', 'All'),
      needing('4', 'B'),
      needing('5', 'All', 'C'),
      needing('6', 'C'),
    ]
    const { delegated } = findLeastPrivilege(
      { operations, types: [] },
      operations.map((operation) => exchange(operation, 200)),
    )
    expect(delegated.map(({ permission }) => permission).sort()).toEqual(['A', 'B', 'C'])
  })
})
