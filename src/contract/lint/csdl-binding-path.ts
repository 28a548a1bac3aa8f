import type {
  EdmType,
  EntitySet,
  Model,
  NavigationProperty,
  Singleton,
  TypeReference,
} from '../../model/index.ts'
import { isOfCsdl } from './csdl-elements.ts'
import type { LintRule } from './lint-rule.ts'

/** A binding of what is no navigation property, or to entities of another type. See CSDL, "Navigation Property Binding". */
export const csdlBindingPath: LintRule = {
  name: 'csdl-binding-path',
  severity: 'warning',
  *check({ model }) {
    const { entitySets, singletons } = model.container
    for (const holder of [...entitySets.values(), ...singletons.values()]) {
      if (!isOfCsdl(holder.source) || holder.entityType.isImplied) continue
      for (const [path, target] of holder.navigationPropertyBindings ?? []) {
        const problem = findProblem(holder, path, target, model)
        if (problem === undefined) continue
        yield {
          message: `${holder.name} binds ${path} to ${target.name}: ${problem}`,
          source: holder.source,
        }
      }
    }
  },
}

/** Containments may be passed through; the path ends in what is none, or in a type cast of it. */
function findProblem(
  { entityType }: EntitySet | Singleton,
  path: string,
  target: EntitySet | Singleton,
  model: Model,
): string | undefined {
  let type: EdmType = entityType
  let last: NavigationProperty | undefined
  for (const segment of path.split('/')) {
    if (type.kind !== 'entityType' && type.kind !== 'complexType') return `${segment} leads nowhere`
    if (type.isImplied) return undefined
    if (segment.includes('.')) {
      const cast = model.types.get(segment)
      if (!cast) return `${segment} is no type`
      type = cast
      continue
    }
    if (last && !last.containsTarget) return `the path goes on after ${last.name}, no containment`
    const navigation = type.navigationProperties.get(segment)
    const next: Pick<TypeReference, 'type'> | undefined = navigation ?? type.properties.get(segment)
    if (!next) return `${type.qualifiedName} has no ${segment}`
    last = navigation
    type = next.type
  }
  if (!last) return 'the path ends in no navigation property'
  if (last.containsTarget) return `${last.name} contains its entities, so that nothing can be bound`
  return areRelated(type, target.entityType)
    ? undefined
    : `it leads to ${type.qualifiedName}, not to ${target.entityType.qualifiedName}`
}

/** One derives from the other. */
function areRelated(a: EdmType, b: EdmType): boolean {
  const names = (type: EdmType): readonly string[] => {
    if (type.kind !== 'entityType') return []
    return [type.qualifiedName, ...(type.baseType ? names(type.baseType) : [])]
  }
  return names(a).includes(b.qualifiedName) || names(b).includes(a.qualifiedName)
}
