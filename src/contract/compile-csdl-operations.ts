import type {
  OperationDeclaration,
  ParameterDeclaration,
  ReturnTypeDeclaration,
  TypeName,
} from '../model/index.ts'
import { isKnownType, type CsdlScope } from './compile-csdl-scope.ts'
import { describeCsdl } from './compile-csdl-types.ts'

/** An operation with what targets it from elsewhere; types that nothing declares become untyped. */
export function compileCsdlOperation(
  operation: OperationDeclaration,
  scope: CsdlScope,
): OperationDeclaration {
  const { source, bindingType, returnType } = operation
  const name = `${operation.namespace}.${operation.name}`
  const targets = [`${name}${signatureOf(operation)}`, name]
  const within = (part: string) => targets.map((target) => `${target}/${part}`)
  return {
    ...operation,
    ...(bindingType && { bindingType: compileType(bindingType, scope, source) }),
    parameters: operation.parameters.map((parameter): ParameterDeclaration => ({
      ...parameter,
      ...compileType(parameter, scope, parameter.source),
      ...describeCsdl(parameter.annotations, scope, ...within(parameter.name)),
    })),
    ...(returnType && {
      returnType: compileReturnType(returnType, scope, { source, targets: within('$ReturnType') }),
    }),
    ...describeCsdl(operation.annotations, scope, ...targets),
  }
}

function compileReturnType(
  returnType: ReturnTypeDeclaration,
  scope: CsdlScope,
  { source, targets }: Pick<OperationDeclaration, 'source'> & { targets: readonly string[] },
): ReturnTypeDeclaration {
  const annotations = scope.annotate(returnType.annotations, ...targets)
  return {
    ...returnType,
    ...compileType(returnType, scope, source),
    ...(annotations && { annotations }),
  }
}

function compileType(
  { typeName, isCollection }: TypeName,
  scope: CsdlScope,
  source: OperationDeclaration['source'],
): TypeName {
  if (isKnownType(typeName, scope) || scope.implied.has(typeName)) return { typeName, isCollection }
  scope.reportUnknownType(typeName, source)
  return { typeName: 'Edm.Untyped', isCollection }
}

/**
 * How a target names one overload: by the types of all parameters of a function, of an action by the
 * binding parameter's.
 * @see CSDL, "Target" of annotations
 */
export function signatureOf({ kind, bindingType, parameters }: OperationDeclaration): string {
  const types = [
    ...(bindingType ? [bindingType] : []),
    ...(kind === 'function' ? parameters : []),
  ].map(({ typeName, isCollection }) => (isCollection ? `Collection(${typeName})` : typeName))
  return `(${types.join(',')})`
}
