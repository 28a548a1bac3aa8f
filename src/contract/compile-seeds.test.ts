import { existsSync } from 'node:fs'
import { basename, join } from 'node:path'
import { describe, expect, test } from '@jest/globals'
import type { Contract } from './contract.ts'
import { readContract } from './read-contract.ts'

const seeds = join(process.cwd(), '../shared/seeds')

const cite = ({ file, line }: { readonly file: string; readonly line: number }): string =>
  `${basename(file)}:${line}`

if (existsSync(seeds)) {
  describe('the three pages of accessPackage', () => {
    compilesTheSeeds()
  })
} else
  test('the three pages of accessPackage, skipped: no corpus', () => expect(seeds).toBeDefined())

function compilesTheSeeds(): void {
  const contract: Contract = readContract([seeds])
  const accessPackage = contract.model.types.get('microsoft.graph.accessPackage')
  if (accessPackage?.kind !== 'entityType') throw new Error('accessPackage is no entity type')

  test('give every operation once, with its page or row', () => {
    const written = contract.operations.map(
      ({ method, paths, responses, origin, source, row, name }) =>
        `${method} ${paths.map(({ text }) => text).join(' ')} ${responses.map(({ status }) => status).join()} ` +
        `${origin} ${cite(source)}${row ? ` ${cite(row)}` : ''} ${name}`,
    )
    expect(written).toEqual([
      'POST /accessPackages/{accessPackagesId}/incompatibleAccessPackages/$ref 204 page accesspackage-post-incompatibleaccesspackages.md:10 accesspackage.md:34 Add accessPackage',
      'POST /accessPackages 201 page accesspackage-post.md:10 accesspackage.md:27 Create accessPackage',
      'GET /accessPackages 200 methods-row accesspackage.md:26 List accessPackages',
      'GET /accessPackages/{id} 200 methods-row accesspackage.md:28 Get accessPackage',
      'PATCH /accessPackages/{id} 204 methods-row accesspackage.md:29 Update accessPackage',
      'DELETE /accessPackages/{id} 204 methods-row accesspackage.md:30 Delete accessPackage',
      'GET /accessPackages/{id}/accessPackageResourceRoleScopes 200 methods-row accesspackage.md:31 List accessPackageResourceRoleScopes',
      'POST /accessPackages/{id}/accessPackageResourceRoleScopes 201 methods-row accesspackage.md:32 Create accessPackageResourceRoleScope',
      'GET /accessPackages/{id}/incompatibleAccessPackages 200 methods-row accesspackage.md:33 List incompatibleAccessPackages',
      'DELETE /accessPackages/{id}/incompatibleAccessPackages/{id}/$ref 204 methods-row accesspackage.md:35 Remove accessPackage from incompatibleAccessPackages',
      'GET /accessPackages/{id}/incompatibleGroups 200 methods-row accesspackage.md:36 List incompatibleGroups',
      'POST /accessPackages/{id}/incompatibleGroups/$ref 204 methods-row accesspackage.md:37 Add group to incompatibleGroups',
      'DELETE /accessPackages/{id}/incompatibleGroups/{id}/$ref 204 methods-row accesspackage.md:38 Remove group from incompatibleGroups',
      'GET /accessPackages/{id}/accessPackagesIncompatibleWith 200 methods-row accesspackage.md:39 List accessPackagesIncompatibleWith',
      'GET /accessPackages/filterByCurrentUser 200 methods-row accesspackage.md:40 filterByCurrentUser',
    ])
  })

  test('give the ten properties of the table', () => {
    const written = [...accessPackage.properties.values()].map(
      ({ name, type, nullable, isComputed, isImmutable, source }) =>
        [
          name,
          type.qualifiedName,
          nullable ? 'nullable' : 'required',
          ...(isComputed ? ['computed'] : []),
          ...(isImmutable ? ['immutable'] : []),
          source?.line,
        ].join(' '),
    )
    expect(written).toEqual([
      'catalogId Edm.String nullable immutable 46',
      'createdBy Edm.String nullable computed 47',
      'createdDateTime Edm.DateTimeOffset nullable computed 48',
      'description Edm.String nullable 49',
      'displayName Edm.String nullable 50',
      'id Edm.String required computed 51',
      'isHidden Edm.Boolean nullable 52',
      'isRoleScopesVisible Edm.Boolean nullable 53',
      'modifiedBy Edm.String nullable computed 54',
      'modifiedDateTime Edm.DateTimeOffset nullable computed 55',
    ])
    expect(accessPackage.key).toEqual(['id'])
    expect(accessPackage.isOpen).toBe(false)
  })

  test('give the six relationships, of which two show the same links', () => {
    const written = [...accessPackage.navigationProperties.values()].map(
      ({ name, type, isCollection, isReadOnly, target, partner, source }) =>
        [
          name,
          type.name + (isCollection ? '[]' : ''),
          target ? `in ${target.name}` : 'contained',
          ...(isReadOnly ? ['read-only'] : []),
          ...(partner ? [`partner ${partner.name}`] : []),
          source?.line,
        ].join(' '),
    )
    expect(written).toEqual([
      'accessPackageAssignmentPolicies accessPackageAssignmentPolicy[] contained read-only 61',
      'accessPackageCatalog accessPackageCatalog contained read-only 62',
      'accessPackageResourceRoleScopes accessPackageResourceRoleScope[] contained 63',
      'incompatibleAccessPackages accessPackage[] in accessPackages partner accessPackagesIncompatibleWith 64',
      'accessPackagesIncompatibleWith accessPackage[] in accessPackages read-only partner incompatibleAccessPackages 65',
      'incompatibleGroups group[] in groups 66',
    ])
  })

  test('give two entity sets, one of them implied by links', () => {
    const { entitySets, singletons } = contract.model.container
    expect([...entitySets.values()].map(({ name, isImplied }) => ({ name, isImplied }))).toEqual([
      { name: 'accessPackages', isImplied: false },
      { name: 'groups', isImplied: true },
    ])
    expect([...singletons.keys()]).toEqual([])
    expect(contract.basePath).toBe('/beta')
    const implied = [...contract.model.types.values()].filter((type) => type !== accessPackage)
    expect(implied.map(({ name }) => name)).toEqual([
      'accessPackageAssignmentPolicy',
      'accessPackageCatalog',
      'accessPackageResourceRoleScope',
      'group',
    ])
    expect(
      implied.every((type) => type.kind === 'entityType' && type.isImplied && type.isOpen),
    ).toBe(true)
  })

  test('give permissions, headers and required properties where a page tells them', () => {
    const [add, create] = contract.operations
    const post = join(seeds, 'api/accesspackage-post.md')
    expect(create?.permissions).toEqual({
      delegatedWork: ['EntitlementManagement.ReadWrite.All'],
      delegatedPersonal: [],
      application: [],
      source: { file: post, line: 20 },
      rows: {
        delegatedWork: { file: post, line: 22 },
        delegatedPersonal: { file: post, line: 23 },
        application: { file: post, line: 24 },
      },
    })
    expect(add?.permissions?.delegatedWork).toEqual([])
    expect(add?.headers.map(({ name, isRequired }) => ({ name, isRequired }))).toEqual([
      { name: 'Authorization', isRequired: true },
      { name: 'Content-Type', isRequired: true },
    ])
    expect(create?.requestBody?.shape).toEqual({
      typeName: 'microsoft.graph.accessPackage',
      isCollection: false,
    })
    expect(add?.requestBody?.properties.every(({ isRequired }) => isRequired)).toBe(true)
    expect(add?.responses.map(({ status, body }) => ({ status, body }))).toEqual([
      { status: 204, body: undefined },
    ])
  })
}
