import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from '@jest/globals'
import {
  type EdmType,
  findType,
  isDerivedFrom,
  type Model,
  primitiveTypes,
  type StructuredType,
} from '../model/index.ts'
import { parseDocumentedPath, readDocumentedUrl } from './compile-paths.ts'
import type { Contract } from './contract.ts'
import { readContract } from './read-contract.ts'

const corpus = join(process.cwd(), '../shared/graph-docs')

if (existsSync(corpus)) {
  describe('whole references', () => {
    compileWholeReferences()
  })
} else test('whole references, skipped: no corpus', () => expect(corpus).toBeDefined())

function compileWholeReferences(): void {
  const beta = readContract([join(corpus, 'beta')])
  const v1 = readContract([join(corpus, 'v1.0')])

  test('have the base path of their examples', () => {
    expect([beta.basePath, v1.basePath]).toEqual(['/beta', '/v1.0'])
  })

  test('say which query options operations take, and what is deprecated', () => {
    expect(countFacts(beta)).toEqual({
      options: 453,
      all: 282,
      none: 16,
      deprecatedOperations: 18,
      deprecatedTypes: 6,
      deprecatedMembers: 14,
    })
    expect(countFacts(v1)).toEqual({
      options: 178,
      all: 133,
      none: 11,
      deprecatedOperations: 0,
      deprecatedTypes: 0,
      deprecatedMembers: 4,
    })
  })

  test('resolve nearly all example URLs, the others being for other hosts or no OData', () => {
    expect(countResolved(beta).resolved).toBeGreaterThanOrEqual(1609)
    expect(countResolved(v1).resolved).toBeGreaterThanOrEqual(725)
  })

  test('open the doors of entitlement management to implied entity sets', () => {
    const { singletons, entitySets } = beta.model.container
    const parent = singletons
      .get('identityGovernance')
      ?.entityType.navigationProperties.get('entitlementManagement')
    expect(parent).toMatchObject({ containsTarget: true, isCollection: false })
    const doors = [...(parent?.type.navigationProperties.values() ?? [])].filter(
      ({ isDoor }) => isDoor,
    )
    expect(doors.map(({ name, type, target }) => `${name} ${type.name} ${target?.name}`)).toEqual([
      'accessPackages accessPackage accessPackages',
      'accessPackageAssignments accessPackageAssignment accessPackageAssignments',
      'accessPackageAssignmentPolicies accessPackageAssignmentPolicy accessPackageAssignmentPolicies',
      'accessPackageAssignmentRequests accessPackageAssignmentRequest accessPackageAssignmentRequests',
      'accessPackageAssignmentResourceRoles accessPackageAssignmentResourceRole accessPackageAssignmentResourceRoles',
      'accessPackageCatalogs accessPackageCatalog accessPackageCatalogs',
      'accessPackageResourceEnvironments accessPackageResourceEnvironment accessPackageResourceEnvironments',
      'accessPackageResourceRequests accessPackageResourceRequest accessPackageResourceRequests',
      'accessPackageAssignmentApprovals approval accessPackageAssignmentApprovals',
      'connectedOrganizations connectedOrganization connectedOrganizations',
    ])
    expect(doors[0]?.aliases).toEqual(['accessPackage'])
    expect(entitySets.get('accessPackages')?.isImplied).toBe(true)
  })

  test.each([
    ['accessPackage', 'incompatibleAccessPackages', 'accessPackagesIncompatibleWith', []],
    ['accessPackage', 'accessPackageCatalog', 'accessPackages', ['catalogId']],
    ['accessPackage', 'accessPackageAssignmentPolicies', 'accessPackage', []],
    [
      'accessPackageAssignmentPolicy',
      'accessPackage',
      'accessPackageAssignmentPolicies',
      ['accessPackageId'],
    ],
    ['accessPackageAssignment', 'accessPackageAssignmentPolicy', undefined, ['assignmentPolicyId']],
    ['accessPackageAssignment', 'accessPackage', undefined, ['accessPackageId']],
    ['accessPackageSubject', 'connectedOrganization', undefined, ['connectedOrganizationId']],
  ])('%s.%s has the partner %s and the constraints %j', (typeName, name, partner, constraints) => {
    const navigation = structuredType(beta.model, typeName).navigationProperties.get(name)
    expect(navigation?.partner?.name).toBe(partner)
    expect(navigation?.referentialConstraints.map(({ property }) => property)).toEqual(constraints)
  })

  test('tell the parameters of filterByCurrentUser', () => {
    const filter = beta.model.operations.find(
      ({ name, bindingType }) =>
        name === 'filterByCurrentUser' &&
        bindingType?.type === structuredType(beta.model, 'accessPackage'),
    )
    expect(filter).toMatchObject({ kind: 'function', takesAnyParameters: false })
    expect(filter?.bindingType?.isCollection).toBe(true)
    expect(filter?.parameters.map(({ name, type }) => [name, type.kind])).toEqual([
      ['on', 'enumType'],
    ])
  })
}

function structuredType(model: Model, name: string): StructuredType {
  const type = findType(model, name)
  if (type?.kind !== 'entityType' && type?.kind !== 'complexType')
    throw new Error(`no type ${name}`)
  return type
}

function countResolved({ model, operations }: Contract): {
  readonly urls: number
  readonly resolved: number
} {
  const urls = operations.flatMap(({ examples }) =>
    examples.flatMap(({ request }) => (request ? [request.url] : [])),
  )
  return { urls: urls.length, resolved: urls.filter((url) => isResolved(model, url)).length }
}

interface At {
  readonly type: EdmType
  readonly isCollection: boolean
}

/** A walk as a reader would do it: no keys are checked, and what stands behind `root:` is not looked at. */
function isResolved(model: Model, url: string): boolean {
  const [first, ...rest] = parseDocumentedPath(readDocumentedUrl(url)?.text ?? '')
  if (!first) return false
  const { entitySets, singletons } = model.container
  const set = findNamed(entitySets.values(), first.name)
  const type = (set ?? findNamed(singletons.values(), first.name))?.entityType
  let at: At | undefined = type && { type, isCollection: set !== undefined }
  for (const { kind, name } of rest) {
    if (!at || kind === 'system') break
    at = step(model, at, { isKey: kind === 'key', name })
  }
  return at !== undefined
}

function step(
  model: Model,
  at: At,
  { isKey, name }: { readonly isKey: boolean; readonly name: string },
): At | undefined {
  if (at.type.kind !== 'entityType' && at.type.kind !== 'complexType') return undefined
  const { type } = at
  if (isKey) return at.isCollection ? { type, isCollection: false } : undefined
  const cast = name.includes('.') ? findType(model, name) : undefined
  if (cast) return { type: cast, isCollection: at.isCollection }
  const operation = model.operations.find(
    (candidate) =>
      candidate.name.toLowerCase() === name.slice(name.lastIndexOf('.') + 1).toLowerCase() &&
      candidate.bindingType?.isCollection === at.isCollection &&
      isDerivedFrom(type, candidate.bindingType.type as StructuredType),
  )
  if (operation)
    return operation.returnType ?? { type: primitiveTypes['Edm.Untyped'], isCollection: false }
  if (at.isCollection) return { type, isCollection: false }
  return (
    findNamed(type.navigationProperties.values(), name) ?? findNamed(type.properties.values(), name)
  )
}

function findNamed<T extends { readonly name: string; readonly aliases?: readonly string[] }>(
  named: Iterable<T>,
  name: string,
): T | undefined {
  const wanted = name.toLowerCase()
  return [...named].find(
    (candidate) => candidate.name.toLowerCase() === wanted || candidate.aliases?.includes(name),
  )
}

function countFacts({ operations, model }: Contract) {
  const members = [...model.types.values()].flatMap((type) =>
    'ownProperties' in type
      ? [...type.ownProperties.values(), ...type.ownNavigationProperties.values()]
      : [],
  )
  const options = operations.flatMap(({ queryOptions }) => queryOptions ?? [])
  const count = (all: readonly { readonly deprecated?: unknown }[]): number =>
    all.filter(({ deprecated }) => deprecated !== undefined).length
  return {
    options: options.length,
    all: options.filter(({ isAll }) => isAll).length,
    none: options.filter(({ isAll, names }) => !isAll && names.length === 0).length,
    deprecatedOperations: count(operations),
    deprecatedTypes: count([...model.types.values()]),
    deprecatedMembers: count(members),
  }
}
