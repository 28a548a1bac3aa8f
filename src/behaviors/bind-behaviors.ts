import {
  didYouMean,
  type EntitySet,
  type Model,
  type NavigationProperty,
  type Operation,
  type Singleton,
} from '../model/index.ts'
import { hookNames, type Behavior, type BehaviorModule, type HookName } from './behavior.ts'

/** What a module can be for. */
export type Resource = EntitySet | Singleton | NavigationProperty | 'service'

/** A module that fits the model. */
export interface BoundModule {
  readonly file: string
  readonly behavior: Behavior
}

export interface BoundBehaviors {
  readonly byResource: ReadonlyMap<Resource, BoundModule>
  /** What does not fit, for the user to mend: one message each. */
  readonly problems: readonly string[]
}

/** Finds the resource that each module is for, and holds what it exports to the model. */
export function bindBehaviors(modules: readonly BehaviorModule[], model: Model): BoundBehaviors {
  const byResource = new Map<Resource, BoundModule>()
  const problems: string[] = []
  for (const { file, resource: path, behavior } of modules) {
    const found = findResource(path, model)
    const isService = 'resource' in found && found.resource === 'service'
    const misfits = [
      ...('problem' in found ? [found.problem] : []),
      ...judgeExport(behavior, isService, model),
    ]
    problems.push(...misfits.map((problem) => `${file}: ${problem}`))
    if ('problem' in found || misfits.length > 0) continue
    const before = byResource.get(found.resource)
    if (before) problems.push(`${file}: ${before.file} is for the same resource`)
    byResource.set(found.resource, { file, behavior: behavior as Behavior })
  }
  return { byResource, problems }
}

type Found = { readonly resource: Resource } | { readonly problem: string }

function findResource(path: string, { container }: Model): Found {
  const [first = '', ...names] = path.split('/')
  let resource: Resource | undefined =
    container.entitySets.get(first) ?? container.singletons.get(first)
  if (!resource && names.length === 0 && (first === 'service' || first === container.name)) {
    return { resource: 'service' }
  }
  if (!resource) {
    const known = [...container.entitySets.keys(), ...container.singletons.keys(), 'service']
    const hint = didYouMean(first, known)
    const problem = `'${first}' is no entity set or singleton of the contract${hint}; a module is named for one, or 'service' for unbound operations`
    return { problem }
  }
  for (const name of names) {
    const type = typeOf(resource)
    const navigation: NavigationProperty | undefined = type.navigationProperties.get(name)
    if (!navigation) {
      const known = [...type.navigationProperties.keys()]
      const hint = didYouMean(name, known)
      return { problem: `'${name}' is no navigation property of ${type.qualifiedName}${hint}` }
    }
    resource = navigation.containsTarget ? navigation : (navigation.target ?? navigation)
  }
  return { resource }
}

function typeOf(resource: Exclude<Resource, 'service'>) {
  return resource.kind === 'navigationProperty' ? resource.type : resource.entityType
}

function judgeExport(behavior: unknown, isService: boolean, model: Model): readonly string[] {
  if (typeof behavior !== 'object' || behavior === null || Array.isArray(behavior)) {
    return [`expected an object of hooks as the default export, found ${describe(behavior)}`]
  }
  return Object.entries(behavior).flatMap(([name, value]): readonly string[] => {
    if (name === 'operations') return judgeOperations(value, isService, model)
    const known = isService ? ['operations'] : [...hookNames, 'operations']
    if (!known.includes(name)) {
      const hint = didYouMean(name, known)
      return [`'${name}' is no hook${hint}; there are ${known.join(', ')}`]
    }
    if (value === undefined || typeof value === 'function') return []
    return [`expected a function as ${name}, found ${describe(value)}`]
  })
}

function judgeOperations(operations: unknown, isService: boolean, model: Model): readonly string[] {
  if (typeof operations !== 'object' || operations === null) {
    return [`expected an object of functions as operations, found ${describe(operations)}`]
  }
  const known = model.operations.filter(({ bindingType }) => !isService || !bindingType)
  return Object.entries(operations).flatMap(([name, value]): readonly string[] => {
    if (typeof value !== 'function') {
      return [`expected a function as operations.${name}, found ${describe(value)}`]
    }
    if (known.some((operation) => isNamed(operation, name))) return []
    const names = known.map((operation) =>
      name.includes('.') ? operation.qualifiedName : operation.name,
    )
    const kind = isService ? 'unbound operation' : 'operation'
    return [`'${name}' is no ${kind} of the contract${didYouMean(name, names)}`]
  })
}

export function isNamed({ name, qualifiedName }: Operation, text: string): boolean {
  return name === text || qualifiedName === text
}

function describe(value: unknown): string {
  if (value === null) return 'null'
  return Array.isArray(value) ? 'an array' : value === undefined ? 'none' : `a ${typeof value}`
}

/** A module's hook; its own property, so that nothing inherited is one. */
export function hookOf(module: BoundModule | undefined, name: HookName) {
  if (!module || !Object.hasOwn(module.behavior, name)) return undefined
  return module.behavior[name] as ((context: unknown, value?: unknown) => unknown) | undefined
}

/** A module's function for an operation: of its qualified name, else of its name. */
export function operationOf(module: BoundModule | undefined, { name, qualifiedName }: Operation) {
  const operations = module?.behavior.operations
  if (!operations) return undefined
  const key = [qualifiedName, name].find((each) => Object.hasOwn(operations, each))
  if (key === undefined) return undefined
  return {
    key,
    call: operations[key] as unknown as (context: unknown, parameters: unknown) => unknown,
  }
}
