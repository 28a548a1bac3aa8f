import { readAlias, takeKeyword } from './aggregate-expr.ts'
import type { ComputeItem } from './ast.ts'
import { isBlank } from './characters.ts'
import { parseExpression } from './common-expr.ts'
import { Cursor } from './cursor.ts'

const COMMA = 0x2c

/**
 * The value of `$compute`.
 * @param text decoded
 * @throws ODataSyntaxError
 * @see URL Conventions, "System Query Option $compute"
 */
export function parseCompute(text: string): ComputeItem[] {
  return parseComputeItems(new Cursor(text))
}

/** All items, to the end of the cursor's text. */
export function parseComputeItems(cursor: Cursor): ComputeItem[] {
  const items: ComputeItem[] = []
  do {
    cursor.skipNeedlessBlanks()
    items.push(parseComputeItem(cursor))
    cursor.skipNeedlessBlanks()
  } while (cursor.take(COMMA))
  cursor.expectEnd("',' or end of expression")
  return items
}

/** ABNF `computeItem`; `as` in any case. */
function parseComputeItem(cursor: Cursor): ComputeItem {
  const { position } = cursor
  const expression = parseExpression(cursor)
  if (!takeAs(cursor)) cursor.fail("an operator or ' as ' and an alias")
  return { kind: 'computeItem', position, expression, alias: readAlias(cursor) }
}

function takeAs(cursor: Cursor): boolean {
  const start = cursor.position
  cursor.skipBlanks()
  const word = cursor.text.slice(cursor.position, cursor.position + 2)
  const isAs = word.toLowerCase() === 'as' && cursor.position > start && isBlank(cursor.peek(2))
  cursor.position = start
  return isAs && takeKeyword(cursor, word)
}

/** ABNF `computeExpr`, of `compute(…)`: `as` in lower case. */
export function parseComputeExpr(cursor: Cursor): ComputeItem {
  const { position } = cursor
  const expression = parseExpression(cursor)
  if (!takeKeyword(cursor, 'as')) cursor.fail("an operator or ' as ' and an alias")
  return { kind: 'computeItem', position, expression, alias: readAlias(cursor) }
}
