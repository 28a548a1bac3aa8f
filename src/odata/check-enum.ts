/* Whether an expression is a value of an enumeration: ABNF `enumLiteral`. */
import type { CommonExpr, EnumLiteral } from '../syntax/index.ts'
import { ODataSyntaxError } from '../syntax/index.ts'
import { failAtName, hasQualified, type Names } from './names.ts'

const number = /^[+-]?\d{1,19}$/

/** ABNF `enumLiteral`: the type may be left out. */
export function checkEnum(node: CommonExpr, names: Names): void {
  if (node.kind === 'binaryExpr' || !isEnum(node)) {
    throw new ODataSyntaxError(node.position, 'an enumeration value', 'another expression')
  }
  const { position, value } = node
  const typeRules = ['enumerationTypeName']
  if (node.kind === 'enum' && !hasQualified(names, typeRules, node.typeName)) {
    failAtName(names, typeRules, node.typeName, position, 'an enumeration type')
  }
  for (const member of value.split(',')) {
    if (number.test(member) || names.has('enumerationMember', member)) continue
    failAtName(names, ['enumerationMember'], member, position, 'an enumeration member')
  }
}

/** True for a type and members that there are. */
export function isEnumValue({ typeName, value }: EnumLiteral, names: Names): boolean {
  return (
    hasQualified(names, ['enumerationTypeName'], typeName) &&
    value
      .split(',')
      .every((member) => number.test(member) || names.has('enumerationMember', member))
  )
}

type StringLiteral = Extract<CommonExpr, { kind: 'primitiveLiteral' }>

function isEnum(node: CommonExpr): node is EnumLiteral | StringLiteral {
  return (
    node.kind === 'enum' ||
    (node.kind === 'primitiveLiteral' &&
      node.type === 'Edm.String' &&
      /^(?:[+-]?\d{1,19}|\w+)(?:,(?:[+-]?\d{1,19}|\w+))*$/.test(node.value))
  )
}
