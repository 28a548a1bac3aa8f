import type { OperationDeclaration, SourceLocation } from '../../model/index.ts'
import { at, operationKey, placeOf, writeType } from './contract-sides.ts'
import type { Finding, LintRule } from './lint-rule.ts'

/** An action or function that is none in CSDL, or is another there. */
export const pageCsdlOperation: LintRule = {
  name: 'page-csdl-operation',
  severity: 'error',
  *check({ sides }) {
    if (!sides) return
    const declared = new Map<string, OperationDeclaration[]>()
    for (const operation of sides.csdl.operations) {
      const overloads = declared.get(operationKey(operation))
      if (overloads) overloads.push(operation)
      else declared.set(operationKey(operation), [operation])
    }
    for (const page of sides.pages.operations) {
      const source = placeOf(page)
      if (source) yield* compare(page, declared.get(operationKey(page)) ?? [], source)
    }
  },
}

function* compare(
  page: OperationDeclaration,
  overloads: readonly OperationDeclaration[],
  source: SourceLocation,
): Generator<Finding> {
  const name = `${page.namespace}.${page.name}`
  const [first] = overloads
  if (!first) {
    const binding = page.bindingType ? `, bound to ${writeType(page.bindingType)},` : ''
    yield { message: `expected ${name}${binding} in the CSDL, found it on a page only`, source }
    return
  }
  const same = overloads.find(({ kind }) => kind === page.kind)
  if (!same) {
    const kind = first.kind === 'action' ? 'an action' : 'a function'
    yield {
      message: `expected ${name} to be ${kind}${at(first.source)}, found ${page.kind}`,
      source,
    }
    return
  }
  const [expected, found] = [same.returnType, page.returnType]
  if (expected && found && writeType(expected) !== writeType(found)) {
    const message = `expected ${name} to return ${writeType(expected)}${at(same.source)}, found ${writeType(found)}`
    yield { message, source }
  }
  const names = new Set(overloads.flatMap(({ parameters }) => parameters.map((each) => each.name)))
  for (const parameter of page.parameters) {
    if (names.has(parameter.name)) continue
    const known = `expected a parameter of ${name} as the CSDL has it${at(same.source)}`
    yield { message: `${known}, found '${parameter.name}'`, source: parameter.source ?? source }
  }
}
