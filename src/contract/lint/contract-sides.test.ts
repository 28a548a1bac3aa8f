import { expect, test } from '@jest/globals'
import { buildModel, type JsonValue } from '../../model/index.ts'
import { compileCsdl } from '../compile-csdl.ts'
import { compilePages } from '../compile-pages.ts'
import type { Contract } from '../contract.ts'
import { mergeContracts } from '../merge-contracts.ts'
import { readCsdlJson } from '../sources/read-csdl-json.ts'
import { readPage } from '../sources/read-page.ts'
import { lint } from './lint.ts'
import { csdlRules } from './rules.ts'

const page = (...lines: readonly string[]) => [
  '# tea resource type',
  'Namespace: shop',
  '## Methods',
  '|Method|Return type|Description|',
  '|-|-|-|',
  '|[brew](../api/tea-brew.md)|[tea](tea.md)|Makes it.|',
  '## Properties',
  '|Property|Type|Description|',
  '|-|-|-|',
  '|id|String|Names it.|',
  ...lines,
]
const brew = [
  '# tea: brew',
  'Namespace: shop',
  '## HTTP request',
  '```http',
  'POST /teas/{id}/brew',
  '```',
  '## Request body',
  '|Parameter|Type|Description|',
  '|-|-|-|',
  '|minutes|Int32|How long.|',
  '## Response',
  'Returns `200 OK` and a [tea](../resources/tea.md) in the response body.',
]
const relationships = (...lines: readonly string[]) => [
  '## Relationships',
  '|Relationship|Type|Description|',
  '|-|-|-|',
  ...lines,
]

/** Pages of teas beside a CSDL with these members in place of what goes with the pages. */
function contractOf(
  lines: readonly string[],
  tea: Record<string, JsonValue> = {},
  shop: Record<string, JsonValue> = {},
): Contract {
  const csdl = {
    $Version: '4.01',
    $EntityContainer: 'shop.c',
    shop: {
      tea: { $Kind: 'EntityType', $Key: ['id'], id: {}, ...tea },
      brew: [
        {
          $Kind: 'Action',
          $IsBound: true,
          $Parameter: [
            { $Name: 'it', $Type: 'shop.tea' },
            { $Name: 'minutes', $Type: 'Edm.Int32' },
          ],
          $ReturnType: { $Type: 'shop.tea' },
        },
      ],
      c: { $Kind: 'EntityContainer', teas: { $Collection: true, $Type: 'shop.tea' } },
      ...shop,
    },
  }
  const pages = [
    readPage('resources/tea.md', page(...lines).join('\n')),
    readPage('api/tea-brew.md', brew.join('\n')),
  ]
  const ofCsdl = compileCsdl([readCsdlJson('shop.json', JSON.stringify(csdl, undefined, 1))])
  const ofPages = compilePages(pages, [])
  const document = mergeContracts(ofCsdl, ofPages)
  return {
    ...document,
    model: buildModel(document.declaration),
    kind: 'mixed',
    hash: '',
    pages,
    sides: { csdl: ofCsdl.declaration, pages: ofPages.declaration },
    files: [],
  }
}

const rules = csdlRules.map(({ name }) => name)

function findingsOf(contract: Contract): readonly string[] {
  return lint(contract)
    .filter(({ rule }) => rules.includes(rule))
    .map(({ rule, message, source }) => `${source.file}:${source.line}: ${rule}: ${message}`)
}

test('pages and CSDL that agree have no findings', () => {
  expect(findingsOf(contractOf([]))).toEqual([])
})

const leaf = { $Kind: 'EntityType', $Key: ['id'], id: {} }

test.each<[string, Contract, readonly string[]]>([
  [
    'a property on the page only',
    contractOf(['|name|String|Called so.|']),
    [
      "resources/tea.md:11: page-csdl-property: expected a property of shop.tea as the CSDL has it (shop.json:5), found 'name'",
    ],
  ],
  [
    'a property of the CSDL only',
    contractOf([], { name: {} }),
    [
      "shop.json:11: page-csdl-property: expected 'name' on the page of shop.tea (resources/tea.md:1), found it in the CSDL only",
    ],
  ],
  [
    'a property of a base type',
    contractOf(
      ['|name|String|Called so.|'],
      { $BaseType: 'shop.drink' },
      { drink: { $Kind: 'EntityType', $Abstract: true, name: {} } },
    ),
    ['shop.json:39: csdl-type-without-page: no page explains shop.drink'],
  ],
  [
    'another type',
    contractOf(['|minutes|String|How long.|'], {
      minutes: { $Type: 'Edm.Int32', $Nullable: true },
    }),
    [
      "resources/tea.md:11: page-csdl-value: expected 'minutes' of shop.tea to be Edm.Int32 (shop.json:11), found Edm.String",
    ],
  ],
  [
    'a collection',
    contractOf(['|names|String collection|All.|'], { names: { $Nullable: true } }),
    [
      "resources/tea.md:11: page-csdl-value: expected 'names' of shop.tea to be Edm.String (shop.json:11), found Collection(Edm.String)",
    ],
  ],
  [
    'another nullability',
    contractOf(['|name|String|Called so. Nullable.|'], { name: {} }),
    [
      "resources/tea.md:11: page-csdl-value: expected 'name' of shop.tea to be not nullable (shop.json:11), found nullable",
    ],
  ],
  [
    'a relationship that leads elsewhere',
    contractOf(
      relationships('|next|[tea](tea.md)|Follows.|'),
      { next: { $Kind: 'NavigationProperty', $Type: 'shop.leaf' } },
      { leaf },
    ),
    [
      "resources/tea.md:14: page-csdl-navigation: expected 'next' of shop.tea to lead to shop.leaf (shop.json:11), found shop.tea",
      'shop.json:42: csdl-type-without-page: no page explains shop.leaf',
    ],
  ],
  [
    'a relationship that is a property',
    contractOf(['|next|String|Follows.|'], {
      next: { $Kind: 'NavigationProperty', $Type: 'shop.tea' },
    }),
    [
      "resources/tea.md:11: page-csdl-navigation: expected 'next' of shop.tea to be a relationship (shop.json:11), found a property",
    ],
  ],
  [
    'a type on a page only',
    contractOf([], {}, { tea: [], brew: [], c: { $Kind: 'EntityContainer' }, leaf }),
    [
      'api/tea-brew.md:1: page-csdl-operation: expected shop.brew, bound to shop.tea, in the CSDL, found it on a page only',
      'resources/tea.md:1: page-csdl-type: expected shop.tea in the CSDL, found it on a page only',
      'shop.json:10: csdl-type-without-page: no page explains shop.leaf',
    ],
  ],
  [
    'an operation on a page only',
    contractOf([], {}, { brew: [] }),
    [
      'api/tea-brew.md:1: page-csdl-operation: expected shop.brew, bound to shop.tea, in the CSDL, found it on a page only',
    ],
  ],
  [
    'a function that is an action',
    contractOf(
      [],
      {},
      {
        brew: [
          {
            $Kind: 'Function',
            $IsBound: true,
            $Parameter: [{ $Name: 'it', $Type: 'shop.tea' }],
            $ReturnType: { $Type: 'shop.tea' },
          },
        ],
      },
    ),
    [
      'api/tea-brew.md:1: page-csdl-operation: expected shop.brew to be a function (shop.json:13), found action',
    ],
  ],
  [
    'other parameters and results',
    contractOf(
      [],
      {},
      {
        brew: [
          {
            $Kind: 'Action',
            $IsBound: true,
            $Parameter: [{ $Name: 'it', $Type: 'shop.tea' }],
            $ReturnType: {},
          },
        ],
      },
    ),
    [
      'api/tea-brew.md:1: page-csdl-operation: expected shop.brew to return Edm.String (shop.json:13), found shop.tea',
      "api/tea-brew.md:10: page-csdl-operation: expected a parameter of shop.brew as the CSDL has it (shop.json:13), found 'minutes'",
    ],
  ],
  [
    'a pattern that is none',
    contractOf(['|name|String|Called so.|'], { name: { '@Org.OData.Validation.V1.Pattern': '[' } }),
    [
      "shop.json:11: invalid-pattern: expected a regular expression for 'name' of shop.tea, found '['",
    ],
  ],
])('%s is found', (_, contract, expected) => {
  expect(findingsOf(contract)).toEqual(expected)
})
