import { isStructuredType, type Model } from '../model/index.ts'

const known = new WeakMap<Model, ReadonlySet<string>>()

/** Every simple name that a segment of a path may have by the contract. */
export function namesInPaths(model: Model): ReadonlySet<string> {
  let names = known.get(model)
  if (!names) known.set(model, (names = collectNames(model)))
  return names
}

function collectNames({ types, operations, container }: Model): ReadonlySet<string> {
  const names = new Set<string>()
  const add = (more: Iterable<string>) => {
    for (const name of more) names.add(name)
  }
  add(container.singletons.keys())
  add(container.operationImports.keys())
  add(operations.map(({ name }) => name))
  for (const [name, { aliases }] of container.entitySets) add([name, ...aliases])
  for (const type of types.values()) {
    names.add(type.name)
    if (!isStructuredType(type)) continue
    add(type.properties.keys())
    for (const [name, { aliases }] of type.navigationProperties) add([name, ...aliases])
  }
  return names
}
