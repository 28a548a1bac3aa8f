import { shorten, type EnumType, type SourceLocation } from '../../model/index.ts'
import { csdlStructuredTypes, isOfCsdl } from './csdl-elements.ts'
import type { LintContext } from './lint-context.ts'
import type { Finding, LintRule } from './lint-rule.ts'

const simpleIdentifier = /^[\p{L}\p{Nl}_][\p{L}\p{Nl}\p{Nd}\p{Mn}\p{Mc}\p{Pc}\p{Cf}]{0,127}$/u
const reserved: ReadonlySet<string> = new Set(['Edm', 'odata', 'System', 'Transient'])

interface Named {
  readonly name: string
  readonly source?: SourceLocation | undefined
}

/** A name that no URL could have. See CSDL, "Simple Identifier" and "Namespace". */
export const csdlName: LintRule = {
  name: 'csdl-name',
  severity: 'error',
  *check(context) {
    const { schemas } = context.model
    for (const { namespace, alias, source } of schemas) {
      if (!isOfCsdl(source) || namespace === '') continue
      if (!namespace.split('.').every((part) => simpleIdentifier.test(part))) {
        yield {
          message: `'${namespace}' is no namespace: expected names with dots between`,
          source,
        }
      }
      for (const name of [namespace, alias]) {
        if (name !== undefined && reserved.has(name)) {
          yield { message: `'${name}' is reserved, so that no schema may have it`, source }
        }
      }
      if (alias === undefined) continue
      if (!simpleIdentifier.test(alias)) yield notSimple(alias, source)
      if (schemas.some((other) => other.namespace === alias)) {
        yield { message: `the alias '${alias}' is the namespace of another schema`, source }
      }
    }
    for (const { name, source } of namedElements(context)) {
      if (name === '' || !isOfCsdl(source) || simpleIdentifier.test(name)) continue
      yield notSimple(name, source)
    }
  },
}

function notSimple(name: string, source: SourceLocation): Finding {
  const shown = shorten(name, 40)
  return {
    message: `'${shown}' is no simple identifier: expected at most 128 letters, digits and underscores, no digit first`,
    source,
  }
}

function* namedElements({ model }: LintContext): Iterable<Named> {
  yield* model.types.values()
  for (const type of csdlStructuredTypes(model)) {
    yield* type.ownProperties.values()
    yield* type.ownNavigationProperties.values()
  }
  for (const type of model.types.values()) if (type.kind === 'enumType') yield* membersOf(type)
  for (const operation of model.operations) {
    yield operation
    yield* operation.parameters
  }
  yield* model.terms.values()
  const { entitySets, singletons, operationImports } = model.container
  if (isOfCsdl(model.container.source)) yield model.container
  yield* [...entitySets.values(), ...singletons.values(), ...operationImports.values()]
}

function membersOf({ members, source }: EnumType): readonly Named[] {
  return [...members.keys()].map((name) => ({ name, source }))
}
