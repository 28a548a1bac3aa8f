import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { describe, expect, test } from '@jest/globals'
import { Ajv2020 } from 'ajv/dist/2020.js'
import request from 'supertest'
import { parse } from 'yaml'
import { lint } from '../src/contract/lint/index.ts'
import { readContract } from '../src/contract/index.ts'
import type { Contract, ContractOperation, Example } from '../src/contract/index.ts'
import { createUnderstudy } from '../src/index.ts'
import type { EntityType, JsonObject } from '../src/model/index.ts'
import { getValidators, schemaFiles } from '../src/schemas/index.ts'
import { readFixtures } from '../src/store/index.ts'

const folder = 'fixtures/access-packages'
const resourcePaths = Object.keys(readFixtures(join(folder, 'data')))
const contract = readContract([folder], { resourcePaths })

function accessPackageOperations({ operations }: Contract): readonly ContractOperation[] {
  return operations.filter(({ paths }) => paths[0]!.text.startsWith('/accessPackages'))
}

function entityType({ model }: Contract, name: string): EntityType {
  const type = model.types.get(`microsoft.graph.${name}`)
  if (type?.kind !== 'entityType') throw new Error(`${name} is not an entity type`)
  return type
}

test('the sample documents fifteen operations on access packages', () => {
  const lines = accessPackageOperations(contract).map(
    ({ method, paths, responses }) => `${method} ${paths[0]!.text} ${responses[0]!.status}`,
  )
  expect(lines.toSorted()).toEqual([
    'DELETE /accessPackages/{id} 204',
    'DELETE /accessPackages/{id}/incompatibleAccessPackages/{incompatibleId}/$ref 204',
    'DELETE /accessPackages/{id}/incompatibleGroups/{groupId}/$ref 204',
    'GET /accessPackages 200',
    "GET /accessPackages/filterByCurrentUser(on='allowedRequestor') 200",
    'GET /accessPackages/{id} 200',
    'GET /accessPackages/{id}/accessPackageResourceRoleScopes 200',
    'GET /accessPackages/{id}/accessPackagesIncompatibleWith 200',
    'GET /accessPackages/{id}/incompatibleAccessPackages 200',
    'GET /accessPackages/{id}/incompatibleGroups 200',
    'PATCH /accessPackages/{id} 204',
    'POST /accessPackages 201',
    'POST /accessPackages/{id}/accessPackageResourceRoleScopes 201',
    'POST /accessPackages/{id}/incompatibleAccessPackages/$ref 204',
    'POST /accessPackages/{id}/incompatibleGroups/$ref 204',
  ])
})

test('every operation on access packages is documented by a page, for both doors', () => {
  for (const { name, origin, paths } of accessPackageOperations(contract)) {
    const [short, long, ...more] = paths.map(({ text }) => text)
    expect([name, origin, long, more]).toEqual([
      name,
      'page',
      `/identityGovernance/entitlementManagement${short}`,
      [],
    ])
  }
})

test('lint finds no error and no warning in the sample', () => {
  expect(lint(contract).filter(({ severity }) => severity !== 'info')).toEqual([])
})

describe('the fixtures of the sample', () => {
  const fixtures = readFixtures(join(folder, 'data'))
  const validators = getValidators(contract.model)
  const idsOf = (name: string): unknown[] =>
    (fixtures[name] as readonly { id: string }[]).map(({ id }) => id)

  test.each([
    ['accessPackageAssignmentPolicies', 18, 'accessPackageAssignmentPolicy'],
    ['accessPackageCatalogs', 3, 'accessPackageCatalog'],
    ['accessPackages', 20, 'accessPackage'],
    ['groups', 8, 'group'],
  ])('%s: %i entities that satisfy %s', (name, count, type) => {
    const entities = fixtures[name] as readonly object[]
    expect(entities.length).toBe(count)
    const violations = entities.flatMap((entity) =>
      validators.validate(entityType(contract, type), entity, 'stored'),
    )
    expect(violations).toEqual([])
  })

  test('have unique version 4 GUIDs as ids', () => {
    const ids = Object.keys(fixtures).flatMap(idsOf)
    expect(new Set(ids).size).toBe(ids.length)
    for (const id of ids) {
      expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
    }
  })

  test('name only catalogs, access packages and groups that are there', () => {
    const text = JSON.stringify(fixtures)
    const named = (pattern: RegExp): string[] =>
      [...text.matchAll(pattern)].map((match) => match[1]!)
    expect(idsOf('accessPackageCatalogs')).toEqual(
      expect.arrayContaining(named(/"catalogId":"(.*?)"/g)),
    )
    expect(idsOf('accessPackages')).toEqual(
      expect.arrayContaining([
        ...named(/"accessPackageId":"(.*?)"/g),
        ...named(/"accessPackages\('(.*?)'\)"/g),
      ]),
    )
    expect(idsOf('groups')).toEqual(expect.arrayContaining(named(/"groups\('(.*?)'\)"/g)))
  })
})

test('schemas/ holds the schemas of the sample contract as they are derived', () => {
  const derived = new Map(
    [...schemaFiles(contract.model)].map(([name, schema]) => [name, toJson(schema)]),
  )
  const committed = new Map(
    readdirSync('schemas')
      .filter((name) => !name.startsWith('understudy-'))
      .map((name) => [name, readJson(join('schemas', name))]),
  )
  expect(committed).toEqual(derived)
})

describe('the scenarios of the sample', () => {
  const files = readdirSync(join(folder, 'scenarios')).map((name) =>
    join(folder, 'scenarios', name),
  )
  const ajv = new Ajv2020({ allErrors: true })
  const validate = ajv.compile(readJson('schemas/understudy-scenario.schema.json') as object)

  test.each(files)('%s satisfies the schema of scenario files', (file) => {
    validate(parse(readFileSync(file, 'utf8')))
    expect(validate.errors).toBeNull()
  })

  test.each(files)('%s passes', async (file) => {
    const service = createUnderstudy({ contract: folder })
    expect(await service.play(file)).toMatchObject({ outcome: 'passed' })
    await service.close()
  })

  test.each([
    ['an unknown key', { understudy: 1, steps: [{ request: 'GET /groups', expects: {} }] }],
    ['no step', { understudy: 1, steps: [] }],
    ['an unknown matcher', { understudy: 1, steps: [step({ $some: true })] }],
    ['an unknown matcher within', { understudy: 1, steps: [step({ value: [{ id: { $a: 1 } }] })] }],
    ['a request without a method', { understudy: 1, steps: [{ request: '/groups' }] }],
  ])('the schema refuses %s', (_, scenario) => {
    expect(validate(scenario)).toBe(false)
  })
})

function step(body: object): object {
  return { request: 'GET /groups', expect: { body } }
}

describe('what a page of the sample shows, the sample does', () => {
  const claims = {
    upn: 'mara.lindqvist@example.com',
    scp: 'EntitlementManagement.ReadWrite.All Group.Read.All',
  }
  const token = `e30.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.`
  const cases = contract.operations.flatMap((operation) =>
    operation.examples.map((example): [string, Example] => [
      `${example.request!.method} ${example.request!.url}`,
      example,
    ]),
  )

  test('each operation has an example', () => {
    expect(contract.operations.filter(({ examples }) => examples.length === 0)).toEqual([])
  })

  test.each(cases)('%s', async (_, { request: sent, response: shown }) => {
    const service = createUnderstudy({ contract: folder })
    const { pathname, search } = new URL(sent!.url)
    const method = sent!.method.toLowerCase() as 'get' | 'post' | 'patch' | 'delete'
    const answer = await request(service.app)
      [method](pathname + search)
      .set('Authorization', `Bearer ${token}`)
      .send(sent!.body as object | undefined)
      .expect(shown!.status)
    const body = (shown!.body ?? {}) as JsonObject
    expect(likeShown(answer.body, body)).toMatchObject(method === 'post' ? created(body) : body)
    expect(service.journal.exchanges.flatMap(({ violations }) => violations)).toEqual([])
    await service.close()
  })

  /** Of a collection the elements that the page shows; it may leave others out. */
  function likeShown(found: JsonObject, { value }: JsonObject): JsonObject {
    if (!Array.isArray(value)) return found
    const ids = new Set((value as readonly JsonObject[]).map(({ id }) => id))
    const elements = found['value'] as readonly JsonObject[]
    return { ...found, value: elements.filter(({ id }) => ids.has(id!)) }
  }

  const anyText: unknown = expect.any(String)

  /** A page cannot know what the server sets on a create. */
  function created(shown: JsonObject): object {
    const serverSet = /^(id|createdDateTime|modifiedDateTime)$/
    return Object.fromEntries(
      Object.entries(shown).map(([name, value]) => [name, serverSet.test(name) ? anyText : value]),
    )
  }
})

const seeds = join(process.cwd(), '../shared/seeds')
if (existsSync(seeds)) {
  describe('the sample has every fact of the reference page of access packages', () => {
    const reference = readContract([seeds])
    const expected = entityType(reference, 'accessPackage')
    const found = entityType(contract, 'accessPackage')

    test.each([...expected.properties.values()])('property $name', ({ name, type }) => {
      expect(found.properties.get(name)?.type.kind).toBe(type.kind)
      expect(found.properties.get(name)?.type).toEqual(type)
    })

    test.each([...expected.navigationProperties.values()])(
      'relationship $name',
      ({ name, type, isCollection, isReadOnly }) => {
        const navigation = found.navigationProperties.get(name)
        expect(navigation?.type.qualifiedName).toBe(type.qualifiedName)
        expect(navigation).toMatchObject({ isCollection, isReadOnly })
      },
    )

    test.each(reference.operations)('method $name', (operation) => {
      const same = accessPackageOperations(contract).find(
        ({ method, paths }) =>
          method === operation.method &&
          withoutNames(paths[0]!.text) === withoutNames(operation.paths[0]!.text),
      )
      expect(same && basename(same.source.file)).toMatch(/^accesspackage-/)
      const { delegatedWork = [] } = operation.permissions ?? {}
      expect(same!.permissions!.delegatedWork).toEqual(expect.arrayContaining([...delegatedWork]))
    })
  })
} else {
  test('skipped: no corpus', () => {
    expect(existsSync(seeds)).toBe(false)
  })
}

/** A path without what it calls its holes and without the parameters of a function. */
function withoutNames(path: string): string {
  return path.replace(/\{[^}]*\}/g, '{}').replace(/\([^)]*\)$/, '')
}

function readJson(file: string): unknown {
  return JSON.parse(readFileSync(file, 'utf8'))
}

function toJson(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value))
}
