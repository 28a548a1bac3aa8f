import {
  didYouMean,
  type ModelDeclaration,
  type SourceLocation,
  type TypeDeclaration,
} from '../model/index.ts'
import type { Diagnostic } from './contract.ts'

interface Targets {
  readonly namespaces: ReadonlySet<string>
  readonly targetSources: ReadonlyMap<string, SourceLocation>
}

/**
 * Annotations whose target is no element of the model. What a document that is not given declares may
 * be there.
 * @see CSDL, "Annotations with External Targeting" and "Target"
 */
export function findLostTargets(
  declaration: ModelDeclaration,
  { namespaces, targetSources }: Targets,
): readonly Diagnostic[] {
  const elements = new Elements(declaration)
  return Object.keys(declaration.targetedAnnotations ?? {}).flatMap((target): Diagnostic[] => {
    const [element = ''] = target.split('@')
    const path = element.replace(/\/$/, '')
    const [first = ''] = path.split('/')
    const name = first.replace(/\(.*$/, '')
    const namespace = name.slice(0, Math.max(name.lastIndexOf('.'), 0))
    const source = targetSources.get(target)
    const isGiven = namespaces.has(namespace) || namespaces.has(name) || namespace === ''
    if (target === '' || !source || !isGiven || namespaces.has(path)) return []
    const problem = elements.findProblem(path)
    return problem === undefined
      ? []
      : [
          {
            rule: 'csdl-target',
            severity: 'warning',
            message: `the annotated ${target} leads nowhere: ${problem}`,
            source,
          },
        ]
  })
}

/** The elements of a declaration by the segments of target paths. */
class Elements {
  readonly #declaration: ModelDeclaration
  readonly #types: ReadonlyMap<string, TypeDeclaration>

  constructor(declaration: ModelDeclaration) {
    this.#declaration = declaration
    this.#types = new Map(declaration.types.map((type) => [`${type.namespace}.${type.name}`, type]))
  }

  findProblem(path: string): string | undefined {
    const { operations, terms = [], containerNamespace, containerName } = this.#declaration
    const [first = '', ...rest] = path.split(/\/(?![^(]*\))/)
    const name = first.replace(/\(.*$/, '')
    if (this.#types.has(name)) return this.#findMember(name, rest)
    if (name === `${containerNamespace}.${containerName}`) return this.#findChild(rest)
    const isNamed = (one: { readonly namespace: string; readonly name: string }) =>
      `${one.namespace}.${one.name}` === name
    const overloads = operations.filter(isNamed)
    if (overloads.length > 0) {
      const [part] = rest
      const parts = overloads.flatMap(({ parameters, bindingParameterName }) => [
        bindingParameterName,
        ...parameters.map((parameter) => parameter.name),
      ])
      if (part === undefined || part === '$ReturnType' || parts.includes(part)) return undefined
      return `${name} has no parameter ${part}`
    }
    if (terms.some(isNamed)) return undefined
    return `nothing is called ${name}${didYouMean(name, this.#types.keys())}`
  }

  #findMember(typeName: string, segments: readonly string[]): string | undefined {
    const [segment, ...rest] = segments
    const type = this.#types.get(typeName)
    if (segment === undefined || !type || type.kind === 'typeDefinition') return undefined
    if (type.kind === 'enumType') {
      const isMember = type.members.some(({ name }) => name === segment)
      return isMember ? undefined : `${typeName} has no member ${segment}`
    }
    if (segment.includes('.')) return this.#findMember(segment, rest)
    const members = [...type.properties, ...type.navigationProperties]
    const member = members.find(({ name }) => name === segment)
    if (member) return this.#findMember(member.typeName, rest)
    // Another document may declare what is missing of an open or derived type.
    if (type.baseType !== undefined) return this.#findMember(type.baseType, segments)
    if (type.isOpen || type.isImplied) return undefined
    return `${typeName} has no property ${segment}${didYouMean(
      segment,
      members.map(({ name }) => name),
    )}`
  }

  #findChild([name, ...rest]: readonly string[]): string | undefined {
    const { entitySets, singletons, operationImports } = this.#declaration
    if (name === undefined) return undefined
    const holder = [...entitySets, ...singletons].find((one) => one.name === name)
    if (holder) return this.#findMember(holder.entityType, rest)
    if (operationImports.some((one) => one.name === name)) return undefined
    const all = [...entitySets, ...singletons, ...operationImports]
    return `the entity container has no ${name}${didYouMean(
      name,
      all.map((one) => one.name),
    )}`
  }
}
