import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from '@jest/globals'
import request from 'supertest'
import { createUnderstudy, type UnderstudyOptions } from '../src/index.ts'
import { startUnderstudy } from '../src/understudy.ts'

const sample = 'fixtures/access-packages/contract'
const folder = mkdtempSync(join(tmpdir(), 'understudy-'))
afterAll(() => rmSync(folder, { recursive: true }))

/** Pages of one resource whose list and get show what is given. */
function pagesThatShow(list: unknown, get: unknown, row = ''): readonly string[] {
  const example = (path: string, body: unknown) =>
    `## Example\n\n### Request\n\`\`\`http\nGET https://graph.microsoft.com/beta${path}\n\`\`\`\n\n### Response\n\`\`\`http\nHTTP/1.1 200 OK\nContent-type: application/json\n\n${JSON.stringify(body, null, 2)}\n\`\`\`\n`
  const api = (title: string, path: string, answer: string, body: unknown) =>
    `# ${title}\n\n## HTTP request\n\`\`\`http\nGET ${path}\n\`\`\`\n\n## Response\nIf successful, this method returns a \`200 OK\` response code and ${answer} in the response body.\n\n${example(path.replace('{id}', 's1'), body)}`
  const contract = mkdtempSync(join(folder, 'contract-'))
  const files = ['shop.md', 'shop-list.md', 'shop-get.md'].map((name) => join(contract, name))
  writeFileSync(
    join(contract, 'shop.md'),
    `# shop resource type\n\n## Properties\n|Property|Type|Description|\n|:--|:--|:--|\n|id|String|Key.|\n|name|String|Name.|\n|size|Int32|Size.|\n|kind|String|Kind.|\n${row}\n## Relationships\n|Relationship|Type|Description|\n|:--|:--|:--|\n|partners|[shop](shop.md) collection|Others.|\n`,
  )
  writeFileSync(
    join(contract, 'shop-list.md'),
    api('List shops', '/shops', 'a collection of [shop](shop.md) objects', list),
  )
  writeFileSync(
    join(contract, 'shop-get.md'),
    api('Get shop', '/shops/{id}', 'a [shop](shop.md) object', get),
  )
  return files
}

const stateOf = (options: UnderstudyOptions) =>
  createUnderstudy({ ...options, seedExamples: true }).state()

describe('entities of examples', () => {
  test('the same id is the same entity, what an earlier example said of it stays', () => {
    const contract = pagesThatShow(
      {
        value: [
          { id: 's1', name: 'First' },
          { id: 's2', name: 'Second' },
        ],
      },
      { id: 's1', name: 'Other', size: 3 },
    )
    expect(stateOf({ contract })).toEqual({
      shops: [
        { id: 's1', name: 'First', size: 3, kind: null },
        { id: 's2', name: 'Second', size: null, kind: null },
      ],
    })
  })

  test('placeholders are no values, and an id that is one is given, the same each time', () => {
    const contract = pagesThatShow(
      { value: [{ id: 'String (identifier)', name: 'String', size: 'Int32', kind: 'String' }] },
      { id: 's1', name: 'name-value', size: 1 },
    )
    const { shops } = stateOf({ contract })
    expect(shops).toEqual([
      {
        id: '36652e2c-114e-8b69-8082-5d9656fb6cce',
        name: null,
        size: null,
        kind: 'String',
      },
      { id: 's1', name: null, size: 1, kind: null },
    ])
    expect(stateOf({ contract })).toEqual({ shops })
  })

  test('what is nested is linked by its id', () => {
    const contract = pagesThatShow(
      { value: [{ id: 's2', name: 'Second', partners: [{ id: 's1', name: 'First' }] }] },
      { id: 's1', size: 1 },
    )
    expect(stateOf({ contract })).toEqual({
      shops: [
        {
          id: 's2',
          name: 'Second',
          size: null,
          kind: null,
          'partners@odata.bind': ["shops('s1')"],
        },
        { id: 's1', name: 'First', size: 1, kind: null },
      ],
    })
  })

  test('a value that does not fit the contract is left out, and told to a command', async () => {
    const contract = pagesThatShow(
      {
        value: [
          { id: 's1', name: 'First', size: 'large' },
          { id: 's2', name: [1] },
        ],
      },
      { id: 's3', name: 'Third', size: 1.5 },
    )
    const told: string[] = []
    const service = await startUnderstudy(
      { contract, seedExamples: true },
      { leftOut: (problems) => told.push(...problems) },
    )
    const state = service.state()
    await service.close()
    expect(told).toEqual([
      'shops[0] (id \'s1\') /size: expected Edm.Int32, found the string "large"',
      "shops[1] (id 's2') /name: expected Edm.String, found an array",
      "shops[2] (id 's3') /size: expected Edm.Int32, found the number 1.5",
    ])
    expect(state).toEqual({
      shops: [
        { id: 's1', name: 'First', size: null, kind: null },
        { id: 's2', name: null, size: null, kind: null },
        { id: 's3', name: 'Third', size: null, kind: null },
      ],
    })
  })

  test('of more than ten values that do not fit, each is left out and no other', () => {
    const names = Array.from({ length: 12 }, (_, index) => `n${index}`)
    const contract = pagesThatShow(
      { value: [{ id: 's1', tags: names.map((name, at) => (at === 2 || at === 10 ? 7 : name)) }] },
      { id: 's1' },
      '|tags|String collection|Tags.|\n',
    )
    const state = stateOf({ contract }) as { shops: [{ tags: readonly string[] }] }
    expect(state.shops[0].tags).toEqual(names.filter((_, at) => at !== 2 && at !== 10))
  })

  test('fixtures win where they are given, and are refused as ever', () => {
    const contract = pagesThatShow({ value: [{ id: 's1', name: 'First' }] }, { id: 's1' })
    expect(stateOf({ contract, fixtures: { shops: [] } })).toEqual({ shops: [] })
    const fixtures = { shops: [{ id: 's1', size: 'x' }] }
    expect(() => stateOf({ contract, fixtures })).toThrow(/shops\[0\] \(id 's1'\) \/size: expected/)
  })

  test('without the option there are none', () => {
    const contract = pagesThatShow({ value: [{ id: 's1' }] }, { id: 's1' })
    expect(createUnderstudy({ contract }).state()).toEqual({ shops: [] })
  })
})

describe('the sample', () => {
  test('its pages show a state that answers', async () => {
    const service = createUnderstudy({ contract: sample, seedExamples: true })
    const { body } = await request(service.app).get(
      '/beta/accessPackages?$expand=incompatibleAccessPackages($select=id)&$select=displayName,id',
    )
    expect((body as { value: unknown }).value).toEqual([
      {
        displayName: 'Finance month-end close',
        id: '4f6f3d27-5a0c-4c57-9d5e-2b8f0a6c9e11',
        incompatibleAccessPackages: [],
      },
      {
        displayName: 'Finance audit',
        id: 'c7a2e9d4-30f5-4b18-8a6c-9d0e1f2a3b4c',
        incompatibleAccessPackages: [{ id: '4f6f3d27-5a0c-4c57-9d5e-2b8f0a6c9e11' }],
      },
    ])
  })

  test('reset comes back to them', async () => {
    const service = createUnderstudy({ contract: sample, seedExamples: true })
    const before = service.state()
    await service.seed('groups', [{ id: 'g', displayName: 'New' }])
    expect(service.state()).not.toEqual(before)
    await service.reset()
    expect(service.state()).toEqual(before)
  })
})

const corpus = join(process.cwd(), '../shared/graph-docs/v1.0')

if (existsSync(corpus)) {
  test('a whole reference starts, and each entity answers by its id', async () => {
    const service = createUnderstudy({ contract: corpus, seedExamples: true, auth: 'off' })
    const entities = Object.entries(service.state()).flatMap(([set, content]) =>
      Array.isArray(content)
        ? (content as readonly { id?: string }[]).flatMap(({ id }) =>
            id === undefined ? [] : [[set, id]],
          )
        : [],
    )
    expect(entities.length).toBeGreaterThan(80)
    const statuses = new Set<number>()
    for (const [set, id] of entities) {
      const { status } = await request(service.app).get(`/v1.0/${set}/${encodeURIComponent(id!)}`)
      statuses.add(status)
    }
    expect([...statuses]).toEqual([200])
  }, 60_000)
} else test('a whole reference, skipped: no corpus', () => expect(corpus).toBeDefined())
