import { describe, expect, test } from '@jest/globals'
import { readTypeCell } from './compile-type-mentions.ts'
import { readPage } from './sources/read-page.ts'

/** The type cell of a one-row table, as the primitive or the name, with `[]` for a collection. */
function typeOf(cell: string): string {
  const text = `# thing resource type\n\n## Properties\n\n|Property|Type|Description|\n|:--|:--|:--|\n|a|${cell}||\n\n[listItem]: listitem.md\n`
  const page = readPage('resources/thing.md', text)
  const [row] = page.sections.flatMap(({ tables }) => tables.flatMap(({ rows }) => rows))
  const { primitive, name, isCollection } = readTypeCell(row!.cells[1]!)
  return (primitive ?? name) + (isCollection ? '[]' : '')
}

const cells: readonly (readonly [string, string])[] = [
  ['String', 'Edm.String'],
  ['`string`', 'Edm.String'],
  ['Edm.String', 'Edm.String'],
  ['string, maximum size 20', 'Edm.String'],
  ['string (url)', 'Edm.String'],
  ['String (timestamp)', 'Edm.DateTimeOffset'],
  ['String collection', 'Edm.String[]'],
  ['Collection(string)', 'Edm.String[]'],
  ['collection of String', 'Edm.String[]'],
  ['bool', 'Edm.Boolean'],
  ['integer', 'Edm.Int32'],
  ['numeric', 'Edm.Double'],
  ['DateTimeOffSet', 'Edm.DateTimeOffset'],
  ['UUID', 'Edm.Guid'],
  ['Edm.TimeOfDay', 'Edm.TimeOfDay'],
  ['Json', 'Edm.Untyped'],
  ['[group](group.md)', 'group'],
  ['[group](group.md) collection', 'group[]'],
  ['[group](../resources/group.md) collection. Ordered.', 'group[]'],
  ['[listItem][] collection', 'listItem[]'],
  ['Collection([listItem][])', 'listItem[]'],
  ['[**item**][listItem]', 'item'],
  ['[trackingState](#trackingstate-values)', 'trackingState'],
  ['[user](user.md) or [group](group.md)', 'Edm.Untyped'],
  ['Int32 or String', 'Edm.Untyped'],
  ['windowsResourceCollection', 'windowsResourceCollection'],
  ['microsoft.graph.termStore.set', 'microsoft.graph.termStore.set'],
  ['None', ''],
]

describe('the type in a cell', () => {
  test.each(cells)('%s is %s', (cell, expected) => expect(typeOf(cell)).toBe(expected))
})
