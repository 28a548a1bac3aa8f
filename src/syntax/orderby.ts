import type { OrderbyItem } from './ast.ts'
import { isBlank } from './characters.ts'
import { parseExpression } from './common-expr.ts'
import { Cursor } from './cursor.ts'

const COMMA = 0x2c

/**
 * The value of `$orderby`.
 * @param text decoded
 * @throws ODataSyntaxError
 * @see URL Conventions, "System Query Option $orderby"
 */
export function parseOrderby(text: string): OrderbyItem[] {
  return parseOrderbyItems(new Cursor(text))
}

/** All items, to the end of the cursor's text. */
export function parseOrderbyItems(cursor: Cursor): OrderbyItem[] {
  const items: OrderbyItem[] = []
  do {
    cursor.skipNeedlessBlanks()
    items.push(parseOrderbyItem(cursor))
    cursor.skipNeedlessBlanks()
  } while (cursor.take(COMMA))
  cursor.expectEnd("an operator, 'asc', 'desc', ',' or end of expression")
  return items
}

/** ABNF `orderbyItem` from the cursor to where it ends. */
export function parseOrderbyItem(cursor: Cursor): OrderbyItem {
  const { position } = cursor
  const expression = parseExpression(cursor)
  const descending = takeDirection(cursor) === 'desc'
  return { kind: 'orderbyItem', position, expression, descending }
}

/** `asc` or `desc` after a blank, in any case (4.01). */
function takeDirection(cursor: Cursor): 'asc' | 'desc' | undefined {
  if (!isBlank(cursor.peek())) return undefined
  cursor.skipBlanks()
  const end = cursor.findIdentifierEnd(cursor.position)
  const word = cursor.text.slice(cursor.position, end).toLowerCase()
  if (word !== 'asc' && word !== 'desc') return undefined
  cursor.position = end
  return word
}
