/* ABNF section "Context URL Fragments", back to text. */
import type { ContextSegment, ContextUrl, SelectList, SelectListItem } from './ast.ts'
import { encodeWithShapes } from './encode-with-shapes.ts'
import { printParentheses } from './print-parentheses.ts'

/** The text behind `#`, encoded. */
export function printContext({ target, selectList, suffix }: ContextUrl): string {
  const list = selectList ? printSelectList(selectList) : ''
  const text = printTarget(target) + list + (suffix === undefined ? '' : `/${suffix}`)
  // The sign of a recursion stands as it is alone.
  return encodeWithShapes(text).replaceAll('%2B', '+')
}

function printTarget(target: ContextUrl['target']): string {
  switch (target.kind) {
    case 'ref':
      return '$ref'
    case 'refs':
      return 'Collection($ref)'
    case 'anyEntities':
      return 'Collection(Edm.EntityType)'
    case 'anyComplexes':
      return 'Collection(Edm.ComplexType)'
    case 'type':
      return target.isCollection ? `Collection(${target.typeName})` : target.typeName
    case 'path':
      return target.segments.map(printContextSegment).join('/')
  }
}

function printContextSegment({ name, key }: ContextSegment): string {
  return key ? name + printParentheses(key) : name
}

export function printSelectList({ items }: SelectList): string {
  return `(${items.map(printSelectListItem).join(',')})`
}

export function printSelectListItem(item: SelectListItem): string {
  const path = item.path.map(({ name }) => name).join('/')
  const parameters = item.parameterNames ? `(${item.parameterNames.join(',')})` : ''
  const list = item.selectList ? printSelectList(item.selectList) : ''
  return path + parameters + (item.isRecursive ? '+' : '') + list
}
