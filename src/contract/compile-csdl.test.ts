import { describe, expect, test } from '@jest/globals'
import { compileCsdl } from './compile-csdl.ts'
import { readCsdlJson } from './sources/read-csdl-json.ts'
import { readCsdlXml } from './sources/read-csdl-xml.ts'

/** A document with everything that CSDL has, in XML. */
const xml = `<?xml version="1.0" encoding="utf-8"?>
<edmx:Edmx Version="4.01" xmlns:edmx="http://docs.oasis-open.org/odata/ns/edmx" xmlns="http://docs.oasis-open.org/odata/ns/edm">
  <edmx:Reference Uri="https://oasis-tcs.github.io/odata-vocabularies/vocabularies/Org.OData.Core.V1.xml">
    <edmx:Include Namespace="Org.OData.Core.V1" Alias="Core"/>
    <edmx:IncludeAnnotations TermNamespace="Org.OData.Core.V1" Qualifier="q" TargetNamespace="Shop"/>
    <Annotation Term="Core.Description" String="Core terms"/>
  </edmx:Reference>
  <edmx:DataServices>
    <Schema Namespace="Shop" Alias="self">
      <Annotation Term="Core.DefaultNamespace"/>
      <EntityType Name="Thing" Abstract="true" OpenType="true">
        <Key><PropertyRef Name="ID"/></Key>
        <Property Name="ID" Type="Edm.Guid" Nullable="false">
          <Annotation Term="Core.Computed"/>
        </Property>
      </EntityType>
      <EntityType Name="Product" BaseType="self.Thing" HasStream="true">
        <Property Name="Name" Type="Edm.String" MaxLength="40" Unicode="false" DefaultValue="none"/>
        <Property Name="Price" Type="Edm.Decimal" Precision="19" Scale="variable" DefaultValue="1.5"/>
        <Property Name="Colors" Type="Collection(self.Color)" Nullable="false"/>
        <Property Name="Paint" Type="self.Color" DefaultValue="Red Blue"/>
        <Property Name="Weight" Type="self.Weight" DefaultValue="2"/>
        <Property Name="Where" Type="Edm.GeographyPoint" SRID="4326"/>
        <Property Name="Origin" Type="self.Address" Nullable="false"/>
        <NavigationProperty Name="Supplier" Type="self.Supplier" Nullable="false" Partner="Products">
          <ReferentialConstraint Property="Name" ReferencedProperty="Name"/>
          <OnDelete Action="Cascade"/>
        </NavigationProperty>
        <NavigationProperty Name="Parts" Type="Collection(self.Thing)" ContainsTarget="true"/>
        <Annotation Term="Core.AlternateKeys">
          <Collection>
            <Record>
              <PropertyValue Property="Key">
                <Collection>
                  <Record>
                    <PropertyValue Property="Name" PropertyPath="Origin/City"/>
                    <PropertyValue Property="Alias" String="city"/>
                  </Record>
                </Collection>
              </PropertyValue>
            </Record>
          </Collection>
        </Annotation>
      </EntityType>
      <EntityType Name="Supplier">
        <Key>
          <PropertyRef Name="Name"/>
          <PropertyRef Name="Address/City" Alias="AddressCity"/>
        </Key>
        <Property Name="Name" Type="Edm.String" Nullable="false"/>
        <Property Name="Address" Type="self.Address" Nullable="false"/>
        <NavigationProperty Name="Products" Type="Collection(self.Product)" Partner="Supplier"/>
      </EntityType>
      <ComplexType Name="Address">
        <Property Name="City" Type="Edm.String" Nullable="false"/>
      </ComplexType>
      <EnumType Name="Color" UnderlyingType="Edm.Byte" IsFlags="true">
        <Member Name="Red" Value="1"/>
        <Member Name="Blue" Value="2">
          <Annotation Term="Core.Description" String="As the sky"/>
        </Member>
      </EnumType>
      <TypeDefinition Name="Weight" UnderlyingType="Edm.Decimal" Precision="5" Scale="1"/>
      <Action Name="Discount" IsBound="true">
        <Parameter Name="product" Type="self.Product" Nullable="false"/>
        <Parameter Name="percent" Type="Edm.Int32" Nullable="false"/>
      </Action>
      <Function Name="Similar" IsBound="true" EntitySetPath="products" IsComposable="true">
        <Parameter Name="products" Type="Collection(self.Product)" Nullable="false"/>
        <Parameter Name="color" Type="self.Color" Nullable="false"/>
        <ReturnType Type="Collection(self.Product)" Nullable="false"/>
      </Function>
      <Function Name="Latest">
        <ReturnType Type="Edm.String" MaxLength="9"/>
      </Function>
      <Term Name="Rank" Type="Edm.Int32" Nullable="false" DefaultValue="1" AppliesTo="Property EntityType">
        <Annotation Term="Core.Description" String="How important it is"/>
      </Term>
      <EntityContainer Name="Container">
        <EntitySet Name="Products" EntityType="self.Product" IncludeInServiceDocument="false">
          <NavigationPropertyBinding Path="Supplier" Target="Suppliers"/>
          <Annotation Term="Core.Description" Qualifier="q" String="All of them"/>
        </EntitySet>
        <EntitySet Name="Suppliers" EntityType="self.Supplier">
          <NavigationPropertyBinding Path="Products" Target="Shop.Container/Products"/>
        </EntitySet>
        <Singleton Name="Best" Type="self.Supplier"/>
        <FunctionImport Name="Latest" Function="self.Latest" IncludeInServiceDocument="true"/>
      </EntityContainer>
      <Annotations Target="self.Product/Name">
        <Annotation Term="self.Rank" Int="3"/>
        <Annotation Term="Core.Immutable" Bool="true"/>
      </Annotations>
      <Annotations Target="self.Similar(Collection(self.Product),self.Color)/color">
        <Annotation Term="Core.Description" String="Of what to find"/>
      </Annotations>
      <Annotations Target="self.Container/Products/Name">
        <Annotation Term="self.Rank" Int="4"/>
      </Annotations>
    </Schema>
  </edmx:DataServices>
</edmx:Edmx>`

/** The same document in JSON. */
const json = {
  $Version: '4.01',
  $EntityContainer: 'Shop.Container',
  $Reference: {
    'https://oasis-tcs.github.io/odata-vocabularies/vocabularies/Org.OData.Core.V1.xml': {
      $Include: [{ $Namespace: 'Org.OData.Core.V1', $Alias: 'Core' }],
      $IncludeAnnotations: [
        { $TermNamespace: 'Org.OData.Core.V1', $Qualifier: 'q', $TargetNamespace: 'Shop' },
      ],
      '@Core.Description': 'Core terms',
    },
  },
  Shop: {
    $Alias: 'self',
    '@Core.DefaultNamespace': true,
    Thing: {
      $Kind: 'EntityType',
      $Abstract: true,
      $OpenType: true,
      $Key: ['ID'],
      ID: { $Type: 'Edm.Guid', '@Core.Computed': true },
    },
    Product: {
      $Kind: 'EntityType',
      $BaseType: 'self.Thing',
      $HasStream: true,
      Name: { $Nullable: true, $MaxLength: 40, $Unicode: false, $DefaultValue: 'none' },
      Price: {
        $Type: 'Edm.Decimal',
        $Nullable: true,
        $Precision: 19,
        $Scale: 'variable',
        $DefaultValue: 1.5,
      },
      Colors: { $Type: 'self.Color', $Collection: true },
      Paint: { $Type: 'self.Color', $Nullable: true, $DefaultValue: 'Red,Blue' },
      Weight: { $Type: 'self.Weight', $Nullable: true, $DefaultValue: 2 },
      Where: { $Type: 'Edm.GeographyPoint', $Nullable: true, $SRID: 4326 },
      Origin: { $Type: 'self.Address' },
      Supplier: {
        $Kind: 'NavigationProperty',
        $Type: 'self.Supplier',
        $Partner: 'Products',
        $ReferentialConstraint: { Name: 'Name' },
        $OnDelete: 'Cascade',
      },
      Parts: {
        $Kind: 'NavigationProperty',
        $Collection: true,
        $Type: 'self.Thing',
        $ContainsTarget: true,
      },
      '@Core.AlternateKeys': [{ Key: [{ Name: 'Origin/City', Alias: 'city' }] }],
    },
    Supplier: {
      $Kind: 'EntityType',
      $Key: ['Name', { AddressCity: 'Address/City' }],
      Name: {},
      Address: { $Type: 'self.Address' },
      Products: {
        $Kind: 'NavigationProperty',
        $Collection: true,
        $Type: 'self.Product',
        $Partner: 'Supplier',
      },
    },
    Address: { $Kind: 'ComplexType', City: {} },
    Color: {
      $Kind: 'EnumType',
      $UnderlyingType: 'Edm.Byte',
      $IsFlags: true,
      Red: 1,
      Blue: 2,
      'Blue@Core.Description': 'As the sky',
    },
    Weight: {
      $Kind: 'TypeDefinition',
      $UnderlyingType: 'Edm.Decimal',
      $Precision: 5,
      $Scale: 1,
    },
    Discount: [
      {
        $Kind: 'Action',
        $IsBound: true,
        $Parameter: [
          { $Name: 'product', $Type: 'self.Product' },
          { $Name: 'percent', $Type: 'Edm.Int32' },
        ],
      },
    ],
    Similar: [
      {
        $Kind: 'Function',
        $IsBound: true,
        $EntitySetPath: 'products',
        $IsComposable: true,
        $Parameter: [
          { $Name: 'products', $Collection: true, $Type: 'self.Product' },
          { $Name: 'color', $Type: 'self.Color' },
        ],
        $ReturnType: { $Collection: true, $Type: 'self.Product' },
      },
    ],
    Latest: [{ $Kind: 'Function', $ReturnType: { $Nullable: true, $MaxLength: 9 } }],
    Rank: {
      $Kind: 'Term',
      $Type: 'Edm.Int32',
      $DefaultValue: 1,
      $AppliesTo: ['Property', 'EntityType'],
      '@Core.Description': 'How important it is',
    },
    Container: {
      $Kind: 'EntityContainer',
      Products: {
        $Collection: true,
        $Type: 'self.Product',
        $NavigationPropertyBinding: { Supplier: 'Suppliers' },
        $IncludeInServiceDocument: false,
        '@Core.Description#q': 'All of them',
      },
      Suppliers: {
        $Collection: true,
        $Type: 'self.Supplier',
        $NavigationPropertyBinding: { Products: 'Shop.Container/Products' },
      },
      Best: { $Type: 'self.Supplier' },
      Latest: { $Function: 'self.Latest', $IncludeInServiceDocument: true },
    },
    $Annotations: {
      'self.Product/Name': { '@self.Rank': 3, '@Core.Immutable': true },
      'self.Similar(Collection(self.Product),self.Color)/color': {
        '@Core.Description': 'Of what to find',
      },
      'self.Container/Products/Name': { '@self.Rank': 4 },
    },
  },
}

/** Without the places, which are where they are in each text. */
function withoutSources(value: unknown): unknown {
  return JSON.parse(
    JSON.stringify(value, (name, part: unknown) => (name.endsWith('ource') ? undefined : part)),
  )
}

const fromXml = compileCsdl([readCsdlXml('shop.xml', xml)])
const fromJson = compileCsdl([readCsdlJson('shop.json', JSON.stringify(json, null, 2))])

describe('compileCsdl', () => {
  test('gives the same declaration of the same document in XML and in JSON', () => {
    expect(withoutSources(fromJson.declaration)).toEqual(withoutSources(fromXml.declaration))
    expect([fromXml.diagnostics, fromJson.diagnostics]).toEqual([[], []])
  })

  test('cites the line of every element', () => {
    const lines = (document: typeof fromXml) =>
      document.declaration.types.map(
        ({ name, source }) => `${name} ${source?.file}:${source?.line}`,
      )
    expect(lines(fromXml)).toEqual([
      'Thing shop.xml:11',
      'Product shop.xml:17',
      'Supplier shop.xml:45',
      'Address shop.xml:54',
      'Color shop.xml:57',
      'Weight shop.xml:63',
    ])
    expect(lines(fromJson)[1]).toBe('Product shop.json:37')
    expect(JSON.stringify(json, null, 2).split('\n')[36]).toBe('    "Product": {')
  })
})

/** Documents by file name: schemas, and what stands before them. */
function compile(files: Readonly<Record<string, readonly [references: string, schemas: string]>>) {
  const edmx = 'xmlns:edmx="http://docs.oasis-open.org/odata/ns/edmx"'
  const edm = 'xmlns="http://docs.oasis-open.org/odata/ns/edm"'
  return compileCsdl(
    Object.entries(files).map(([file, [references, schemas]]) =>
      readCsdlXml(
        file,
        `<edmx:Edmx Version="4.0" ${edmx} ${edm}>${references}<edmx:DataServices>${schemas}</edmx:DataServices></edmx:Edmx>`,
      ),
    ),
  )
}

const include = (namespace: string, alias: string) =>
  `<edmx:Reference Uri="${namespace}.xml"><edmx:Include Namespace="${namespace}" Alias="${alias}"/></edmx:Reference>`
const key =
  '<Key><PropertyRef Name="ID"/></Key><Property Name="ID" Type="Edm.Int32" Nullable="false"/>'

describe('several documents', () => {
  const { declaration, diagnostics } = compile({
    'base.xml': [
      '',
      `<Schema Namespace="Base"><EntityType Name="Thing">${key}</EntityType>
       <EntityContainer Name="Core"><EntitySet Name="Things" EntityType="Base.Thing"/></EntityContainer></Schema>`,
    ],
    'shop.xml': [
      `${include('Base', 'B')}${include('Org.OData.Core.V1', 'Core')}${include('Gone', 'G')}`,
      `<Schema Namespace="Shop"><EntityType Name="Product" BaseType="B.Thing"><Property Name="Size" Type="G.Size"/><Property Name="Other" Type="G.Other"/>
       <NavigationProperty Name="Maker" Type="G.Maker"/></EntityType>
       <EntityContainer Name="Service" Extends="B.Core"><EntitySet Name="Products" EntityType="Shop.Product">
       <NavigationPropertyBinding Path="Maker" Target="Base.Core/Things"/></EntitySet></EntityContainer></Schema>`,
    ],
    'more.xml': [
      include('Base', 'X'),
      `<Schema Namespace="Notes"><Annotations Target="X.Thing"><Annotation Term="Org.OData.Core.V1.Description" String="Any"/></Annotations></Schema>`,
    ],
  })

  test('are one model, each with its own aliases', () => {
    const [thing, product, maker] = declaration.types
    expect([thing?.name, thing?.description]).toEqual(['Thing', 'Any'])
    expect(product).toMatchObject({ name: 'Product', baseType: 'Base.Thing' })
    expect(maker).toMatchObject({ namespace: 'Gone', name: 'Maker', isImplied: true })
    expect(declaration.aliases).toEqual({
      B: 'Base',
      Core: 'Org.OData.Core.V1',
      G: 'Gone',
      X: 'Base',
    })
  })

  test('an entity container has what those that it extends have', () => {
    const { containerName, containerNamespace, entitySets } = declaration
    expect([containerNamespace, containerName]).toEqual(['Shop', 'Service'])
    expect(entitySets.map(({ name }) => name)).toEqual(['Things', 'Products'])
    expect(entitySets[1]?.navigationPropertyBindings).toEqual({ Maker: 'Things' })
  })

  test('a document that is not given is missed once, and stays a reference', () => {
    expect(diagnostics.map(({ rule, source, message }) => [rule, source.file, message])).toEqual([
      [
        'missing-document',
        'shop.xml',
        'no document of the contract declares the namespace Gone, of which Gone.Size is used',
      ],
    ])
    expect(declaration.references?.map(({ uri }) => uri)).toEqual([
      'Org.OData.Core.V1.xml',
      'Gone.xml',
    ])
  })
})

describe('flags that annotations give', () => {
  const flagsOf = (annotation: string) => {
    const { declaration } = compile({
      'a.xml': [
        include('Org.OData.Core.V1', 'Core'),
        `<Schema Namespace="N"><ComplexType Name="C"><Property Name="P" Type="Edm.String">${annotation}</Property></ComplexType></Schema>`,
      ],
    })
    const [type] = declaration.types
    const [property] = type && 'properties' in type ? type.properties : []
    const { isComputed, isImmutable, isComputedDefault } = property ?? {}
    return { isComputed, isImmutable, isComputedDefault }
  }

  test.each([
    ['<Annotation Term="Core.Computed"/>', { isComputed: true }],
    ['<Annotation Term="Core.Computed" Bool="false"/>', {}],
    ['<Annotation Term="Core.Immutable" Bool="true"/>', { isImmutable: true }],
    ['<Annotation Term="Core.ComputedDefaultValue"/>', { isComputedDefault: true }],
    [
      '<Annotation Term="Core.Permissions" EnumMember="Core.Permission/Read"/>',
      { isComputed: true },
    ],
    ['<Annotation Term="Core.Permissions" EnumMember="Core.Permission/ReadWrite"/>', {}],
    [
      '<Annotation Term="Core.Permissions" EnumMember="Core.Permission/Read Core.Permission/Write"/>',
      {},
    ],
    ['<Annotation Term="Core.Computed" Qualifier="q"/>', {}],
  ])('%s', (annotation, flags) => {
    expect(flagsOf(annotation)).toEqual({
      isComputed: undefined,
      isImmutable: undefined,
      isComputedDefault: undefined,
      ...flags,
    })
  })
})

test('An extending container redefines an entity set with a derived type, and nothing else', () => {
  const text = `<Schema Namespace="N" xmlns="http://docs.oasis-open.org/odata/ns/edm">
<EntityType Name="E"><Key><PropertyRef Name="ID"/></Key><Property Name="ID" Type="Edm.Int32" Nullable="false"/></EntityType>
<EntityType Name="D" BaseType="N.E"/>
<EntityContainer Name="Base"><EntitySet Name="Es" EntityType="N.E"/><EntitySet Name="Ds" EntityType="N.D"/></EntityContainer>
<EntityContainer Name="Main" Extends="N.Base"><EntitySet Name="Es" EntityType="N.D"/><EntitySet Name="Ds" EntityType="N.E"/></EntityContainer>
</Schema>`
  const { declaration, diagnostics } = compileCsdl([readCsdlXml('a.xml', text)])
  expect(declaration.entitySets.map(({ name, entityType }) => `${name} of ${entityType}`)).toEqual([
    'Ds of N.D',
    'Es of N.D',
  ])
  expect(diagnostics.map(({ source, message }) => `${source.line}: ${message}`)).toEqual([
    '5: Ds is already declared at a.xml:4',
  ])
})
