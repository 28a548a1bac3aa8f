import type { EnumType } from '../../model/index.ts'
import { isOfCsdl } from './csdl-elements.ts'
import type { LintRule } from './lint-rule.ts'

const ranges: Readonly<Record<string, readonly [number, number]>> = {
  'Edm.Byte': [0, 255],
  'Edm.SByte': [-128, 127],
  'Edm.Int16': [-32_768, 32_767],
  'Edm.Int32': [-(2 ** 31), 2 ** 31 - 1],
  'Edm.Int64': [-(2 ** 63), 2 ** 63],
}

/** Members that cannot have their value. See CSDL, "Enumeration Type". */
export const csdlEnum: LintRule = {
  name: 'csdl-enum',
  severity: 'warning',
  *check({ model }) {
    for (const type of model.types.values()) {
      if (type.kind !== 'enumType' || !isOfCsdl(type.source)) continue
      for (const problem of findProblems(type)) {
        yield { message: `${type.qualifiedName}${problem}`, source: type.source }
      }
    }
  },
}

function* findProblems({ members, isFlags, underlyingType }: EnumType): Iterable<string> {
  const name = underlyingType?.qualifiedName ?? 'Edm.Int32'
  const [least, most] = ranges[name]!
  for (const [member, value] of members) {
    if (value < least || value > most) yield `/${member}: ${value} is no value of ${name}`
    if (isFlags && value < 0)
      yield `/${member}: expected a value that is not negative for a flag, found ${value}`
  }
}
