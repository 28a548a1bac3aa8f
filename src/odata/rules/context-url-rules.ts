/* ABNF section "Context URL Fragments". */
import { Cursor } from '../../syntax/cursor.ts'
import type { ContextFragmentNode } from '../ast.ts'
import { parseContextFragment } from '../context-url.ts'
import { parseSelectList, parseSelectListItem } from '../select-list.ts'
import { parseContext } from '../uri.ts'
import { decoded, refuse, type RuleParser } from './rule-parser.ts'

export const contextRules: Readonly<Record<string, RuleParser>> = {
  context: (text, names) => parseContext(text, names),
  contextFragment: decoded((text, names): ContextFragmentNode => {
    return { kind: 'contextFragment', position: 0, context: parseContextFragment(text, names) }
  }),
  selectList: decoded((text, names) => {
    const cursor = new Cursor(text, 0, text.length, true)
    const list = parseSelectList(cursor, names)
    cursor.expectEnd('the end')
    return list
  }),
  selectListItem: decoded((text, names) => {
    const cursor = new Cursor(text, 0, text.length, true)
    const listed = parseSelectListItem(cursor, names)
    cursor.expectEnd("'/', '(' or the end")
    return listed
  }),
  selectListProperty: decoded((text, names) => {
    if (/^(?:\*|[^/(@]*\.)/.test(text)) refuse('a property', text)
    const cursor = new Cursor(text, 0, text.length, true)
    const listed = parseSelectListItem(cursor, names)
    cursor.expectEnd("'/', '(' or the end")
    return listed
  }),
}
