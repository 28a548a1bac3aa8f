import { readFileSync } from 'node:fs'
import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { compileCsdl } from '../src/contract/compile-csdl.ts'
import { readContract } from '../src/contract/index.ts'
import { readCsdlJson } from '../src/contract/sources/read-csdl-json.ts'
import { readCsdlXml } from '../src/contract/sources/read-csdl-xml.ts'
import {
  buildModel,
  type JsonValue,
  type Model,
  type ModelDeclaration,
  type StructuredTypeDeclaration,
} from '../src/model/index.ts'
import { writeMetadataJson, writeMetadataXml } from '../src/representation/index.ts'
import { sample } from './requests/contracts.ts'

/** A document with every element of CSDL, and annotations of every form. */
const everything = readFileSync('test/contracts/everything.xml', 'utf8')

function readXml(text: string): ModelDeclaration {
  const { declaration, diagnostics } = compileCsdl([readCsdlXml('it.xml', text)])
  expect(diagnostics).toEqual([])
  return declaration
}

function readJson(model: Model): ModelDeclaration {
  const text = JSON.stringify(writeMetadataJson(model))
  const { declaration, diagnostics } = compileCsdl([readCsdlJson('it.json', text)])
  expect(diagnostics).toEqual([])
  return declaration
}

/**
 * What is said, wherever it stands. `variable` says of a scale what its absence does; references to
 * standard vocabularies are added where a document lacks them, in the format that it is written in.
 */
function said(declaration: ModelDeclaration): unknown {
  const isStandard = (value: unknown) => JSON.stringify(value).includes('Org.OData.')
  const { references = [], aliases = {}, ...rest } = declaration
  const all = {
    ...rest,
    references: references.filter((reference) => !isStandard(reference)),
    aliases: Object.entries(aliases).filter((alias) => !isStandard(alias)),
  }
  return JSON.parse(
    JSON.stringify(all, (name, value: unknown) => {
      if (/[sS]ource$/.test(name) || (name === 'scale' && value === 'variable')) return undefined
      return value
    }),
  )
}

describe.each([
  ['everything', everything],
  ['sales', readFileSync('test/contracts/sales.xml', 'utf8')],
  ['people', readFileSync('test/contracts/people.xml', 'utf8')],
  ['trippin', readFileSync('test/contracts/trippin.xml', 'utf8')],
  ['northwind', readFileSync('test/contracts/northwind.xml', 'utf8')],
])('the document %s', (_, text) => {
  const declaration = readXml(text)
  const model = buildModel(declaration)

  test('is the same read from the XML that is written of it', () => {
    expect(said(readXml(writeMetadataXml(model)))).toEqual(said(declaration))
  })

  test('is the same read from the JSON that is written of it', () => {
    expect(said(readJson(model))).toEqual(said(declaration))
  })

  test('is the same XML by way of JSON', () => {
    expect(writeMetadataXml(buildModel(readJson(model)))).toBe(writeMetadataXml(model))
  })
})

test('a document in our own order and layout is written as it was', () => {
  expect(writeMetadataXml(buildModel(readXml(everything)))).toBe(everything)
})

test('the metadata of pages is the same written again after it is read', () => {
  const { model } = readContract(sample.contract)
  const xml = writeMetadataXml(model)
  const read = buildModel(readXml(xml))
  expect(writeMetadataXml(read)).toBe(xml)
  expect(writeMetadataXml(buildModel(readJson(model)))).toBe(xml)
})

const name = fc.stringMatching(/^[A-Z][a-z0-9_]{0,5}$/)
const text = fc.string({ maxLength: 12, unit: 'grapheme' }).filter(isXmlText)

/** XML has no control characters and no halves of pairs. */
function isXmlText(value: string): boolean {
  return /^[\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]*$/u.test(value)
}

const constant = fc.oneof(text, fc.boolean(), fc.integer(), fc.constant(null))
const { expression } = fc.letrec<{ readonly expression: JsonValue }>((tie) => ({
  expression: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    constant,
    fc.array(tie('expression'), { maxLength: 3 }),
    fc.dictionary(name, tie('expression'), { maxKeys: 3 }),
    fc.record({
      $Path: fc.array(name, { minLength: 1, maxLength: 3 }).map((path) => path.join('/')),
    }),
    fc
      .tuple(
        fc.constantFrom('$And', '$Add', '$If', '$In'),
        fc.array(tie('expression'), { minLength: 1, maxLength: 3 }),
      )
      .map(([operator, operands]) => ({ [operator]: operands })),
    fc
      .tuple(fc.constantFrom('$Not', '$Neg', '$UrlRef'), tie('expression'))
      .map(([operator, operand]) => ({ [operator]: operand })),
  ),
}))

const annotations = fc.dictionary(
  fc
    .tuple(name, fc.option(name))
    .map(([term, qualifier]) => `gen.terms.${term}${qualifier === null ? '' : `#${qualifier}`}`),
  expression,
  { minKeys: 1, maxKeys: 3 },
)
const annotated = { annotations: fc.option(annotations, { nil: undefined }) }
const typeName = fc.constantFrom(
  'Edm.String',
  'Edm.Int32',
  'Edm.Guid',
  'Edm.Boolean',
  'gen.E0',
  'gen.C0',
)
const property = fc.record({
  typeName,
  isCollection: fc.boolean(),
  nullable: fc.boolean(),
  maxLength: fc.option(fc.nat(), { nil: undefined }),
  ...annotated,
})
const navigation = fc.record({
  isCollection: fc.boolean(),
  containsTarget: fc.boolean(),
  onDelete: fc.constantFrom(undefined, 'Cascade', 'SetNull'),
  ...annotated,
})

function typeOf(kind: StructuredTypeDeclaration['kind'], typeNamed: string) {
  return fc
    .record({
      isAbstract: fc.boolean(),
      isOpen: fc.boolean(),
      properties: fc.dictionary(name, property, { maxKeys: 4 }),
      navigations: fc.dictionary(name, navigation, { maxKeys: 3 }),
      ...annotated,
    })
    .map(({ properties, navigations, ...rest }): StructuredTypeDeclaration => ({
      ...rest,
      kind,
      namespace: 'gen',
      name: typeNamed,
      ...(kind === 'entityType' && { key: ['id'] }),
      properties: [
        { name: 'id', typeName: 'Edm.Int32', isCollection: false, nullable: false },
        ...Object.entries(properties).map(([each, of]) => ({ name: `p${each}`, ...of })),
      ],
      navigationProperties: Object.entries(navigations).map(([each, of]) => ({
        name: `n${each}`,
        typeName: 'gen.T0',
        nullable: true,
        ...of,
      })),
    }))
}

const generated: fc.Arbitrary<ModelDeclaration> = fc
  .tuple(
    typeOf('entityType', 'T0'),
    typeOf('complexType', 'C0'),
    fc.dictionary(name, fc.nat(), { minKeys: 1 }),
  )
  .map(([entityType, complexType, members]) => ({
    namespace: 'gen',
    schemas: [{ namespace: 'gen' }],
    types: [
      entityType,
      complexType,
      {
        kind: 'enumType',
        namespace: 'gen',
        name: 'E0',
        isFlags: false,
        members: Object.entries(members).map(([each, value]) => ({ name: each, value })),
      },
    ],
    operations: [],
    containerName: 'container',
    entitySets: [{ name: 'sets', entityType: 'gen.T0' }],
    singletons: [],
    operationImports: [],
  }))

test('any document is the same read from what is written of it', () => {
  fc.assert(
    fc.property(generated, (declaration) => {
      const written = writeMetadataXml(buildModel(declaration))
      const first = readXml(written)
      const model = buildModel(first)
      expect(said(readXml(writeMetadataXml(model)))).toEqual(said(first))
      expect(said(readJson(model))).toEqual(said(first))
      expect(writeMetadataXml(model)).toBe(written)
    }),
    { numRuns: 100 },
  )
})

describe('$SRID of CSDL JSON', () => {
  test.each<readonly [given: JsonValue, written: string]>([
    ['4326', '4326'],
    ['variable', 'variable'],
    // No string, as the standard asks, and yet understood.
    [4326, '4326'],
  ])('%j is written as %j', (srid, written) => {
    const Place = { $Type: 'Edm.GeographyPoint', $SRID: srid }
    const Town = { $Kind: 'EntityType', $Key: ['ID'], ID: { $Type: 'Edm.Int32' }, Place }
    const document = { $Version: '4.01', Map: { Town } }
    const { declaration, diagnostics } = compileCsdl([
      readCsdlJson('map.json', JSON.stringify(document)),
    ])
    expect(diagnostics).toEqual([])
    expect(writeMetadataJson(buildModel(declaration))).toMatchObject({
      Map: { Town: { Place: { $SRID: written } } },
    })
  })
})
