import { describe, expect, test } from '@jest/globals'
import { buildModel } from '../../model/index.ts'
import { compilePages } from '../compile-pages.ts'
import type { Contract } from '../contract.ts'
import { readPage } from '../sources/read-page.ts'
import { lint } from './lint.ts'
import { pageRules } from './rules.ts'

type Pages = Readonly<Record<string, readonly string[]>>

const tea = 'resources/tea.md'
const create = 'api/tea-post.md'
const get = 'api/tea-get.md'
const list = 'api/tea-list.md'

/** Pages without a fault; a case changes lines of them. */
const soundPages: Pages = {
  [tea]: [
    '# tea resource type',
    'Namespace: shop.graph',
    '## Methods',
    '|Method|Return type|',
    '|-|-|',
    '|[Create tea](../api/tea-post.md)|[tea](tea.md)|',
    '|[Get tea](../api/tea-get.md)|[tea](tea.md)|',
    '|[List teas](../api/tea-list.md)|[tea](tea.md) collection|',
    '## Properties',
    '|Property|Type|Description|',
    '|-|-|-|',
    '|id|String|Names it. Read-only.|',
    '|name|String|What it is called.|',
    '|isGreen|Boolean|True for green tea.|',
    '|brewedAt|DateTimeOffset|When it was ready.|',
    '|minutes|Int32|How long it takes.|',
    '|kind|leafKind|The kind.|',
    '|shape|[leaf](leaf.md)|Its leaf.|',
    '## JSON representation',
    '<!-- {"blockType": "resource", "keyProperty": "id", "@odata.type": "shop.graph.tea"} -->',
    '```json',
    '{',
    '  "id": "1", "name": "Sencha", "isGreen": true, "minutes": 2, "kind": "whole",',
    '  "brewedAt": "2026-01-01T08:00:00Z", "shape": {}',
    '}',
    '```',
    '### leafKind values',
    '|Member|Value|',
    '|-|-|',
    '|whole|0|',
    '|broken|1|',
  ],
  'resources/leaf.md': [
    '# leaf resource type',
    'Namespace: shop.graph',
    '## Properties',
    '|Property|Type|Description|',
    '|-|-|-|',
    '|length|Int32|In millimetres.|',
    '## JSON representation',
    '<!-- {"blockType": "resource", "@odata.type": "shop.graph.leaf"} -->',
    '```json',
    '{ "length": 30 }',
    '```',
  ],
  [create]: [
    '# Create tea',
    'Namespace: shop.graph',
    '## Permissions',
    'None.',
    '## HTTP request',
    '```http',
    'POST /teas',
    '```',
    '## Request body',
    'In the request body, supply a JSON representation of the [tea](../resources/tea.md).',
    '',
    '|Property|Type|Description|',
    '|-|-|-|',
    '|name|String|Required.|',
    '## Response',
    'Returns `201 Created` and a [tea](../resources/tea.md) in the response body.',
    '## Example',
    '<!-- {"blockType": "request", "name": "create_tea"} -->',
    '```http',
    'POST https://shop.example/v1.0/teas',
    'Content-Type: application/json',
    '',
    '{',
    '  "name": "Sencha",',
    '  "isGreen": true',
    '}',
    '```',
    '<!-- {"blockType": "response", "@odata.type": "shop.graph.tea"} -->',
    '```http',
    'HTTP/1.1 201 Created',
    'Content-Type: application/json',
    '',
    '{',
    '  "id": "1",',
    '  "name": "Sencha"',
    '}',
    '```',
  ],
  [get]: [
    '# Get tea',
    '## Permissions',
    'None.',
    '## HTTP request',
    '```http',
    'GET /teas/{id}',
    '```',
    '## Response',
    'Returns `200 OK` and a [tea](../resources/tea.md) in the response body.',
    '## Example',
    '<!-- {"blockType": "request", "name": "get_tea"} -->',
    '```http',
    'GET https://shop.example/v1.0/teas/1',
    '```',
    '<!-- {"blockType": "response", "@odata.type": "shop.graph.tea"} -->',
    '```http',
    'HTTP/1.1 200 OK',
    '',
    '{',
    '  "id": "1",',
    '  "name": "Sencha"',
    '}',
    '```',
  ],
  [list]: [
    '# List teas',
    '## Permissions',
    'None.',
    '## HTTP request',
    '```http',
    'GET /teas',
    '```',
    '## Response',
    'Returns `200 OK` and a collection of [tea](../resources/tea.md) objects in the response body.',
    '## Example',
    '<!-- {"blockType": "request", "name": "list_teas"} -->',
    '```http',
    'GET https://shop.example/v1.0/teas',
    '```',
    '<!-- {"blockType": "response", "@odata.type": "shop.graph.tea", "isCollection": true} -->',
    '```http',
    'HTTP/1.1 200 OK',
    '',
    '{ "value": [{ "id": "1" }] }',
    '```',
  ],
}

/** What is changed: a line by its number, or a page added as a whole. */
type Change = readonly [file: string, line: number, text: string]

function contractOf(changes: readonly Change[], added: Pages = {}): Contract {
  const files: Record<string, readonly string[]> = { ...soundPages, ...added }
  for (const [file, line, text] of changes) files[file] = files[file]!.with(line - 1, text)
  const pages = Object.entries(files).map(([file, lines]) => readPage(file, lines.join('\n')))
  const document = compilePages(pages, [])
  return {
    ...document,
    model: buildModel(document.declaration),
    kind: 'pages',
    hash: '',
    pages,
    files: Object.keys(files),
  }
}

function placesOf(rule: string, contract: Contract): readonly string[] {
  return lint(contract)
    .filter((diagnostic) => diagnostic.rule === rule)
    .map(({ source }) => `${source.file}:${source.line}`)
}

test('sound pages have no findings', () => {
  expect(lint(contractOf([]))).toEqual([])
})

const inText = 'Returns `204 No Content` and a [tea](../resources/tea.md) in the response body.'
const asReference = 'POST https://shop.example/v1.0/teas/1/others/$ref'
const alien = '<!-- {"blockType": "response", "@odata.type": "Other.System.tea"} -->'
const unlinked = ['# Update tea', '## HTTP request', '```http', 'PATCH /teas/{id}', '```']

const cases: readonly (readonly [
  rule: string,
  changes: readonly Change[],
  places: readonly string[],
  added?: Pages,
])[] = [
  [
    'no-content-with-body',
    [
      [create, 16, inText],
      [create, 30, 'HTTP/1.1 204 No Content'],
    ],
    [`${create}:16`, `${create}:33`],
  ],
  ['no-content-with-body', [[create, 16, 'Returns `204 No Content` without a response body.']], []],
  [
    'body-despite-none',
    [[get, 9, 'Returns `200 OK`. It does not return anything in the response body.']],
    [`${get}:19`],
  ],
  ['status-mismatch', [[create, 30, 'HTTP/1.1 200 OK']], [`${create}:30`]],
  [
    'status-mismatch',
    [
      [create, 16, 'Returns a 2xx response code.'],
      [create, 30, 'HTTP/1.1 200 OK'],
    ],
    [],
  ],
  [
    'status-phrase',
    [
      [create, 16, 'Returns `201 Accepted`.'],
      [create, 30, 'HTTP/1.1 201 OK'],
    ],
    [`${create}:16`, `${create}:30`],
  ],
  ['get-with-body', [[get, 13, 'GET https://shop.example/v1.0/teas/1\n\n{}']], [`${get}:15`]],
  [
    'reference-without-odata-id',
    [
      [create, 7, 'POST /teas/{id}/others/$ref'],
      [create, 20, asReference],
    ],
    [`${create}:23`],
  ],
  [
    'reference-without-odata-id',
    [
      [create, 20, asReference],
      [create, 24, '"@odata.id": "https://shop.example/v1.0/teas/2",'],
    ],
    [],
  ],
  [
    'wrapped-entity',
    [
      [get, 20, '  "value": {"id": "1"'],
      [get, 21, '}'],
    ],
    [`${get}:20`],
  ],
  [
    'wrapped-entity',
    [
      [get, 20, '  "value": [{"id": "1"'],
      [get, 21, '}]'],
    ],
    [],
  ],
  [
    'foreign-namespace',
    [
      [create, 28, alien],
      [create, 24, '  "@odata.type": "#Other.tea",'],
    ],
    [`${create}:24`, `${create}:28`],
  ],
  ['foreign-namespace', [[create, 24, '  "@odata.type": "#Shop.Graph.Sub.tea",']], []],
  ['read-only-in-create-example', [[create, 24, '  "id": "1",']], [`${create}:24`]],
  [
    'read-only-in-update-example',
    [
      [create, 7, 'PATCH /teas/{id}'],
      [create, 20, 'PATCH https://shop.example/v1.0/teas/1'],
      [create, 24, '"id": "1",'],
    ],
    [`${create}:24`],
  ],
  ['read-only-required-on-create', [[create, 14, '|id|String|Required.|']], [`${create}:14`]],
  ['undocumented-property', [[get, 21, '  "colour": "green"']], [`${get}:21`]],
  ['property-case', [[get, 21, '  "Name": "Sencha"']], [`${get}:21`]],
  ['unknown-enum-value', [[get, 21, '  "kind": "crushed"']], [`${get}:21`]],
  ['unknown-enum-value', [[get, 21, '  "kind": "broken"']], []],
  [
    'example-value-type',
    [
      [get, 20, '  "brewedAt": "today",'],
      [get, 21, '  "isGreen": "yes"'],
    ],
    [`${get}:20`, `${get}:21`],
  ],
  [
    'example-value-type',
    [
      [get, 20, '  "minutes": 1.5,'],
      [get, 21, '  "name": null'],
    ],
    [`${get}:20`],
  ],
  [
    'placeholder-value',
    [
      [get, 20, '  "brewedAt": "String (timestamp)",'],
      [get, 21, '  "isGreen": "Boolean"'],
    ],
    [`${get}:20`, `${get}:21`],
  ],
  [
    'placeholder-value',
    [
      [create, 24, '  "name": "String",'],
      [get, 21, '  "name": "name-value"'],
    ],
    [`${get}:21`, `${create}:24`],
  ],
  [
    'missing-is-collection',
    [[list, 15, '<!-- {"blockType": "response", "@odata.type": "shop.graph.tea"} -->']],
    [`${list}:15`],
  ],
  [
    'unknown-example-type',
    [[get, 15, '<!-- {"blockType": "response", "@odata.type": "shop.graph.coffee"} -->']],
    [`${get}:15`],
  ],
  [
    'duplicate-example-name',
    [[get, 11, '<!-- {"blockType": "request", "name": "list_teas"} -->']],
    [`${get}:11`, `${list}:11`],
  ],
  ['undocumented-example-url', [[get, 13, 'GET https://shop.example/v1.0/cups/1']], [`${get}:13`]],
  ['undocumented-example-url', [[list, 13, 'GET https://shop.example/v1.0/teas/$count']], []],
  ['url-case', [[get, 13, 'GET https://shop.example/v1.0/Teas/1']], [`${get}:13`]],
  ['other-version-url', [[get, 13, 'GET https://shop.example/beta/teas/1']], [`${get}:13`]],
  ['path-segment-case', [[get, 6, 'GET /Teas/{id}']], [`${get}:6`]],
  [
    'path-segment-number',
    [[get, 6, 'GET /tea/{id}']],
    [`${get}:6`],
    {
      'api/tea-sip.md': [
        '# Sip',
        '## HTTP request',
        '```http',
        'POST /teas/{id}/sip',
        'POST /teas/{id}/taste',
        '```',
      ],
    },
  ],
  [
    'relationship-link-mismatch',
    [[tea, 7, '|[Get tea](../api/tea-get.md)|[tea](leaf.md)|']],
    [`${tea}:7`],
  ],
  [
    'representation-mismatch',
    [[tea, 23, '  "id": "1", "isGreen": true, "minutes": 2, "kind": "whole", "cup": 1,']],
    [`${tea}:13`, `${tea}:23`],
  ],
  [
    'type-name-mismatch',
    [
      [tea, 1, '# Tea leaves'],
      ['resources/leaf.md', 1, '# blade resource type'],
    ],
    ['resources/leaf.md:8'],
  ],
  ['missing-key-property', [[tea, 12, '|number|String|Names it.|']], [`${tea}:1`]],
  ['type-without-page', [[tea, 18, '|shape|[cup](cup.md)|What it is in.|']], [`${tea}:18`]],
  [
    'string-lists-values',
    [[tea, 13, '|name|String|Possible values are: `a`, `b`.|']],
    [`${tea}:13`],
  ],
  ['inferred-property', [[get, 21, '  "colour": "green"']], [`${get}:19`]],
  ['method-without-page', [[tea, 7, '|[Sip tea](../api/tea-sip.md)|[tea](tea.md)|']], [`${tea}:7`]],
  ['broken-link', [[get, 9, 'Returns `200 OK` and a [cup](../resources/cup.md).']], [`${get}:9`]],
  [
    'broken-link',
    [[get, 9, 'See [more](https://shop.example/a.md), [this](#example), [that](/graph/that.md).']],
    [],
  ],
  ['link-case', [[get, 9, 'Returns `200 OK` and a [tea](../resources/Tea.md).']], [`${get}:9`]],
  ['unlinked-page', [], ['api/tea-update.md:1'], { 'api/tea-update.md': unlinked }],
  ['no-permissions', [[get, 2, '## Remarks']], [`${get}:2`.replace(':2', ':1')]],
  ['no-http-request', [[get, 4, '## How']], [`${get}:1`]],
  [
    'todo-placeholder',
    [
      [get, 3, '**TODO: say it.**'],
      [get, 13, 'GET https://shop.example/v1.0/teas/TODO'],
    ],
    [`${get}:3`],
  ],
  ['table-row-shape', [[tea, 13, '|name|String|One|two.|']], [`${tea}:13`]],
  ['invalid-json', [[get, 21, '  "name": "Sencha",']], [`${get}:22`]],
]

describe('each rule finds its fault where it is', () => {
  test.each(cases)('%s %j', (...[rule, changes, places, added]) => {
    expect(placesOf(rule, contractOf(changes, added))).toEqual(places)
  })

  test('every rule has a case', () => {
    expect(new Set(cases.map(([rule]) => rule))).toEqual(new Set(pageRules.map(({ name }) => name)))
  })
})

test('findings are sorted by file and line, with those of reading the contract', () => {
  const contract = contractOf([
    [get, 3, 'TODO'],
    [create, 4, 'TODO'],
  ])
  const read = {
    rule: 'z',
    severity: 'info',
    message: 'm',
    source: { file: get, line: 1 },
  } as const
  expect(lint({ ...contract, diagnostics: [read] })).toEqual([
    read,
    {
      rule: 'todo-placeholder',
      severity: 'warning',
      message: "unfinished text: 'TODO'",
      source: { file: get, line: 3 },
    },
    {
      rule: 'todo-placeholder',
      severity: 'warning',
      message: "unfinished text: 'TODO'",
      source: { file: create, line: 4 },
    },
  ])
})
