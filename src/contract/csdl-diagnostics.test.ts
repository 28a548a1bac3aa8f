import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import type { ComplexType } from '../model/index.ts'
import { lint } from './lint/index.ts'
import { readContract } from './read-contract.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'csdl-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

/** A sound document, from line 5 on: a case gives one more element of its schema and of its container. */
function documentOf(schema: string, container = ''): string {
  return `<edmx:Edmx Version="4.01" xmlns:edmx="http://docs.oasis-open.org/odata/ns/edmx">
<edmx:DataServices><Schema Namespace="N" Alias="A" xmlns="http://docs.oasis-open.org/odata/ns/edm">
<EntityType Name="E"><Key><PropertyRef Name="ID"/></Key><Property Name="ID" Type="Edm.Int32" Nullable="false"/>
<NavigationProperty Name="Next" Type="N.E"/></EntityType><ComplexType Name="C"/>
${schema}
<EntityContainer Name="Container"><EntitySet Name="Es" EntityType="N.E"/>
${container}
</EntityContainer></Schema></edmx:DataServices></edmx:Edmx>`
}

function findings(text: string): readonly string[] {
  const file = join(folder, 'a.xml')
  writeFileSync(file, text)
  return lint(readContract([file])).map(
    ({ rule, source, message }) =>
      `${source.line}: ${rule}: ${message.replaceAll(folder, '').replaceAll('\\', '/')}`,
  )
}

const property = (attributes: string) =>
  `<ComplexType Name="D"><Property Name="P" ${attributes}/></ComplexType>`
const navigation = (attributes: string) =>
  `<ComplexType Name="D"><NavigationProperty Name="P" ${attributes}/></ComplexType>`
const entity = (inner: string) => `<EntityType Name="F">${inner}</EntityType>`
const annotation = (attributes: string) =>
  `<ComplexType Name="D"><Annotation Term="N.T" ${attributes}/></ComplexType>`
const id = '<Property Name="ID" Type="Edm.Int32" Nullable="false"/>'
const key = '<Key><PropertyRef Name="ID"/></Key>'

describe('lint of a CSDL document', () => {
  test('finds nothing in a sound one', () => {
    expect(findings(documentOf('<EnumType Name="G"/>'))).toEqual([])
  })

  test.each([
    '<EnumType Name="G" UnderlyingType="Edm.Int64"><Member Name="a" Value="4611686018427387904"/></EnumType>',
    `<EnumType Name="G"><Member Name="a"/></EnumType>${property(`Type="N.G" DefaultValue="N.G'a'"`)}`,
    property('Type="Edm.String" MaxLength="Max" sap:label="a" xmlns:sap="http://sap.example"'),
    property('Type="Edm.DateTimeOffset" DefaultValue="0001-01-01T00:00:00Z"'),
  ])('finds nothing in %s', (schema) => {
    expect(findings(documentOf(schema))).toEqual([])
  })

  test('takes Nullable="False" for what it means, and says so', () => {
    const file = join(folder, 'a.xml')
    writeFileSync(file, documentOf(property('Type="Edm.String" Nullable="False"')))
    const contract = readContract([file])
    const type = contract.model.types.get('N.D') as ComplexType
    expect(type.properties.get('P')?.nullable).toBe(false)
    expect(lint(contract).map(({ message }) => message)).toEqual([
      "Nullable: expected true or false, found 'False'",
    ])
  })

  test.each([
    [property('Type="N.Cc"'), "5: unknown-type: no type N.Cc; did you mean 'N.C'?"],
    [property('Type="Edm.Strin"'), '5: unknown-type: no type Edm.Strin'],
    [
      property('Type="M.C"'),
      '5: missing-document: no document of the contract declares the namespace M, of which M.C is used',
    ],
    [
      property('Type="N.E"'),
      '5: csdl-type: P: expected a primitive, enumeration or complex type, found the entity type N.E',
    ],
    [property(''), '5: csdl-attribute: Property lacks its Type'],
    [
      property('Type="Edm.Int32" DefaultValue="x"'),
      "5: csdl-facet: DefaultValue: 'x' is no value of P",
    ],
    [
      property('Type="Edm.String" MaxLength="x"'),
      "5: csdl-facet: MaxLength: expected a whole number, found 'x'",
    ],
    [
      property('Type="Edm.Int32" MaxLength="4"'),
      '5: csdl-facet: N.D/P: the facet MaxLength does not apply to Edm.Int32',
    ],
    [
      property('Type="Edm.Decimal" Precision="2" Scale="4"'),
      '5: csdl-facet: N.D/P: Scale 4 is more than Precision 2',
    ],
    [
      property('Type="Edm.String" Nullable="no"'),
      "5: csdl-attribute: Nullable: expected true or false, found 'no'",
    ],
    [navigation('Type="N.C"'), '5: csdl-type: P: expected an entity type, found N.C'],
    [
      navigation('Type="N.E" Partner="Nex"'),
      '5: csdl-partner: N.D/P: the partner Nex is no navigation property of N.E',
    ],
    ['<ComplexType Name="C"/>', '5: duplicate-name: N.C is already declared at /a.xml:4'],
    [
      '<ComplexType Name="D" BaseType="N.E"/>',
      '5: csdl-type: the base type N.E of D is no complexType',
    ],
    ['<ComplexType Name="D" BaseType="N.D"/>', '5: csdl-type: D is its own base type'],
    [
      entity(`${key}<Property Name="ID" Type="Edm.Int32"/>`),
      '5: csdl-key: the key property ID of N.F may be null',
    ],
    [
      entity(`${key}<Property Name="ID" Type="Edm.Double" Nullable="false"/>`),
      '5: csdl-key: the key property ID of N.F is of the type Edm.Double',
    ],
    [entity(key), '5: csdl-key: the key property ID of N.F does not exist'],
    [
      '<EnumType Name="G"><Member Name="a" Value="x"/></EnumType>',
      "5: csdl-attribute: Value: expected a whole number, found 'x'",
    ],
    [
      '<EnumType Name="G" UnderlyingType="Edm.String"/>',
      '5: csdl-type: UnderlyingType: expected an integer type, found Edm.String',
    ],
    [
      '<TypeDefinition Name="T" UnderlyingType="N.C"/>',
      '5: csdl-type: UnderlyingType: expected a primitive type, found N.C',
    ],
    [
      '<Action Name="a" IsBound="true"/>',
      '5: csdl-operation: a bound operation needs a binding parameter',
    ],
    ['<Function Name="f"/>', '5: csdl-operation: a function needs a ReturnType'],
    [
      '<Action Name="a"/><Action Name="a"/>',
      '5: csdl-overload: N.a has the signature of the overload at /a.xml:5',
    ],
    [
      '<Term Name="E" Type="Edm.String"/>',
      '5: duplicate-name: N.E is already declared at /a.xml:3',
    ],
    ['<Action Name="C"/>', '5: duplicate-name: N.C is already declared at /a.xml:4'],
    [
      '<EnumType Name="G"><Member Name="a"/><Member Name="a"/></EnumType>',
      '5: duplicate-name: N.G/a is already declared',
    ],
    [
      '<ComplexType Name="a-b"/>',
      "5: csdl-name: 'a-b' is no simple identifier: expected at most 128 letters, digits and underscores, no digit first",
    ],
    [
      '<ComplexType Name="D" BaseType="N.C" Abstract="true"/>',
      '5: csdl-inheritance: N.D is abstract, but its base type N.C is not',
    ],
    [
      '<ComplexType Name="O" OpenType="true"/><ComplexType Name="D" BaseType="N.O"/>',
      '5: csdl-inheritance: N.D does not say that it is open, as its base type N.O is',
    ],
    [
      `<EntityType Name="F" BaseType="N.E"><Key><PropertyRef Name="K"/></Key><Property Name="K" Type="Edm.Int32" Nullable="false"/></EntityType>`,
      '5: csdl-inheritance: N.F declares a key, but inherits that of N.E',
    ],
    [
      '<EntityType Name="F" BaseType="N.E"><Property Name="Next" Type="Edm.Int32"/></EntityType>',
      '5: csdl-inheritance: N.F declares Next, which in its base type is a navigation property',
    ],
    [
      '<EnumType Name="G" UnderlyingType="Edm.Byte"><Member Name="a" Value="300"/></EnumType>',
      '5: csdl-enum: N.G/a: 300 is no value of Edm.Byte',
    ],
    [
      '<EnumType Name="G" IsFlags="true"><Member Name="a" Value="-1"/></EnumType>',
      '5: csdl-enum: N.G/a: expected a value that is not negative for a flag, found -1',
    ],
    [
      `<ComplexType Name="D"><Property Name="Key" Type="Edm.Int32"/><NavigationProperty Name="P" Type="N.E"><ReferentialConstraint Property="Kye" ReferencedProperty="ID"/></NavigationProperty></ComplexType>`,
      "5: csdl-constraint: N.D/P: the constraint names 'Kye', which is no property of N.D; did you mean 'Key'?",
    ],
    [
      `<ComplexType Name="D"><Property Name="Key" Type="Edm.String"/><NavigationProperty Name="P" Type="N.E"><ReferentialConstraint Property="Key" ReferencedProperty="ID"/></NavigationProperty></ComplexType>`,
      '5: csdl-constraint: N.D/P: Key is of the type Edm.String, ID of Edm.Int32',
    ],
    [
      '<Action Name="a"><Parameter Name="p" Type="Edm.String"/><Parameter Name="p" Type="Edm.String"/></Action>',
      "5: csdl-operation: N.a: two parameters are called 'p'",
    ],
    [
      '<Function Name="f" IsBound="true" EntitySetPath="q/Next"><Parameter Name="p" Type="N.E"/><ReturnType Type="N.E"/></Function>',
      "5: csdl-operation: N.f: EntitySetPath: expected the binding parameter p first, found 'q'",
    ],
    [
      '<Function Name="f"><ReturnType Type="N.E"/></Function><Function Name="f"><Parameter Name="p" Type="Edm.String"/><ReturnType Type="N.C"/></Function>',
      '5: csdl-operation: N.f: returns N.C, where another overload returns N.E',
    ],
    [
      '<Annotations Target="N.E/Nxt"><Annotation Term="N.T"/></Annotations>',
      "5: csdl-target: the annotated N.E/Nxt leads nowhere: N.E has no property Nxt; did you mean 'Next'?",
    ],
    [
      '<Annotations Target="A.Ee"><Annotation Term="N.T"/></Annotations>',
      "5: csdl-target: the annotated N.Ee leads nowhere: nothing is called N.Ee; did you mean 'N.E'?",
    ],
    [
      '<Annotations Target="N.Container/E"><Annotation Term="N.T"/></Annotations>',
      "5: csdl-target: the annotated N.Container/E leads nowhere: the entity container has no E; did you mean 'Es'?",
    ],
    [
      '<ComplexType Name="D"><Key/></ComplexType>',
      '5: csdl-element: Key is no element of ComplexType',
    ],
    [
      `<EntityType Name="F">${'<Key><PropertyRef Name="ID"/></Key>'.repeat(2)}<Property Name="ID" Type="Edm.Int32" Nullable="false"/></EntityType>`,
      '5: csdl-element: expected at most one Key in EntityType',
    ],
    [
      '<ComplexType Name="D"><Annotation/></ComplexType>',
      '5: csdl-attribute: Annotation lacks its Term',
    ],
    [
      property('Type="Collection(Edm.String"'),
      '5: csdl-type: expected a qualified name or Collection(…) of one, found Collection(Edm.String',
    ],
    [
      '<ComplexType Name="D"><Property Name="z" Type="Edm.Int32" Nullable="false"/></ComplexType><EntityType Name="F"><Key><PropertyRef Name="d/z"/></Key><Property Name="d" Type="N.D" Nullable="false"/></EntityType>',
      '5: csdl-key: the key property d/z of N.F needs an Alias, since it is a path',
    ],
    [
      `<EntityType Name="F"><Key/>${id}</EntityType>`,
      '5: csdl-key: the key of N.F names no property',
    ],
    [
      '<ComplexType Name="D"><Annotation Term="A.T" String="a"/><Annotation Term="N.T" String="b"/></ComplexType>',
      '5: duplicate-name: N.T is annotated already: the first counts',
    ],
    [
      '<Annotations Target="N.C"><Annotation Term="N.T"/></Annotations><Annotations Target="A.C"><Annotation Term="N.T"/></Annotations>',
      '5: duplicate-name: N.C is annotated with N.T already: the first counts',
    ],
    [annotation('Bool="yes"'), "5: csdl-annotation: Bool: 'yes' is no Edm.Boolean"],
    [annotation('Int="1.5"'), "5: csdl-annotation: Int: '1.5' is no Edm.Int64"],
    [annotation('Decimal="one"'), "5: csdl-annotation: Decimal: 'one' is no Edm.Decimal"],
    [annotation('Float="x"'), "5: csdl-annotation: Float: 'x' is no Edm.Double"],
    [annotation('Date="2020-13-01"'), "5: csdl-annotation: Date: '2020-13-01' is no Edm.Date"],
    [annotation('Guid="1"'), "5: csdl-annotation: Guid: '1' is no Edm.Guid"],
    [annotation('Duration="1h"'), "5: csdl-annotation: Duration: '1h' is no Edm.Duration"],
    [annotation('Binary="!"'), "5: csdl-annotation: Binary: '!' is no Edm.Binary"],
    [
      '<ComplexType Name="D"><Annotation Term="N.T"><Collection><Int>x</Int></Collection></Annotation></ComplexType>',
      "5: csdl-annotation: Int: 'x' is no Edm.Int64",
    ],
    [
      '<ComplexType Name="D"><Annotation Term="N.T"><Text>x</Text></Annotation></ComplexType>',
      '5: csdl-annotation: Text is no expression of CSDL XML',
    ],
    [
      annotation('String="a" Int="1"'),
      '5: csdl-annotation: expected one expression, found String, Int',
    ],
    [
      '<ComplexType Name="D"><Annotation Term="N.T"><Record><PropertyValue String="a"/></Record></Annotation></ComplexType>',
      '5: csdl-attribute: PropertyValue lacks its Property',
    ],
    [
      '<ComplexType Name="D"><Annotation Term="N.T"><Record><PropertyValue Property="a"/><PropertyValue Property="a"/></Record></Annotation></ComplexType>',
      '5: duplicate-name: a is already given in its Record',
    ],
    [
      property('Type="Edm.Date" DefaultValue="tomorrow"'),
      "5: csdl-facet: DefaultValue: 'tomorrow' is no value of P",
    ],
    [
      '<EnumType Name="G" UnderlyingType="Edm.Int64"><Member Name="a" Value="9007199254740993"/></EnumType>',
      '5: csdl-enum: Value: 9007199254740993 is kept as 9007199254740992, the nearest',
    ],
    [
      property('Type="Edm.Guid" DefaultValue="1"'),
      "5: csdl-facet: DefaultValue: '1' is no value of P",
    ],
    [
      property('Type="Edm.Byte" DefaultValue="256"'),
      "5: csdl-facet: DefaultValue: '256' is no value of P",
    ],
    ['<Nonsense/>', '5: csdl-element: Nonsense is no element of a Schema'],
    [
      '<EntityContainer Name="Other"/>',
      '6: second-container: N.Container is not served: a service has one entity container, here N.Other',
    ],
  ])('%s', (schema, finding) => {
    expect(findings(documentOf(schema))).toEqual([finding])
  })

  test.each([
    'N.E/Next',
    'N.E/N.E/ID',
    'N.Container/Es/Next/ID',
    'N.Container/Es/@N.Other',
    'N.E/Next@N.Other',
    'N.f(Edm.String)/p',
    'N.f(Edm.String)/$ReturnType',
    'N.G/a',
    'N.T',
    'Other.Type/Property',
  ])('an annotated %s leads somewhere', (target) => {
    const elements = `<EnumType Name="G"><Member Name="a"/></EnumType><Term Name="T" Type="Edm.String"/><Function Name="f"><Parameter Name="p" Type="Edm.String"/><ReturnType Type="N.E"/></Function>`
    const annotations = `<Annotations Target="${target}"><Annotation Term="N.T" String=""/></Annotations>`
    expect(findings(documentOf(elements + annotations))).toEqual([])
  })

  test('reports schemas and aliases of one name', () => {
    const more = `<Schema Namespace="N" xmlns="http://docs.oasis-open.org/odata/ns/edm"/>
<Schema Namespace="A" Alias="A" xmlns="http://docs.oasis-open.org/odata/ns/edm"/>
<Schema Namespace="Edm" xmlns="http://docs.oasis-open.org/odata/ns/edm"/></edmx:DataServices>`
    expect(findings(documentOf('').replace('</edmx:DataServices>', more))).toEqual([
      "2: csdl-name: the alias 'A' is the namespace of another schema",
      '8: duplicate-name: N is already declared at /a.xml:2',
      "9: csdl-name: the alias 'A' is the namespace of another schema",
      '9: duplicate-name: the alias A stands for N already',
      "10: csdl-name: 'Edm' is reserved, so that no schema may have it",
    ])
  })

  test.each([
    [
      '<EntitySet Name="Cs" EntityType="N.C"/>',
      '7: csdl-type: Cs: expected an entity type, found N.C',
    ],
    [
      '<EntitySet Name="Fs" EntityType="N.F"/>',
      '7: csdl-keyless-set: Fs: the entity type N.F has no key',
    ],
    [
      '<EntitySet Name="Es" EntityType="N.E"/>',
      '7: duplicate-name: Es is already declared at /a.xml:6',
    ],
    [
      '<Singleton Name="S" Type="N.E"><NavigationPropertyBinding Path="Next" Target="E"/></Singleton>',
      "7: unknown-binding-target: S binds Next to E, which is no entity set or singleton; did you mean 'Es'?",
    ],
    [
      '<Singleton Name="S" Type="N.E"><NavigationPropertyBinding Path="Nxt" Target="Es"/></Singleton>',
      '7: csdl-binding-path: S binds Nxt to Es: N.E has no Nxt',
    ],
    [
      '<Singleton Name="S" Type="N.E"><NavigationPropertyBinding Path="Next" Target="Fs"/></Singleton>',
      "7: unknown-binding-target: S binds Next to Fs, which is no entity set or singleton; did you mean 'Es'?",
    ],
    [
      '<ActionImport Name="I" Action="N.i"/>',
      "7: unknown-operation: I: no unbound action N.i is declared; did you mean 'N.a'?",
    ],
    [
      '<ActionImport Name="I" Action="N.f"/>',
      '7: unknown-operation: I: expected an action, found the function N.f',
    ],
    [
      '<FunctionImport Name="I" Function="N.a"/>',
      '7: unknown-operation: I: expected a function, found the action N.a',
    ],
    [
      `<Singleton Name="S" Type="N.E">${'<NavigationPropertyBinding Path="Next" Target="Es"/>'.repeat(2)}</Singleton>`,
      '7: csdl-binding-path: S binds Next to Es already',
    ],
    [
      '<Singleton Name="S" Type="N.E"><NavigationPropertyBinding Path="Next/Next" Target="Es"/></Singleton>',
      '7: csdl-binding-path: S binds Next/Next to Es: the path goes on after Next, no containment',
    ],
    [
      '<Singleton Name="S" Type="N.H"><NavigationPropertyBinding Path="Parts" Target="Es"/></Singleton>',
      '7: csdl-binding-path: S binds Parts to Es: Parts contains its entities, so that nothing can be bound',
    ],
  ])('in the container: %s', (container, finding) => {
    const holder =
      '<EntityType Name="H"><NavigationProperty Name="Parts" Type="Collection(N.E)" ContainsTarget="true"/></EntityType>'
    const operations =
      '<Action Name="a"/><Function Name="f"><ReturnType Type="Edm.String"/></Function>'
    expect(findings(documentOf(entity(id) + holder + operations, container))).toEqual([finding])
  })
})

test.each(['Parts/Next', 'Next/N.E'])('a binding of the path %s is sound', (path) => {
  const holder =
    '<EntityType Name="H" BaseType="N.E"><NavigationProperty Name="Parts" Type="Collection(N.E)" ContainsTarget="true"/></EntityType>'
  const singleton = `<Singleton Name="S" Type="N.H"><NavigationPropertyBinding Path="${path}" Target="Es"/></Singleton>`
  expect(findings(documentOf(holder, singleton))).toEqual([])
})

test('reports a document without a schema', () => {
  const text =
    '<Edmx Version="4.0" xmlns="http://docs.oasis-open.org/odata/ns/edmx"><DataServices/></Edmx>'
  expect(findings(text)).toEqual(['1: csdl-element: expected at least one Schema, found none'])
})

describe('lint of a document in CSDL JSON', () => {
  test.each([
    [
      '"X": {"$Kind": "EntityType", "$Key": ["a", 1], "a": {}}',
      'csdl-key: $Key: expected a name, or an object of an alias and its path, found 1',
    ],
    [
      '"X": {"$Kind": "EntityType", "$Key": ["a", {"b": 1}], "a": {}}',
      'csdl-key: $Key: expected a name, or an object of an alias and its path, found {"b":1}',
    ],
    [
      '"X": {"$Kind": "EntityType", "$Key": [], "a": {}}',
      'csdl-key: the key of N.X names no property',
    ],
    [
      '"X": {"$Kind": "ComplexType", "a": {"$Type": "Edm.Date", "$DefaultValue": 1}}',
      'csdl-facet: DefaultValue: 1 is no value of a',
    ],
    [
      '"X": {"$Kind": "ComplexType", "a": {"$DefaultValue": 1}}',
      'csdl-facet: DefaultValue: 1 is no value of a',
    ],
    [
      '"X": {"$Kind": "ComplexType", "a": {"$Type": "Edm.Byte", "$DefaultValue": 256}}',
      'csdl-facet: DefaultValue: 256 is no value of a',
    ],
    [
      '"X": {"$Kind": "ComplexType", "a": "Edm.String"}',
      'csdl-element: a: expected an object, found "Edm.String"',
    ],
    ['"X": {"$Kind": "ComplexType", "a": null}', 'csdl-element: a: expected an object, found null'],
    [
      '"X": {"$Kind": "ComplexType", "a": {"$Collection": "true"}}',
      'csdl-attribute: $Collection: expected a boolean, found "true"',
    ],
    [
      '"X": {"$Kind": "ComplexType", "a": {"$Nulable": true}}',
      "csdl-attribute: $Nulable is no member of CSDL JSON; did you mean '$Nullable'?",
    ],
    [
      '"X": {"$Kind": "ComplexType", "$Key": "a"}',
      'csdl-attribute: $Key: expected an array, found "a"',
    ],
    [
      '"a": [{"$Kind": "Action", "$Parameter": {"p": {}}}]',
      'csdl-attribute: $Parameter: expected an array, found {"p":{}}',
    ],
    [
      '"a": [{"$Kind": "Action", "$Parameter": [{"$Name": "p", "$Type": 1}]}]',
      'csdl-attribute: $Type: expected a string, found 1',
    ],
    [
      '"C": {"$Kind": "EntityContainer", "Es": []}',
      'csdl-element: Es: expected an object, found []',
    ],
  ])('%s', (element, finding) => {
    const file = join(folder, 'a.json')
    writeFileSync(file, `{"$Version": "4.01",\n"N": {\n${element}}}`)
    const found = lint(readContract([file]))
    expect(found.map(({ rule, source, message }) => `${source.line} ${rule}: ${message}`)).toEqual([
      `3 ${finding}`,
    ])
  })
})

describe('a document that cannot be used', () => {
  test.each([
    ['a.xml', '<Edmx><', ':1:7: unclosed tag: Edmx'],
    [
      'a.xml',
      '<!DOCTYPE Edmx [<!ENTITY e SYSTEM "file:///etc/passwd">]><Edmx>&e;</Edmx>',
      ':1:66: undefined entity.',
    ],
    [
      'a.xml',
      '<Schema xmlns="http://schemas.microsoft.com/ado/2009/11/edm"/>',
      ':1: expected Edmx in the namespace http://docs.oasis-open.org/odata/ns/edmx, found Schema of OData 3 or older (http://schemas.microsoft.com/ado/2009/11/edm)',
    ],
    [
      'a.xml',
      '\n<e:Edmx Version="1.0" xmlns:e="http://schemas.microsoft.com/ado/2007/06/edmx"/>',
      ':2: expected Edmx in the namespace http://docs.oasis-open.org/odata/ns/edmx, found Edmx of OData 3 or older (http://schemas.microsoft.com/ado/2007/06/edmx)',
    ],
    [
      'a.xml',
      '<Edmx Version="3.0" xmlns="http://docs.oasis-open.org/odata/ns/edmx"/>',
      ":1: expected Edmx with Version 4.0 or 4.01, found '3.0'",
    ],
    ['a.json', '{"$Version": "4.01",\n "N" 1}', ":2:6: expected ':', found '1'"],
    ['a.json', '{\n"$Version": "3.0"}', ':2: expected $Version "4.0" or "4.01", found "3.0"'],
    ['a.json', '[]', ':1: expected a JSON object'],
  ])('%s with %s is refused', (name, text, message) => {
    const file = join(folder, name)
    writeFileSync(file, text)
    expect(() => readContract([file])).toThrow(`${file}${message}`)
  })
})
