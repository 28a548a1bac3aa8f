import { expect, test } from '@jest/globals'
import { createCsdlNames } from './csdl-names.ts'
import { parseXml } from './parse-xml.ts'
import { readXmlAnnotations } from './read-csdl-annotation-xml.ts'

const names = createCsdlNames(
  new Map([
    ['C', 'Org.OData.Core.V1'],
    ['self', 'Shop'],
  ]),
)

function fail(rule: string, message: string): void {
  throw new Error(`${rule}: ${message}`)
}

function annotations(inner: string): unknown {
  return readXmlAnnotations(parseXml('a.xml', `<E>${inner}</E>`), { names, report: fail })
}

test.each([
  ['Bool="true"', true],
  ['Bool="false"', false],
  ['Binary="T0RhdGE"', 'T0RhdGE'],
  ['Date="2000-01-01"', '2000-01-01'],
  ['DateTimeOffset="2000-01-01T16:00:00.000-09:00"', '2000-01-01T16:00:00.000-09:00'],
  ['Decimal="3.14"', 3.14],
  ['Decimal="12345678901234567.5"', '12345678901234567.5'],
  ['Duration="P7D"', 'P7D'],
  ['EnumMember="self.Color/Red self.Color/Blue"', 'Red,Blue'],
  ['Float="INF"', 'INF'],
  ['Float="3.1e2"', 310],
  ['Guid="21EC2020-3AEA-1069-A2DD-08002B30309D"', '21EC2020-3AEA-1069-A2DD-08002B30309D'],
  ['Int="-42"', -42],
  ['Int="9223372036854775807"', '9223372036854775807'],
  ['String=" Product &amp; Catalog "', ' Product & Catalog '],
  ['TimeOfDay="21:45:00"', '21:45:00'],
  ['Path="self.Manager/Name"', { $Path: 'Shop.Manager/Name' }],
  ['PropertyPath="Name"', 'Name'],
  ['NavigationPropertyPath="self.Manager/Reports"', 'Shop.Manager/Reports'],
  ['AnnotationPath="Address/@C.Description#q"', 'Address/@Org.OData.Core.V1.Description#q'],
  ['UrlRef="http://host/"', { $UrlRef: 'http://host/' }],
  ['', true],
])('the constant or path %s', (attribute, value) => {
  expect(annotations(`<Annotation Term="self.T" ${attribute}/>`)).toEqual({ 'Shop.T': value })
})

test.each([
  ['<String>a</String>', 'a'],
  ['<Int> 5 </Int>', 5],
  ['<Null/>', null],
  ['<Collection><String>a</String><Int>1</Int></Collection>', ['a', 1]],
  ['<Collection/>', []],
  ['<And><Path>A</Path><Bool>true</Bool></And>', { $And: [{ $Path: 'A' }, true] }],
  ['<Not><Path>A</Path></Not>', { $Not: { $Path: 'A' } }],
  ['<Neg><Int>1</Int></Neg>', { $Neg: 1 }],
  ['<Eq><Null/><Path>A</Path></Eq>', { $Eq: [null, { $Path: 'A' }] }],
  ['<In><Path>A</Path><Collection><Int>1</Int></Collection></In>', { $In: [{ $Path: 'A' }, [1]] }],
  ['<DivBy><Int>4</Int><Int>2</Int></DivBy>', { $DivBy: [4, 2] }],
  [
    '<Apply Function="odata.concat"><String>a</String><Path>B</Path></Apply>',
    { $Apply: ['a', { $Path: 'B' }], $Function: 'odata.concat' },
  ],
  [
    '<Cast Type="Collection(self.T)" MaxLength="4"><Path>A</Path></Cast>',
    { $Cast: { $Path: 'A' }, $Type: 'Shop.T', $Collection: true, $MaxLength: 4 },
  ],
  ['<IsOf Type="self.T"><Path>A</Path></IsOf>', { $IsOf: { $Path: 'A' }, $Type: 'Shop.T' }],
  ['<If><Path>A</Path><Int>1</Int><Int>2</Int></If>', { $If: [{ $Path: 'A' }, 1, 2] }],
  ['<LabeledElement Name="L" Path="A"/>', { $LabeledElement: { $Path: 'A' }, $Name: 'L' }],
  ['<LabeledElementReference Name="self.L"/>', { $LabeledElementReference: 'Shop.L' }],
  ['<UrlRef><Path>A</Path></UrlRef>', { $UrlRef: { $Path: 'A' } }],
  [
    `<Record Type="self.R"><PropertyValue Property="A" Int="1"><Annotation Term="C.Description" String="d"/></PropertyValue>
     <PropertyValue Property="B"><Collection/></PropertyValue><Annotation Term="C.Tag"/></Record>`,
    {
      '@type': '#Shop.R',
      A: 1,
      'A@Org.OData.Core.V1.Description': 'd',
      B: [],
      '@Org.OData.Core.V1.Tag': true,
    },
  ],
])('the expression %s', (inner, value) => {
  expect(annotations(`<Annotation Term="self.T">${inner}</Annotation>`)).toEqual({
    'Shop.T': value,
  })
})

test('Qualifiers, and annotations of annotations, are part of the name', () => {
  const inner = '<Annotation Term="C.Description" String="why"/>'
  expect(
    annotations(`<Annotation Term="self.T" Qualifier="q" Int="1">${inner}</Annotation>`),
  ).toEqual({
    'Shop.T#q': 1,
    'Shop.T#q@Org.OData.Core.V1.Description': 'why',
  })
})
