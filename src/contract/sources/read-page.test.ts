import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import type { PageDocument } from '../page.ts'
import { readPage } from './read-page.ts'

function read(...lines: readonly string[]): PageDocument {
  return readPage('api/tea-post.md', lines.join('\n'))
}

const wholePage = `---
title: "Create tea"
doc_type: apiPageType
---

# Create **tea**
Namespace: shop.graph

Brews a [tea](../resources/tea.md) that
somebody [ordered][order].

## HTTP request

<!-- {
  "blockType": "ignored",
}
-->

\`\`\` http
POST /teas
\`\`\`

## Request body

| Property | Type |
|:--|:--|
| \`name\` | [label](../resources/label.md) collection |

## Examples
### Example 1: green
#### Request

# [HTTP](#tab/http)
<!-- { "blockType": "request", "name": "create_tea" } -->
\`\`\`http
POST https://tea.example/v1/teas
\`\`\`
# [C#](#tab/csharp)
\`\`\`csharp
await teas.Add();
\`\`\`
---

#### Response
\`\`\`json
{}
\`\`\`

[order]: ../resources/order.md
`

describe('readPage', () => {
  const page = readPage('contract/api/tea-post.md', wholePage)

  test('gives title, namespace, kind and front matter with their lines', () => {
    const file = 'contract/api/tea-post.md'
    expect(page.title).toEqual({ text: 'Create tea', source: { file, line: 6 } })
    expect(page.namespace).toEqual({ text: 'shop.graph', source: { file, line: 7 } })
    expect(page.kind).toBe('api')
    expect(page.frontMatter).toEqual({
      title: { value: 'Create tea', line: 2 },
      doc_type: { value: 'apiPageType', line: 3 },
    })
  })

  test('cuts the page at its headings, and tabs are no headings', () => {
    expect(
      page.sections.map(({ level, heading, parents, source }) => [
        source.line,
        level,
        heading,
        parents,
      ]),
    ).toEqual([
      [6, 1, 'Create tea', []],
      [12, 2, 'HTTP request', ['create tea']],
      [23, 2, 'Request body', ['create tea']],
      [29, 2, 'Examples', ['create tea']],
      [30, 3, 'Example 1: green', ['create tea', 'examples']],
      [31, 4, 'Request', ['create tea', 'examples', 'example 1: green']],
      [44, 4, 'Response', ['create tea', 'examples', 'example 1: green']],
    ])
  })

  test('gives code blocks their annotation, section and tab', () => {
    expect(
      page.codeBlocks.map(({ source, language, content, annotation, heading, tab }) => [
        source.line,
        language,
        content,
        annotation?.value,
        heading,
        tab,
      ]),
    ).toEqual([
      [19, 'http', 'POST /teas', { blockType: 'ignored' }, 'HTTP request', undefined],
      [
        35,
        'http',
        'POST https://tea.example/v1/teas',
        { blockType: 'request', name: 'create_tea' },
        'Request',
        'http',
      ],
      [39, 'csharp', 'await teas.Add();', undefined, 'Request', 'csharp'],
      [45, 'json', '{}', undefined, 'Response', undefined],
    ])
  })

  test('finds links in paragraphs and cells, references resolved, each with its line', () => {
    expect(page.links.map(({ text, href, source }) => [source.line, text, href])).toEqual([
      [9, 'tea', '../resources/tea.md'],
      [10, 'ordered', '../resources/order.md'],
      [27, 'label', '../resources/label.md'],
    ])
  })

  test('gives cells as text, as source and as links', () => {
    const [table] = page.sections[2]!.tables
    expect(table!.header).toEqual(['Property', 'Type'])
    expect(table!.rows[0]!.cells.map(({ text, markdown }) => [text, markdown])).toEqual([
      ['name', '`name`'],
      ['label collection', '[label](../resources/label.md) collection'],
    ])
    expect(table!.rows[0]!.source.line).toBe(27)
  })
})

describe('what reference pages contain against the rules', () => {
  test('a fence without its end ends where the page evidently goes on', () => {
    const page = read(
      '# A',
      '',
      '```http',
      'GET /teas',
      '',
      '### Response',
      '',
      '```http',
      'HTTP/1.1 200 OK',
      '```',
    )
    expect(page.sections.map(({ heading }) => heading)).toEqual(['A', 'Response'])
    expect(page.codeBlocks.map(({ content, source }) => [source.line, content])).toEqual([
      [3, 'GET /teas\n'],
      [8, 'HTTP/1.1 200 OK'],
    ])
  })

  test('a comment without its end ends before the next blank line', () => {
    const page = read('<!-- { "blockType": "request" }', '', '## Request', '', '<!-- { } -->')
    expect(page.annotations.map(({ value }) => value)).toEqual([{ blockType: 'request' }, {}])
    expect(page.sections.map(({ heading }) => heading)).toEqual(['Request'])
  })

  test('an annotation that does not parse keeps its text', () => {
    const [annotation] = read('<!-- { "blockType": request } -->').annotations
    expect(annotation).toEqual({
      value: undefined,
      text: '{ "blockType": request }',
      source: { file: 'api/tea-post.md', line: 1 },
    })
  })

  test('text between an annotation and a code block parts them', () => {
    const [block] = read(
      '<!-- {"blockType": "response"} -->',
      'Some text.',
      '```http',
      'x',
      '```',
    ).codeBlocks
    expect(block!.annotation).toBeUndefined()
  })

  test.each<[string, readonly string[], unknown]>([
    [
      'no outer pipes',
      ['a | b', '--|--', '1 | 2'],
      [
        ['a', 'b'],
        ['1', '2'],
      ],
    ],
    [
      'a bold header',
      ['|**a**|b&nbsp;|', '|-|-|', '|1|2|'],
      [
        ['a', 'b'],
        ['1', '2'],
      ],
    ],
    [
      'a narrow delimiter row',
      ['|a|b|', '|--|', '|1|2|'],
      [
        ['a', 'b'],
        ['1', '2'],
      ],
    ],
    [
      'a wide delimiter row',
      ['Text', '|a|b|', '|--|--|--|', '|1|2|'],
      [
        ['a', 'b'],
        ['1', '2'],
      ],
    ],
    [
      'a broken row',
      ['|a|b|', '|-|-|', '|1|2 and', 'more|', '|3|4|'],
      [
        ['a', 'b'],
        ['1', '2 and more'],
        ['3', '4'],
      ],
    ],
    [
      'text after the last row',
      ['|a|b|', '|-|-|', '|1|2|', 'Text.'],
      [
        ['a', 'b'],
        ['1', '2'],
      ],
    ],
    [
      'an escaped pipe',
      ['|a|b|', '|-|-|', '|1|2 \\| 3|'],
      [
        ['a', 'b'],
        ['1', '2 | 3'],
      ],
    ],
    [
      'rows of other widths',
      ['|a|b|', '|-|-|', '|1|', '|1|2|3|'],
      [['a', 'b'], ['1'], ['1', '2', '3']],
    ],
    [
      'a block quote',
      ['> |a|b|', '> |-|-|', '> |1|2|'],
      [
        ['a', 'b'],
        ['1', '2'],
      ],
    ],
    ['a comment', ['<!--', '|a|b|', '|-|-|', '|1|2|', '-->'], undefined],
  ])('a table with %s', (_, lines, expected) => {
    const [table] = read(...lines).sections.flatMap(({ tables }) => tables)
    expect(
      table && [table.header, ...table.rows.map(({ cells }) => cells.map(({ text }) => text))],
    ).toEqual(expected)
  })

  test('line ends may be CRLF', () => {
    const page = readPage('a.md', wholePage.replaceAll('\n', '\r\n'))
    expect(page.sections.map(({ source }) => source.line)).toEqual([6, 12, 23, 29, 30, 31, 44])
    expect(page.codeBlocks[0]!.content).toBe('POST /teas')
  })
})

test('any text gives a page', () => {
  const fragments = fc.constantFrom(
    '---\n',
    '# a\n',
    '```http\n',
    '```\n',
    '<!-- {',
    '-->\n',
    '|a|b|\n',
    '|-|\n',
    '[a](b)',
    '[a]: b\n',
    '> ',
    '- ',
    '\n\n',
    '\r',
    '`',
    '**',
    '_',
    '&#x0;',
    '\\',
  )
  const text = fc
    .array(fc.oneof(fragments, fc.string({ unit: 'binary' })))
    .map((parts) => parts.join(''))
  fc.assert(
    fc.property(text, (source) => {
      expect(readPage('a.md', source).lines.length).toBeGreaterThan(0)
    }),
  )
})
