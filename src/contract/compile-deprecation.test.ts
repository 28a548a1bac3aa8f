import { expect, test } from '@jest/globals'
import { buildModel } from '../model/index.ts'
import { compileCsdl } from './compile-csdl.ts'
import { compilePages } from './compile-pages.ts'
import { readCsdlXml } from './sources/read-csdl-xml.ts'
import { readPage } from './sources/read-page.ts'

const http = '\n## HTTP request\n```http\nGET /shops\n```\n\n## Response\n`200 OK`\n'

test.each<[introduction: string, found: string | undefined]>([
  [
    '> [!CAUTION]\n> This API is deprecated and will be removed.',
    'This API is deprecated and will be removed. :4',
  ],
  [
    '> [!WARNING]\n> Mind this.\n> The **shops** API will be deprecated.',
    'The shops API will be deprecated. :5',
  ],
  [
    '**Note:** This API will be deprecated and replaced by the [Trending API](x.md).',
    'This API will be deprecated and replaced by the Trending API. :3',
  ],
  [
    'This method is being deprecated and replaced by [y](y.md).',
    'This method is being deprecated and replaced by y. :3',
  ],
  [
    '[!INCLUDE [shops-deprecate-all](../../includes/a.md)]',
    'the page includes shops-deprecate-all :3',
  ],
  ['[!INCLUDE [task-deprecate-shared](../../includes/a.md)]', undefined],
  ['> **Note:** The `/app` path is deprecated. Going forward, use `/communications`.', undefined],
  ['> **Note:** We are deprecating the **devices** condition.', undefined],
  ['Lists shops.', undefined],
])('a page that begins with %s', (introduction, found) => {
  const page = readPage('api/shop-list.md', `# List shops\n\n${introduction}\n${http}`)
  const { deprecated } = compilePages([page], []).operations[0]!
  expect(deprecated && `${deprecated.message} :${deprecated.source.line}`).toBe(found)
})

test('a page is deprecated by its title, and by its front matter', () => {
  const read = (text: string) =>
    compilePages([readPage('api/shop-list.md', text)], []).operations[0]!.deprecated
  expect(read(`# List shops (deprecated)\n${http}`)).toEqual({
    message: 'List shops (deprecated)',
    source: { file: 'api/shop-list.md', line: 1 },
  })
  expect(read(`---\ntitle: "List shops (deprecated)"\n---\n# List shops\n${http}`)).toEqual({
    message: 'List shops (deprecated)',
    source: { file: 'api/shop-list.md', line: 2 },
  })
})

test.each<[name: string, description: string, found: string | undefined]>([
  ['size (deprecated)', 'How large.', 'size (deprecated)'],
  ['size (deprecated)', 'Replaced by **area**.', 'Replaced by area.'],
  ['size (deprecated)', 'Now replaced by **area**.', 'Now replaced by area.'],
  [
    'size',
    'Large. This property is in the process of being deprecated.',
    'This property is in the process of being deprecated.',
  ],
  [
    'size',
    'DO NOT USE. This property will be deprecated soon.',
    'This property will be deprecated soon.',
  ],
  ['size', '\\[deprecated\\] Use area.', '[deprecated] Use area.'],
  ['size', 'Deprecated: use area instead. How large.', 'Deprecated: use area instead.'],
  ['size', 'How large - to be deprecated', 'How large - to be deprecated'],
  ['size', 'Whether the shop is deprecated or not.', undefined],
  ['size', 'How large.', undefined],
])('a property %s: %s', (name, description, found) => {
  const page = readPage(
    'resources/shop.md',
    `# shop resource type\n\n## Properties\n|Property|Type|Description|\n|:--|:--|:--|\n|id|String|Key.|\n|${name}|Int32|${description}|\n`,
  )
  const model = buildModel(compilePages([page], []).declaration)
  const property = model.types.get('microsoft.graph.shop')
  const deprecated =
    property?.kind === 'entityType' ? property.properties.get('size')?.deprecated : undefined
  expect(deprecated).toEqual(
    found === undefined
      ? undefined
      : { message: found, source: { file: 'resources/shop.md', line: 7 } },
  )
})

test('a row of methods tells of the operation that its page documents', () => {
  const resource = readPage(
    'resources/shop.md',
    '# shop resource type\n\n## Methods\n|Method|Return Type|Description|\n|:--|:--|:--|\n|[List](../api/shop-list.md) (deprecated)|[shop](shop.md) collection|All.|\n\n## Properties\n|Property|Type|Description|\n|:--|:--|:--|\n|id|String|Key.|\n',
  )
  const api = readPage('api/shop-list.md', `# List shops\n${http}`)
  expect(compilePages([resource, api], []).operations.map((one) => one.deprecated)).toEqual([
    { message: 'List (deprecated)', source: { file: 'resources/shop.md', line: 6 } },
  ])
})

test('CSDL deprecates by Core.Revisions, or a description that begins with it', () => {
  const { declaration } = compileCsdl([
    readCsdlXml(
      'shop.xml',
      `<edmx:Edmx Version="4.01" xmlns:edmx="http://docs.oasis-open.org/odata/ns/edmx">
<edmx:Reference Uri="https://oasis-tcs.github.io/odata-vocabularies/vocabularies/Org.OData.Core.V1.xml"><edmx:Include Namespace="Org.OData.Core.V1" Alias="Core"/></edmx:Reference>
<edmx:DataServices><Schema Namespace="shop" xmlns="http://docs.oasis-open.org/odata/ns/edm">
<EntityType Name="shop"><Key><PropertyRef Name="id"/></Key>
<Property Name="id" Type="Edm.String" Nullable="false"/>
<Property Name="size" Type="Edm.Int32"><Annotation Term="Core.Revisions"><Collection>
<Record><PropertyValue Property="Kind" EnumMember="Core.RevisionKind/Added"/></Record>
<Record><PropertyValue Property="Kind" EnumMember="Core.RevisionKind/Deprecated"/><PropertyValue Property="Description" String="Use area"/></Record>
</Collection></Annotation></Property>
<Property Name="added" Type="Edm.Int32"><Annotation Term="Core.Revisions"><Collection>
<Record><PropertyValue Property="Kind" EnumMember="Core.RevisionKind/Added"/></Record>
</Collection></Annotation></Property>
<Property Name="width" Type="Edm.Int32"><Annotation Term="Core.Description" String="Deprecated since 2"/></Property>
<Annotation Term="Core.Revisions"><Collection><Record><PropertyValue Property="Kind" EnumMember="Core.RevisionKind/Deprecated"/></Record></Collection></Annotation>
</EntityType></Schema></edmx:DataServices></edmx:Edmx>`,
    ),
  ])
  const type = buildModel(declaration).types.get('shop.shop')
  if (type?.kind !== 'entityType') throw new Error('no entity type')
  expect(type.deprecated).toEqual({ message: 'deprecated', source: { file: 'shop.xml', line: 4 } })
  expect([...type.properties.values()].map(({ deprecated }) => deprecated?.message)).toEqual([
    undefined,
    'Use area',
    undefined,
    'Deprecated since 2',
  ])
})
