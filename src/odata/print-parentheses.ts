import type { NamedParameter, SegmentParentheses } from '../syntax/index.ts'
import { printCommonExpr } from '../syntax/print.ts'

export function printParentheses(node: SegmentParentheses): string {
  switch (node.kind) {
    case 'empty':
      return '()'
    case 'value':
      return `(${printCommonExpr(node.value)})`
    case 'named':
      return `(${node.parameters.map(printPair).join(',')})`
  }
}

export function printPair({ name, value }: Pick<NamedParameter, 'name' | 'value'>): string {
  return `${name}=${printCommonExpr(value)}`
}
