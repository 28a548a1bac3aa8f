import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import type { EntityType } from '../model/index.ts'
import type { Contract } from './contract.ts'
import { lint } from './lint/index.ts'
import { readContract } from './read-contract.ts'

const metadata = `<edmx:Edmx Version="4.0" xmlns:edmx="http://docs.oasis-open.org/odata/ns/edmx">
<edmx:DataServices><Schema Namespace="microsoft.graph" Alias="graph" xmlns="http://docs.oasis-open.org/odata/ns/edm">
<EntityType Name="entity" Abstract="true"><Key><PropertyRef Name="id"/></Key><Property Name="id" Type="Edm.String" Nullable="false"/></EntityType>
<EntityType Name="shelf" BaseType="graph.entity">
<Property Name="width" Type="Edm.Int32"/>
<Property Name="books" Type="Edm.Int64"/>
<NavigationProperty Name="room" Type="graph.room"/>
</EntityType>
<EntityType Name="room" BaseType="graph.entity"/>
<ComplexType Name="size"/>
<EntityContainer Name="GraphService">
<EntitySet Name="shelves" EntityType="graph.shelf"><NavigationPropertyBinding Path="room" Target="rooms"/></EntitySet>
<EntitySet Name="rooms" EntityType="graph.room"/>
</EntityContainer></Schema></edmx:DataServices></edmx:Edmx>`

const page = `# shelf resource type

Namespace: microsoft.graph

A place for books.

## Methods
|Method|Return Type|Description|
|:--|:--|:--|
|[List shelves](../api/shelf-list.md)|[shelf](shelf.md) collection|All shelves.|

## Properties
|Property|Type|Description|
|:--|:--|:--|
|id|String|Names it. Read-only.|
|width|String|How wide it is. Read-only.|
|color|String|Its color.|

## Relationships
|Relationship|Type|Description|
|:--|:--|:--|
|room|[room](room.md)|Where it stands.|
|owner|[person](person.md)|Whose it is.|
|size|[size](size.md)|How large it is.|
`

const list = `# List shelves

Namespace: microsoft.graph

## HTTP request
\`\`\` http
GET /shelves
\`\`\`

## Response
If successful, this method returns a \`200 OK\` response code and a collection of [shelf](../resources/shelf.md) objects.

## Examples
### Request
\`\`\` http
GET https://graph.microsoft.com/v1.0/shelves
\`\`\`
`

describe('mergeContracts', () => {
  let folder: string
  let contract: Contract
  let shelf: EntityType

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'mixed-'))
    const files = {
      'metadata.xml': metadata,
      'resources/shelf.md': page,
      'api/shelf-list.md': list,
    }
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, name)), { recursive: true })
      writeFileSync(join(folder, name), text)
    }
    contract = readContract([folder])
    shelf = contract.model.types.get('microsoft.graph.shelf') as EntityType
  })
  afterAll(() => rmSync(folder, { recursive: true }))

  test('the pages add operations and the service root', () => {
    expect([contract.kind, contract.basePath]).toEqual(['mixed', '/v1.0'])
    expect(contract.operations.map(({ method, name }) => `${method} ${name}`)).toEqual([
      'GET List shelves',
    ])
  })

  test('the CSDL decides types, the pages add what only they know', () => {
    const types = [...shelf.properties.values()].map(
      ({ name, type, isComputed, declaringType }) =>
        `${declaringType.name}/${name} ${type.qualifiedName}${isComputed ? ' computed' : ''}`,
    )
    expect(types).toEqual([
      'entity/id Edm.String',
      'shelf/width Edm.Int32 computed',
      'shelf/books Edm.Int64',
      'shelf/color Edm.String',
    ])
    expect(shelf.properties.get('width')?.description).toBe('How wide it is. Read-only.')
  })

  test('links of the pages are kept where the CSDL has none, and no entity is made of a complex type', () => {
    const links = [...shelf.navigationProperties.values()].map(
      ({ name, type, target }) => `${name} ${type.name} ${target?.name}`,
    )
    expect(links[0]).toBe('room room rooms')
    expect(links.map((link) => link.split(' ')[0])).toEqual(['room', 'owner'])
    expect(contract.model.types.get('microsoft.graph.size')?.kind).toBe('complexType')
  })
})

test.each([
  ['complexType', '<ComplexType Name="shelf"/>'],
  ['enumType', '<EnumType Name="shelf"><Member Name="a"/></EnumType>'],
  ['typeDefinition', '<TypeDefinition Name="shelf" UnderlyingType="Edm.String"/>'],
])('pages about an entity type that the CSDL has as %s are reported', (kind, type) => {
  const folder = mkdtempSync(join(tmpdir(), 'unlike-'))
  const text = metadata
    .replace(/<EntityType Name="shelf"[^]*?<\/EntityType>/, type)
    .replace(/<EntitySet Name="shelves"[^]*?<\/EntitySet>/, '')
  for (const name of ['resources', 'api']) mkdirSync(join(folder, name))
  writeFileSync(join(folder, 'metadata.xml'), text)
  writeFileSync(join(folder, 'resources', 'shelf.md'), page)
  writeFileSync(join(folder, 'api', 'shelf-list.md'), list)
  const contract = readContract([folder])
  expect(contract.model.types.get('microsoft.graph.shelf')?.kind).toBe(kind)
  expect(lint(contract).map(({ rule }) => rule)).toContain('page-csdl-type')
  rmSync(folder, { recursive: true })
})
