import { expect, test } from '@jest/globals'
import { compilePages } from './compile-pages.ts'
import type { DocumentedQueryOptions } from './contract.ts'
import { readPage } from './sources/read-page.ts'

function optionsOf(text: string, more = ''): DocumentedQueryOptions | undefined {
  const page = readPage(
    'api/shop-list.md',
    `# List shops\n\n## HTTP request\n\`\`\`http\nGET /shops\n\`\`\`\n\n${text}\n\n## Response\n\`200 OK\`\n${more}`,
  )
  return compilePages([page], []).operations[0]!.queryOptions
}

const under = (text: string): string => `## Optional query parameters\n\n${text}`

const link = '[OData query parameters](/graph/query-parameters)'

test.each<[text: string, names: string, isAll: boolean]>([
  [`This method supports the ${link} to help customize the response.`, '', true],
  [`This method supports all of the ${link} to help customize the response.`, '', true],
  [`This method supports some of the OData query parameters. For more, see ${link}.`, '', true],
  ['This method uses OData query parameters to construct the response.', '', true],
  [
    'This method supports the `$select` and `$orderBy` OData query parameters.',
    '$select $orderby',
    false,
  ],
  [
    'This method supports the `select` and `expand` OData query parameters.',
    '$select $expand',
    false,
  ],
  [
    'This method support the [$select query parameter](/x) to shape the response.',
    '$select',
    false,
  ],
  [
    `This method supports the ${link}, including \`$search\` and \`$count\`.`,
    '$search $count',
    true,
  ],
  ['This method supports some of the OData query parameters, including `$top`.', '$top', false],
  [
    'This method supports some of the OData query parameters:\n\n- `$top` limits.\n- `$skip`',
    '$top $skip',
    false,
  ],
  ['This method supports the OData query parameter **$filter**.', '$filter', false],
  ['You can use `$expand` to get what is not returned by default.', '$expand', false],
  ['Supports `$select`. The `$filter` query parameter is not supported.', '$select', false],
  ['This method does not support OData query parameters to customize the response.', '', false],
  ['This method doesn’t support optional query parameters.', '', false],
  ['This method does **not** support the [OData Query Parameters](/x).', '', false],
  ['The [OData Query Parameters](/x) are not currently supported.', '', false],
  [
    '|Query parameter|Type|Description|\n|:--|:--|:--|\n|$top|int|Most.|\n|startDateTime|String|When.|',
    '$top startDateTime',
    false,
  ],
  [
    '|Name|Value|Description|\n|:--|:--|:--|\n|$skip|int|Not supported with *$search*.|',
    '$skip',
    false,
  ],
  [
    'Supports `$filter` on these:\n\n|Properties|Description|\n|:--|:--|\n|name|As `$top`.|',
    '$filter',
    false,
  ],
  ['Set the `includeHiddenFolders` query parameter to `true`.', 'includeHiddenFolders', false],
  ['Use `$expand=manager($levels=max)` and `$select`. Supported.', '$expand $select', false],
])('%s', (text, names, isAll) => {
  expect(optionsOf(under(text))).toEqual({
    names: names === '' ? [] : names.split(' '),
    isAll,
    source: { file: 'api/shop-list.md', line: text.startsWith('|') ? 8 : 10 },
  })
})

test('a page without a word on options documents none and denies none', () => {
  expect(optionsOf('')).toBeUndefined()
  expect(optionsOf(under('For general information, see [query parameters](/x).'))).toBeUndefined()
})

test('a sentence on the method counts where no heading speaks of options', () => {
  const sentence = 'This method supports the `$format` [OData query parameter](/x).'
  const below = (text: string) => `## Function parameters\n\n${text}\n\n`
  expect(optionsOf(below(sentence))?.names).toEqual(['$format'])
  expect(optionsOf(below('Give the `period` query parameter.'))).toBeUndefined()
  expect(optionsOf(below(sentence) + under('Supports `$top`.'))?.names).toEqual(['$top'])
})

test("what the page's own requests send is documented beside", () => {
  const example =
    '## Example\n\n### Request\n```http\nGET https://graph.microsoft.com/beta/shops?$top=2&view=x\n```\n'
  expect(optionsOf(under('This method supports `$select`.'), example)?.names).toEqual([
    '$select',
    '$top',
    'view',
  ])
  expect(optionsOf('', example)).toBeUndefined()
})
