import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, relative } from 'node:path'
import { afterEach, describe, expect, test } from '@jest/globals'
import { readContract, withResourcePaths } from './read-contract.ts'

const folders: string[] = []
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true })
})

function folderOf(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'contract-'))
  folders.push(folder)
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    writeFileSync(join(folder, name), text)
  }
  return folder
}

const shelf = `# shelf resource type

Namespace: microsoft.graph

## Methods
|Method|Return Type|Description|
|:--|:--|:--|
|[List shelves](../api/shelf-list.md)|[shelf](shelf.md) collection|All shelves.|

## Properties
|Property|Type|Description|
|:--|:--|:--|
|id|String|Read-only.|

## Relationships
|Relationship|Type|Description|
|:--|:--|:--|
|room|[room](room.md)|Where it stands.|
`

const shelves = `<edmx:Edmx Version="4.0" xmlns:edmx="http://docs.oasis-open.org/odata/ns/edmx">
  <edmx:DataServices>
    <Schema Namespace="Library" Alias="self" xmlns="http://docs.oasis-open.org/odata/ns/edm">
      <EntityType Name="Shelf">
        <Key><PropertyRef Name="ID"/></Key>
        <Property Name="ID" Type="Edm.Int32" Nullable="false"/>
        <NavigationProperty Name="Room" Type="self.Room"/>
      </EntityType>
      <EntityType Name="Room">
        <Key><PropertyRef Name="ID"/></Key>
        <Property Name="ID" Type="Edm.Int32" Nullable="false"/>
      </EntityType>
      <EntityContainer Name="Container">
        <EntitySet Name="Shelves" EntityType="self.Shelf">
          <NavigationPropertyBinding Path="Room" Target="Rooms"/>
        </EntitySet>
        <EntitySet Name="Rooms" EntityType="self.Room"/>
      </EntityContainer>
    </Schema>
  </edmx:DataServices>
</edmx:Edmx>`

describe('readContract', () => {
  test('reads a folder, and tells contracts apart by names and contents', () => {
    const folder = folderOf({ 'resources/shelf.md': shelf })
    const contract = readContract([folder])
    expect(contract.kind).toBe('pages')
    expect(contract.files).toEqual([join(folder, 'resources/shelf.md')])
    expect(contract.hash).toMatch(/^[0-9a-f]{64}$/)
    expect(readContract([folder]).hash).toBe(contract.hash)
    writeFileSync(join(folder, 'resources/shelf.md'), `${shelf}\n`)
    expect(readContract([folder]).hash).not.toBe(contract.hash)
  })

  test('the hash is the same wherever the files stand, and the files are cited as they were given', () => {
    const pages = { 'resources/shelf.md': shelf, 'api/shelf-list.md': `${shelf}\n` }
    const folder = folderOf(pages)
    const there = readContract([relative(process.cwd(), folder)])
    expect(there.hash).toBe(readContract([folder]).hash)
    expect(there.hash).toBe(readContract([folderOf(pages)]).hash)
    expect(there.files[0]).toBe(join(relative(process.cwd(), folder), 'api/shelf-list.md'))
    const renamed = folderOf({ 'resources/shelf.md': shelf, 'api/shelf.md': `${shelf}\n` })
    expect(readContract([renamed]).hash).not.toBe(there.hash)
  })

  test('names a path that does not exist, and the place where a document is none of CSDL', () => {
    expect(() => readContract(['no/such/folder'])).toThrow('no/such/folder: no such file or folder')
    const folder = folderOf({ 'metadata.xml': '<Edmx>\n<Oops></Edmx>' })
    expect(() => readContract([folder])).toThrow(
      `${join(folder, 'metadata.xml')}:2:13: unexpected close tag.`,
    )
  })

  test('reads a document in UTF-16 with its byte order mark', () => {
    const folder = folderOf({})
    const file = join(folder, 'metadata.xml')
    writeFileSync(file, `\uFEFF${shelves}`, 'utf16le')
    expect([...readContract([file]).model.types.keys()]).toEqual(['Library.Shelf', 'Library.Room'])
  })

  test('reads a CSDL document, whose service root is that of the host', () => {
    const folder = folderOf({ 'contract/metadata.xml': shelves })
    const contract = readContract([folder])
    expect([contract.kind, contract.basePath, contract.diagnostics]).toEqual(['csdl', '', []])
    expect([...contract.model.container.entitySets.keys()]).toEqual(['Shelves', 'Rooms'])
    const { entitySets } = contract.model.container
    const room = entitySets.get('Shelves')!.entityType.navigationProperties.get('Room')
    expect(room?.target).toBe(entitySets.get('Rooms'))
    expect(contract.model.aliases).toEqual(new Map([['self', 'Library']]))
  })
})

describe('withResourcePaths', () => {
  const names = (contract: ReturnType<typeof readContract>): string[] => [
    ...contract.model.container.entitySets.keys(),
  ]

  test('gives the same contract when nothing is new', () => {
    const contract = readContract([folderOf({ 'resources/shelf.md': shelf })])
    expect(withResourcePaths(contract, ['shelves', 'shelves/search(on=1)'])).toBe(contract)
  })

  test('adds an entity set, whose type is found by its name, and keeps those added before', () => {
    const contract = readContract([folderOf({ 'resources/shelf.md': shelf })])
    expect(names(contract)).toEqual(['shelves'])
    const withRooms = withResourcePaths(contract, ['rooms'])
    expect(names(withRooms)).toEqual(['shelves', 'rooms'])
    const rooms = withRooms.model.container.entitySets.get('rooms')
    const type = withRooms.model.types.get('microsoft.graph.shelf')
    expect(rooms?.isImplied).toBe(true)
    expect(rooms?.entityType.name).toBe('room')
    expect(type?.kind === 'entityType' && type.navigationProperties.get('room')?.target).toBe(rooms)
    const withLamps = withResourcePaths(withRooms, ['lamps'])
    expect(names(withLamps)).toEqual(['shelves', 'rooms', 'lamps'])
    expect(withLamps.model.container.entitySets.get('lamps')?.entityType.isOpen).toBe(true)
    expect(withLamps.hash).toBe(contract.hash)
  })

  test('opens a door for a path of several names, to the set that has its last one', () => {
    const contract = readContract([folderOf({ 'resources/shelf.md': shelf })])
    const { container } = withResourcePaths(contract, ['library/ground/shelves']).model
    const door = container.singletons
      .get('library')
      ?.entityType.navigationProperties.get('ground')
      ?.type.navigationProperties.get('shelves')
    expect(door?.isDoor).toBe(true)
    expect(door?.target).toBe(container.entitySets.get('shelves'))
  })
})
