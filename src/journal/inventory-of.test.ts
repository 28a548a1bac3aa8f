import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from '@jest/globals'
import { readContract, type Contract } from '../contract/index.ts'
import { resolveTemplate } from '../plan/index.ts'
import { findModelOperation, inventoryOf } from './inventory-of.ts'
import type { ContractInventory } from './inventory.ts'

const folder = mkdtempSync(join(tmpdir(), 'understudy-'))
afterAll(() => rmSync(folder, { recursive: true }))

function contractOf(files: Readonly<Record<string, string>>): Contract {
  const paths = Object.entries(files).map(([name, text]) => {
    const path = join(folder, name)
    writeFileSync(path, text)
    return path
  })
  return readContract(paths)
}

const lineOf = (source: string): string => source.slice(source.lastIndexOf(':'))

function operationsIn({ operations }: ContractInventory): readonly string[] {
  return operations.map(
    ({ name, method, path, statuses, source }) =>
      `${name}: ${method} ${path} ${statuses.join()} ${lineOf(source)}`,
  )
}

function typesIn({ types }: ContractInventory): readonly string[] {
  return types.map(({ name, properties, relationships }) => {
    const names = (members: typeof properties) => members.map((member) => member.name).join()
    return `${name} ${names(properties)} | ${names(relationships)}`
  })
}

const csdl = (types: string, container: string): string =>
  `<edmx:Edmx Version="4.01" xmlns:edmx="http://docs.oasis-open.org/odata/ns/edmx">
<edmx:Reference Uri="https://oasis-tcs.github.io/odata-vocabularies/vocabularies/Org.OData.Capabilities.V1.xml"><edmx:Include Namespace="Org.OData.Capabilities.V1" Alias="Capabilities"/></edmx:Reference>
<edmx:DataServices><Schema Namespace="shop" xmlns="http://docs.oasis-open.org/odata/ns/edm">
${types}
<EntityContainer Name="container">
${container}
</EntityContainer></Schema></edmx:DataServices></edmx:Edmx>`

describe('CSDL', () => {
  test('what capabilities say of query options and permissions', () => {
    const term = (name: string, value: string) =>
      `<Annotation Term="Capabilities.${name}">${value}</Annotation>`
    const is = (member: string, value: boolean) =>
      `<Record><PropertyValue Property="${member}" Bool="${value}"/></Record>`
    const needs = (...schemes: readonly (readonly [name: string, ...scopes: string[]])[]) =>
      `<Record><PropertyValue Property="Permissions"><Collection>${schemes
        .map(
          ([name, ...scopes]) =>
            `<Record><PropertyValue Property="SchemeName" String="${name}"/><PropertyValue Property="Scopes"><Collection>${scopes
              .map(
                (scope) => `<Record><PropertyValue Property="Scope" String="${scope}"/></Record>`,
              )
              .join('')}</Collection></PropertyValue></Record>`,
        )
        .join('')}</Collection></PropertyValue></Record>`
    const contract = contractOf({
      'annotated.xml': csdl(
        '<EntityType Name="tool"><Key><PropertyRef Name="id"/></Key><Property Name="id" Type="Edm.String" Nullable="false"/></EntityType>',
        `<EntitySet Name="tools" EntityType="shop.tool">
        ${term('FilterRestrictions', is('Filterable', true))}${term('SortRestrictions', is('Sortable', false))}
        ${term('ExpandRestrictions', '<Record><PropertyValue Property="MaxLevels" Int="2"/></Record>')}
        <Annotation Term="Capabilities.TopSupported" Bool="true"/><Annotation Term="Capabilities.SkipSupported" Bool="false"/>
        ${term('ReadRestrictions', needs(['DelegatedWork', 'Tool.Read', 'Tool.Write'], ['batch', 'Tool.Read.All'], ['Application', 'Tool.Read']))}
        ${term('DeleteRestrictions', needs(['Personal', 'Tool.Delete']))}</EntitySet>
        <EntitySet Name="others" EntityType="shop.tool"/>
        <Annotation Term="Org.OData.Authorization.V1.Authorizations"><Collection><Record Type="Org.OData.Authorization.V1.OAuth2ClientCredentials"><PropertyValue Property="Name" String="batch"/></Record></Collection></Annotation>`,
      ),
    })
    const read = {
      delegatedWork: ['Tool.Read', 'Tool.Write'],
      delegatedPersonal: [],
      application: ['Tool.Read.All', 'Tool.Read'],
    }
    const remove = { delegatedWork: [], delegatedPersonal: ['Tool.Delete'], application: [] }
    const said = inventoryOf(contract).operations.map(({ name, options, permissions }) => [
      name,
      options,
      permissions,
    ])
    expect(said).toEqual([
      ['List tools', ['$expand', '$filter', '$top'], read],
      ['Create tools', [], undefined],
      ['Get tools', ['$expand'], read],
      ['Update tools', [], undefined],
      ['Delete tools', [], remove],
      ['List others', [], undefined],
      ['Create others', [], undefined],
      ['Get others', [], undefined],
      ['Update others', [], undefined],
      ['Delete others', [], undefined],
    ])
  })

  test('the bookshop: what its sets, containments and relationships allow', () => {
    const inventory = inventoryOf(readContract(['fixtures/bookshop/contract']))
    expect(operationsIn(inventory)).toEqual([
      'List Authors: GET /Authors 200 :69',
      'Create Authors: POST /Authors 201 :69',
      'Get Authors: GET /Authors/{ID} 200 :69',
      'Update Authors: PATCH /Authors/{ID} 204 :69',
      'Link Authors/Books: POST /Authors/{ID}/Books/$ref 204 :30',
      'Unlink Authors/Books: DELETE /Authors/{ID}/Books/{ID}/$ref 204 :30',
      'List Books: GET /Books 200 :77',
      'Create Books: POST /Books 201 :77',
      'Get Books: GET /Books/{ID} 200 :77',
      'Update Books: PATCH /Books/{ID} 204 :77',
      'Delete Books: DELETE /Books/{ID} 204 :77',
      'Link Books/Author: PUT /Books/{ID}/Author/$ref 204 :45',
      'Unlink Books/Author: DELETE /Books/{ID}/Author/$ref 204 :45',
      'List Orders: GET /Orders 200 :80',
      'Create Orders: POST /Orders 201 :80',
      'Get Orders: GET /Orders/{Number} 200 :80',
      'Update Orders: PATCH /Orders/{Number} 204 :80',
      'Delete Orders: DELETE /Orders/{Number} 204 :80',
      'List Orders/Items: GET /Orders/{Number}/Items 200 :58',
      'Create Orders/Items: POST /Orders/{Number}/Items 201 :58',
      'Get Orders/Items: GET /Orders/{Number}/Items/{Position} 200 :58',
      'Update Orders/Items: PATCH /Orders/{Number}/Items/{Position} 204 :58',
      'Delete Orders/Items: DELETE /Orders/{Number}/Items/{Position} 204 :58',
      'Link Orders/Items/Book: PUT /Orders/{Number}/Items/{Position}/Book/$ref 204 :66',
    ])
    expect(typesIn(inventory)).toEqual([
      'Bookshop.Address Street,City | ',
      'Bookshop.Author ID,Name,Born | Books',
      'Bookshop.Book ID,Title,Format,Price,Stock,Genres,AuthorID | Author',
      'Bookshop.Order Number,PlacedAt,ShipTo | Items',
      'Bookshop.OrderItem Position,Quantity | Book',
    ])
  })

  const types = `<EntityType Name="part"><Key><PropertyRef Name="a"/><PropertyRef Name="b"/></Key>
<Property Name="a" Type="Edm.Int32" Nullable="false"/><Property Name="b" Type="Edm.Int32" Nullable="false"/>
<NavigationProperty Name="parts" Type="Collection(shop.part)" ContainsTarget="true"/></EntityType>
<EntityType Name="bolt" BaseType="shop.part"><Property Name="size" Type="Edm.Int32"/></EntityType>
<EntityType Name="lost"><Key><PropertyRef Name="id"/></Key><Property Name="id" Type="Edm.Int32" Nullable="false"/></EntityType>
<Action Name="polish" IsBound="true"><Parameter Name="on" Type="shop.part"/></Action>
<Function Name="turn" IsBound="true"><Parameter Name="on" Type="Collection(shop.bolt)"/><Parameter Name="by" Type="Edm.Int32"/><ReturnType Type="Edm.Int32"/></Function>
<Action Name="find" IsBound="true"><Parameter Name="on" Type="shop.lost"/></Action>
<Function Name="top"><Parameter Name="count" Type="Edm.Int32"/><ReturnType Type="Collection(shop.part)"/></Function>
<Action Name="stop"><ReturnType Type="Edm.Int32"/></Action>`
  const container = `<EntitySet Name="parts" EntityType="shop.part"><Annotation Term="Capabilities.UpdateRestrictions"><Record><PropertyValue Property="UpdateMethod" EnumMember="Capabilities.HttpMethod/PUT"/></Record></Annotation></EntitySet>
<Singleton Name="best" Type="shop.part"/>
<FunctionImport Name="top" Function="shop.top"/><ActionImport Name="stop" Action="shop.stop"/>`
  const contract = contractOf({ 'parts.xml': csdl(types, container) })

  test('composite keys, singletons, what contains itself, actions and functions', () => {
    expect(operationsIn(inventoryOf(contract)).map((line) => line.replace(/ :\d+$/, ''))).toEqual([
      'List parts: GET /parts 200',
      'Create parts: POST /parts 201',
      'Get parts: GET /parts(a={a},b={b}) 200',
      'Update parts: PUT /parts(a={a},b={b}) 204',
      'Delete parts: DELETE /parts(a={a},b={b}) 204',
      'Get best: GET /best 200',
      'Update best: PATCH /best 204',
      'List parts/parts: GET /parts(a={a},b={b})/parts 200',
      'Create parts/parts: POST /parts(a={a},b={b})/parts 201',
      'Get parts/parts: GET /parts(a={a},b={b})/parts(a={a},b={b}) 200',
      'Update parts/parts: PATCH /parts(a={a},b={b})/parts(a={a},b={b}) 204',
      'Delete parts/parts: DELETE /parts(a={a},b={b})/parts(a={a},b={b}) 204',
      'Invoke polish: POST /parts(a={a},b={b})/shop.polish 204',
      'Invoke turn: GET /parts/shop.bolt/shop.turn(by={by}) 200',
      'Invoke top: GET /top(count={count}) 200',
      'Invoke stop: POST /stop 200',
    ])
  })

  test('types that no request reaches are left out, derived ones are not', () => {
    expect(typesIn(inventoryOf(contract))).toEqual(['shop.bolt size | ', 'shop.part a,b | parts'])
  })

  test.each<[request: string, operation: string | undefined]>([
    ['GET /parts', 'List parts'],
    ['GET /parts/$count', 'List parts'],
    ['HEAD /parts', 'List parts'],
    ['POST /parts', 'Create parts'],
    ['GET /parts(a=1,b=2)', 'Get parts'],
    ['GET /parts(a=1,b=2)/a', 'Get parts'],
    ['PUT /parts(a=1,b=2)/a', 'Update parts'],
    ['PATCH /parts(a=1,b=2)', 'Update parts'],
    ['DELETE /parts(a=1,b=2)', 'Delete parts'],
    ['PATCH /best', 'Update best'],
    ['GET /best/parts', 'List parts/parts'],
    ['GET /parts(a=1,b=2)/parts(a=1,b=2)/parts', 'List parts/parts'],
    ['POST /parts(a=1,b=2)/shop.polish', 'Invoke polish'],
    ['GET /top(count=1)', 'Invoke top'],
    ['GET /$all', undefined],
  ])('%s is %s', (request, operation) => {
    const [method = '', path = ''] = request.split(' ')
    const { steps } = resolveTemplate(path, contract.model)!
    expect(findModelOperation(contract, method, steps)?.name).toBe(operation)
  })
})

describe('pages', () => {
  const inventory = inventoryOf(readContract(['fixtures/access-packages/contract']))

  test('each operation with its first path, its page, statuses and permissions', () => {
    const update = inventory.operations.find(({ name }) => name === 'Update accessPackage')
    expect(update).toEqual({
      name: 'Update accessPackage',
      method: 'PATCH',
      path: '/accessPackages/{id}',
      source: expect.stringMatching(/api\/accesspackage-update\.md:7$/),
      statuses: [204],
      options: [],
      permissions: {
        delegatedWork: ['EntitlementManagement.ReadWrite.All'],
        delegatedPersonal: [],
        application: ['EntitlementManagement.ReadWrite.All'],
      },
    })
    expect([inventory.operations.length, inventory.types.length]).toEqual([24, 16])
  })

  test.each<[sentence: string, answer: string, options: readonly string[]]>([
    [
      'This method supports the `$filter` OData query parameter.',
      'a collection of [shop](shop.md) objects',
      ['$filter'],
    ],
    [
      'This method supports the OData query parameters.',
      'a collection of [shop](shop.md) objects',
      ['$count', '$expand', '$filter', '$orderby', '$search', '$select', '$skip', '$top'],
    ],
    [
      'This method supports the OData query parameters.',
      'a [shop](shop.md) object',
      ['$expand', '$select'],
    ],
    ['This method does not support OData query parameters.', 'a [shop](shop.md) object', []],
  ])('%s Of %s', (sentence, answer, options) => {
    const contract = contractOf({
      'shop.md':
        '# shop resource type\n\n## Properties\n|Property|Type|Description|\n|:--|:--|:--|\n|id|String|Key.|\n',
      'shop-list.md': `# List shops\n\n## HTTP request\n\`\`\`http\nGET /shops\n\`\`\`\n\n## Optional query parameters\n${sentence}\n\n## Response\nIf successful, this method returns a \`200 OK\` response code and ${answer} in the response body.\n`,
    })
    expect(inventoryOf(contract).operations[0]?.options).toEqual(options)
  })
})

test('pages beside CSDL say which writes their sets take, and the CSDL what else there is', () => {
  const type = (name: string) =>
    `<EntityType Name="${name}"><Key><PropertyRef Name="id"/></Key><Property Name="id" Type="Edm.String" Nullable="false"/></EntityType>`
  const contract = contractOf({
    'shops.xml': csdl(
      type('shop') + type('tool'),
      '<EntitySet Name="shops" EntityType="shop.shop"/><EntitySet Name="tools" EntityType="shop.tool"/>',
    ),
    'shop-post.md':
      '# Create shop\n\nNamespace: shop\n\n## HTTP request\n```http\nPOST /shops\n```\n\n## Response\n`201 Created`\n',
  })
  expect(inventoryOf(contract).operations.map(({ name }) => name)).toEqual([
    'Create shop',
    'List shops',
    'Get shops',
    'List tools',
    'Create tools',
    'Get tools',
    'Update tools',
    'Delete tools',
  ])
})
