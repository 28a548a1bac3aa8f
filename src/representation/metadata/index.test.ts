import { describe, expect, test } from '@jest/globals'
import { XMLParser, XMLValidator } from 'fast-xml-parser'
import { buildModel, type ModelDeclaration, writeJson } from '../../model/index.ts'
import { navigation, property } from '../../../test/declare.ts'
import { writeMetadataJson, writeMetadataXml, writeServiceDocument } from './index.ts'

const many = { isCollection: true, nullable: false }
const id = property('id', 'Edm.String', { nullable: false })

/** A library whose books are reached by two doors. */
const declaration: ModelDeclaration = {
  namespace: 'library',
  containerName: 'container',
  types: [
    {
      kind: 'entityType',
      namespace: 'library',
      name: 'item',
      isAbstract: true,
      key: ['id'],
      properties: [{ ...id, isComputed: true }],
      navigationProperties: [],
    },
    {
      kind: 'entityType',
      namespace: 'library',
      name: 'book',
      description: 'A "work" of <one> author & more.',
      baseType: 'library.item',
      isOpen: true,
      hasStream: true,
      properties: [
        id,
        property('title', 'Edm.String', { maxLength: 80, isImmutable: true }),
        property('isLent', 'Edm.Boolean', { nullable: false, defaultValue: false }),
        property('price', 'Edm.Decimal', { precision: 9, scale: 2 }),
        property('weight', 'Edm.Decimal'),
        property('genres', 'library.genre', many),
        property('notes', 'Edm.Untyped', { isCollection: true }),
        property('authorId', 'Edm.String'),
        property('publisher', 'library.house.publisher'),
        property('16:9', 'Edm.String'),
      ],
      navigationProperties: [
        navigation('author', 'library.author', {
          partner: 'books',
          targetEntitySet: 'authors',
          referentialConstraints: [{ property: 'authorId', referencedProperty: 'id' }],
        }),
        navigation('chapters', 'library.chapter', {
          ...many,
          containsTarget: true,
          partner: 'book',
        }),
      ],
    },
    {
      kind: 'entityType',
      namespace: 'library',
      name: 'chapter',
      key: ['number'],
      properties: [property('number', 'Edm.Int16', { nullable: false })],
      navigationProperties: [
        navigation('book', 'library.book', { nullable: false, partner: 'chapters' }),
        navigation('cites', 'library.book', { ...many, targetEntitySet: 'books' }),
        navigation('sections', 'library.chapter', {
          ...many,
          containsTarget: true,
          partner: 'parent',
        }),
        navigation('parent', 'library.chapter', { nullable: false, partner: 'sections' }),
      ],
    },
    {
      kind: 'entityType',
      namespace: 'library',
      name: 'author',
      baseType: 'library.item',
      properties: [],
      navigationProperties: [
        navigation('books', 'library.book', {
          ...many,
          partner: 'author',
          targetEntitySet: 'books',
        }),
      ],
    },
    {
      kind: 'entityType',
      namespace: 'library',
      name: 'catalog',
      properties: [],
      navigationProperties: [
        navigation('books', 'library.book', { ...many, targetEntitySet: 'books', isDoor: true }),
      ],
    },
    {
      kind: 'entityType',
      namespace: 'library',
      name: 'desk',
      properties: [],
      navigationProperties: [navigation('catalog', 'library.catalog', { containsTarget: true })],
    },
    {
      kind: 'complexType',
      namespace: 'library.house',
      name: 'publisher',
      properties: [property('founded', 'Edm.Date')],
      navigationProperties: [navigation('chief', 'library.author', { targetEntitySet: 'authors' })],
    },
    {
      kind: 'enumType',
      namespace: 'library',
      name: 'genre',
      isFlags: true,
      members: [
        { name: 'prose', value: 1 },
        { name: '16:9', value: 2 },
        { name: 'verse', value: 2 ** 40 },
      ],
    },
    {
      kind: 'typeDefinition',
      namespace: 'library',
      name: 'isbn',
      underlyingType: 'Edm.String',
      maxLength: 17,
    },
  ],
  operations: [
    {
      kind: 'action',
      namespace: 'library',
      name: 'lend',
      bindingType: { typeName: 'library.book', isCollection: false },
      parameters: [property('until', 'Edm.Date')],
    },
    {
      kind: 'action',
      namespace: 'library',
      name: 'lend',
      bindingType: { typeName: 'library.book', isCollection: false },
      parameters: [],
    },
    {
      kind: 'function',
      namespace: 'library',
      name: 'overdue',
      bindingType: { typeName: 'library.book', isCollection: true },
      parameters: [],
      returnType: { typeName: 'library.book', ...many },
      isComposable: true,
    },
    { kind: 'function', namespace: 'library', name: 'hours', parameters: [] },
    {
      kind: 'action',
      namespace: 'library',
      name: 'close',
      parameters: [],
      returnType: { typeName: 'Edm.Boolean', isCollection: false, nullable: true },
    },
  ],
  entitySets: [
    { name: 'books', entityType: 'library.book', description: 'All of them.' },
    { name: 'authors', entityType: 'library.author', isImplied: true },
  ],
  singletons: [
    { name: 'desk', entityType: 'library.desk' },
    { name: 'books', entityType: 'library.desk' },
  ],
  operationImports: [
    { name: 'hours', operation: 'library.hours' },
    { name: 'close', operation: 'library.close' },
  ],
}
const model = buildModel(declaration)

const xml = `<?xml version="1.0" encoding="utf-8"?>
<edmx:Edmx xmlns:edmx="http://docs.oasis-open.org/odata/ns/edmx" Version="4.01">
  <edmx:Reference Uri="https://oasis-tcs.github.io/odata-vocabularies/vocabularies/Org.OData.Core.V1.xml">
    <edmx:Include Namespace="Org.OData.Core.V1" Alias="Core"/>
  </edmx:Reference>
  <edmx:DataServices>
    <Schema xmlns="http://docs.oasis-open.org/odata/ns/edm" Namespace="library">
      <EntityType Name="item" Abstract="true">
        <Key>
          <PropertyRef Name="id"/>
        </Key>
        <Property Name="id" Type="Edm.String" Nullable="false">
          <Annotation Term="Core.Computed" Bool="true"/>
        </Property>
      </EntityType>
      <EntityType Name="book" BaseType="library.item" OpenType="true" HasStream="true">
        <Property Name="title" Type="Edm.String" MaxLength="80">
          <Annotation Term="Core.Immutable" Bool="true"/>
        </Property>
        <Property Name="isLent" Type="Edm.Boolean" Nullable="false" DefaultValue="false"/>
        <Property Name="price" Type="Edm.Decimal" Precision="9" Scale="2"/>
        <Property Name="weight" Type="Edm.Decimal" Scale="variable"/>
        <Property Name="genres" Type="Collection(library.genre)" Nullable="false"/>
        <Property Name="notes" Type="Collection(Edm.Untyped)" Nullable="true"/>
        <Property Name="authorId" Type="Edm.String"/>
        <Property Name="publisher" Type="library.house.publisher"/>
        <NavigationProperty Name="author" Type="library.author" Partner="books">
          <ReferentialConstraint Property="authorId" ReferencedProperty="id"/>
        </NavigationProperty>
        <NavigationProperty Name="chapters" Type="Collection(library.chapter)" Partner="book" ContainsTarget="true"/>
        <Annotation Term="Core.Description" String="A &quot;work&quot; of &lt;one&gt; author &amp; more."/>
      </EntityType>
      <EntityType Name="chapter">
        <Key>
          <PropertyRef Name="number"/>
        </Key>
        <Property Name="number" Type="Edm.Int16" Nullable="false"/>
        <NavigationProperty Name="book" Type="library.book" Nullable="false" Partner="chapters"/>
        <NavigationProperty Name="cites" Type="Collection(library.book)"/>
        <NavigationProperty Name="sections" Type="Collection(library.chapter)" ContainsTarget="true"/>
        <NavigationProperty Name="parent" Type="library.chapter" Nullable="false"/>
      </EntityType>
      <EntityType Name="author" BaseType="library.item">
        <NavigationProperty Name="books" Type="Collection(library.book)" Partner="author"/>
      </EntityType>
      <EntityType Name="catalog">
        <NavigationProperty Name="books" Type="Collection(library.book)"/>
      </EntityType>
      <EntityType Name="desk">
        <NavigationProperty Name="catalog" Type="library.catalog" ContainsTarget="true"/>
      </EntityType>
      <EnumType Name="genre" UnderlyingType="Edm.Int64" IsFlags="true">
        <Member Name="prose" Value="1"/>
        <Member Name="verse" Value="1099511627776"/>
      </EnumType>
      <TypeDefinition Name="isbn" UnderlyingType="Edm.String" MaxLength="17"/>
      <Action Name="lend" IsBound="true">
        <Parameter Name="bindingParameter" Type="library.book"/>
        <Parameter Name="until" Type="Edm.Date"/>
      </Action>
      <Function Name="overdue" IsBound="true" IsComposable="true">
        <Parameter Name="bindingParameter" Type="Collection(library.book)"/>
        <ReturnType Type="Collection(library.book)" Nullable="false"/>
      </Function>
      <Function Name="hours">
        <ReturnType Type="Edm.Untyped"/>
      </Function>
      <Action Name="close">
        <ReturnType Type="Edm.Boolean"/>
      </Action>
      <EntityContainer Name="container">
        <EntitySet Name="books" EntityType="library.book">
          <NavigationPropertyBinding Path="author" Target="authors"/>
          <NavigationPropertyBinding Path="chapters/cites" Target="books"/>
          <NavigationPropertyBinding Path="publisher/chief" Target="authors"/>
          <Annotation Term="Core.Description" String="All of them."/>
        </EntitySet>
        <EntitySet Name="authors" EntityType="library.author">
          <NavigationPropertyBinding Path="books" Target="books"/>
        </EntitySet>
        <Singleton Name="desk" Type="library.desk">
          <NavigationPropertyBinding Path="catalog/books" Target="books"/>
        </Singleton>
        <FunctionImport Name="hours" Function="library.hours" IncludeInServiceDocument="true"/>
        <ActionImport Name="close" Action="library.close"/>
      </EntityContainer>
    </Schema>
    <Schema xmlns="http://docs.oasis-open.org/odata/ns/edm" Namespace="library.house">
      <ComplexType Name="publisher">
        <Property Name="founded" Type="Edm.Date"/>
        <NavigationProperty Name="chief" Type="library.author"/>
      </ComplexType>
    </Schema>
  </edmx:DataServices>
</edmx:Edmx>
`

describe('writeMetadataXml', () => {
  test('gives the whole model', () => {
    expect(writeMetadataXml(model)).toBe(xml)
  })

  test('says another version when asked', () => {
    expect(writeMetadataXml(model, '4.0')).toBe(xml.replace('Version="4.01"', 'Version="4.0"'))
  })

  test('is well-formed, also with characters that XML does not have', () => {
    const description = 'tab\t newline\n null\u0000 half\ud800 "quotes" ]]> \u{1f600}'
    const odd = buildModel({
      ...declaration,
      entitySets: declaration.entitySets.map((set) => ({ ...set, description })),
    })
    const text = writeMetadataXml(odd)
    expect(XMLValidator.validate(text)).toBe(true)
    expect(text).toContain('"tab&#9; newline&#10; null half &quot;quotes&quot; ]]&gt; \u{1f600}"')
  })

  test('names only types that it has', () => {
    const parsed: unknown = new XMLParser({ ignoreAttributes: false }).parse(
      writeMetadataXml(model),
    )
    const used = new Set(attributesNamed(parsed, /^@_(Type|BaseType|EntityType|UnderlyingType)$/))
    const names = [...used].map((name) => name.replace(/^Collection\((.*)\)$/, '$1'))
    const unknown = names.filter((name) => !name.startsWith('Edm.') && !model.types.has(name))
    expect([names.length, unknown]).toEqual([18, []])
  })
})

function attributesNamed(value: unknown, pattern: RegExp): string[] {
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([name, inner]) =>
    pattern.test(name) ? [String(inner)] : attributesNamed(inner, pattern),
  )
}

test('writeMetadataJson gives the whole model', () => {
  expect(writeMetadataJson(model)).toEqual({
    $Version: '4.01',
    $Reference: {
      'https://oasis-tcs.github.io/odata-vocabularies/vocabularies/Org.OData.Core.V1.json': {
        $Include: [{ $Namespace: 'Org.OData.Core.V1', $Alias: 'Core' }],
      },
    },
    $EntityContainer: 'library.container',
    library: {
      item: {
        $Kind: 'EntityType',
        $Abstract: true,
        $Key: ['id'],
        id: { '@Core.Computed': true },
      },
      book: {
        $Kind: 'EntityType',
        $BaseType: 'library.item',
        $OpenType: true,
        $HasStream: true,
        '@Core.Description': 'A "work" of <one> author & more.',
        title: { $Nullable: true, $MaxLength: 80, '@Core.Immutable': true },
        isLent: { $Type: 'Edm.Boolean', $DefaultValue: false },
        price: { $Type: 'Edm.Decimal', $Nullable: true, $Precision: 9, $Scale: 2 },
        weight: { $Type: 'Edm.Decimal', $Nullable: true },
        genres: { $Collection: true, $Type: 'library.genre' },
        notes: { $Collection: true, $Type: 'Edm.Untyped', $Nullable: true },
        authorId: { $Nullable: true },
        publisher: { $Type: 'library.house.publisher', $Nullable: true },
        author: {
          $Kind: 'NavigationProperty',
          $Type: 'library.author',
          $Nullable: true,
          $Partner: 'books',
          $ReferentialConstraint: { authorId: 'id' },
        },
        chapters: {
          $Kind: 'NavigationProperty',
          $Collection: true,
          $Type: 'library.chapter',
          $Partner: 'book',
          $ContainsTarget: true,
        },
      },
      chapter: {
        $Kind: 'EntityType',
        $Key: ['number'],
        number: { $Type: 'Edm.Int16' },
        book: { $Kind: 'NavigationProperty', $Type: 'library.book', $Partner: 'chapters' },
        cites: { $Kind: 'NavigationProperty', $Collection: true, $Type: 'library.book' },
        sections: {
          $Kind: 'NavigationProperty',
          $Collection: true,
          $Type: 'library.chapter',
          $ContainsTarget: true,
        },
        parent: { $Kind: 'NavigationProperty', $Type: 'library.chapter' },
      },
      author: {
        $Kind: 'EntityType',
        $BaseType: 'library.item',
        books: {
          $Kind: 'NavigationProperty',
          $Collection: true,
          $Type: 'library.book',
          $Partner: 'author',
        },
      },
      catalog: {
        $Kind: 'EntityType',
        books: { $Kind: 'NavigationProperty', $Collection: true, $Type: 'library.book' },
      },
      desk: {
        $Kind: 'EntityType',
        catalog: {
          $Kind: 'NavigationProperty',
          $Type: 'library.catalog',
          $Nullable: true,
          $ContainsTarget: true,
        },
      },
      genre: {
        $Kind: 'EnumType',
        $UnderlyingType: 'Edm.Int64',
        $IsFlags: true,
        prose: 1,
        verse: 1099511627776,
      },
      isbn: { $Kind: 'TypeDefinition', $UnderlyingType: 'Edm.String', $MaxLength: 17 },
      lend: [
        {
          $Kind: 'Action',
          $IsBound: true,
          $Parameter: [
            { $Name: 'bindingParameter', $Type: 'library.book' },
            { $Name: 'until', $Type: 'Edm.Date', $Nullable: true },
          ],
        },
      ],
      overdue: [
        {
          $Kind: 'Function',
          $IsBound: true,
          $IsComposable: true,
          $Parameter: [{ $Name: 'bindingParameter', $Collection: true, $Type: 'library.book' }],
          $ReturnType: { $Collection: true, $Type: 'library.book' },
        },
      ],
      hours: [{ $Kind: 'Function', $ReturnType: { $Type: 'Edm.Untyped', $Nullable: true } }],
      close: [{ $Kind: 'Action', $ReturnType: { $Type: 'Edm.Boolean', $Nullable: true } }],
      container: {
        $Kind: 'EntityContainer',
        books: {
          $Collection: true,
          $Type: 'library.book',
          $NavigationPropertyBinding: {
            author: 'authors',
            'chapters/cites': 'books',
            'publisher/chief': 'authors',
          },
          '@Core.Description': 'All of them.',
        },
        authors: {
          $Collection: true,
          $Type: 'library.author',
          $NavigationPropertyBinding: { books: 'books' },
        },
        desk: {
          $Type: 'library.desk',
          $NavigationPropertyBinding: { 'catalog/books': 'books' },
        },
        hours: { $Function: 'library.hours', $IncludeInServiceDocument: true },
        close: { $Action: 'library.close' },
      },
    },
    'library.house': {
      publisher: {
        $Kind: 'ComplexType',
        founded: { $Type: 'Edm.Date', $Nullable: true },
        chief: { $Kind: 'NavigationProperty', $Type: 'library.author', $Nullable: true },
      },
    },
  })
})

test('the service document lists what can be read without parameters', () => {
  expect(
    writeServiceDocument(model, { serviceRoot: 'http://localhost/beta', metadata: 'minimal' }),
  ).toEqual({
    '@odata.context': 'http://localhost/beta/$metadata',
    value: [
      { name: 'books', kind: 'EntitySet', url: 'books' },
      { name: 'authors', kind: 'EntitySet', url: 'authors' },
      { name: 'desk', kind: 'Singleton', url: 'desk' },
      { name: 'hours', kind: 'FunctionImport', url: 'hours' },
    ],
  })
})

test('values of enumeration members have every digit in both formats', () => {
  const big = buildModel({
    namespace: 'N',
    types: [
      {
        kind: 'enumType',
        namespace: 'N',
        name: 'Big',
        isFlags: true,
        underlyingType: 'Edm.Int64',
        members: [{ name: 'Top', value: 2 ** 62 }],
      },
    ],
    operations: [],
    containerName: 'C',
    entitySets: [],
    singletons: [],
    operationImports: [],
  })
  expect(writeJson(writeMetadataJson(big))).toContain('"Top":4611686018427387904')
  expect(writeMetadataXml(big)).toContain('Value="4611686018427387904"')
})
