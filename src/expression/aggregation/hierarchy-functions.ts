import { didYouMean, primitiveTypes } from '../../model/index.ts'
import type { FunctionSegment, NamedParameter } from '../../syntax/ast.ts'
import { refuse, type Environment } from '../binding-scope.ts'
import { startPath, type PathSoFar } from '../path-so-far.ts'
import { compileValue } from '../compile.ts'
import type { EvaluationContext } from '../evaluation-context.ts'
import type { Frame } from '../evaluate.ts'
import { bindHierarchy, reach, type Forest, type RecursiveHierarchy } from './hierarchy.ts'
import { treePlaces } from './tree-places.ts'

const namespace = 'Org.OData.Aggregation.V1'

/** What a function of the vocabulary is asked: keys of nodes, and how far to look. */
interface Question {
  readonly forest: Forest
  readonly node: unknown
  readonly other: unknown
  readonly maxDistance: number
  readonly includeSelf: boolean
}

interface HierarchyFunction {
  /** The parameter for a second node; `undefined` for a function of one node. */
  readonly other?: string
  readonly takesDistance?: true
  readonly test: (question: Question) => boolean
}

const parameters = {
  nodes: 'HierarchyNodes',
  qualifier: 'HierarchyQualifier',
  node: 'Node',
  maxDistance: 'MaxDistance',
  includeSelf: 'IncludeSelf',
} as const

/** @see Data Aggregation, "Hierarchy Functions" */
const functions: Readonly<Record<string, HierarchyFunction>> = {
  isnode: { test: ({ forest, node }) => forest.nodes.has(node) },
  isroot: { test: ({ forest, node }) => forest.parents.get(node)?.length === 0 },
  isleaf: {
    test: ({ forest, node }) => forest.nodes.has(node) && !forest.children.get(node)?.length,
  },
  issibling: {
    other: 'Other',
    test: ({ forest, node, other }) => {
      const [own, others] = [forest.parents.get(node), forest.parents.get(other)]
      if (node === other || !own || !others) return false
      const areRoots = own.length === 0 && others.length === 0
      return areRoots || own.some((parent) => others.includes(parent))
    },
  },
  isdescendant: {
    other: 'Ancestor',
    takesDistance: true,
    test: (question) => isBelow(question.node, question.other, question),
  },
  isancestor: {
    other: 'Descendant',
    takesDistance: true,
    test: (question) => isBelow(question.other, question.node, question),
  },
}

/** Where nodes have several parents, it looks upwards from the lower one, which has fewer ancestors. */
function isBelow(
  lower: unknown,
  upper: unknown,
  { forest, maxDistance, includeSelf }: Question,
): boolean {
  if (!forest.nodes.has(lower) || !forest.nodes.has(upper)) return false
  if (lower === upper) return includeSelf
  const places = treePlaces(forest)
  if (!places) return reach([lower], forest.parents, maxDistance).has(upper)
  const [below, above] = [places.get(lower)!, places.get(upper)!]
  const isWithin = above.start < below.start && below.start < above.end
  return isWithin && below.depth - above.depth <= maxDistance
}

/** The variable that `rollupnode()` reads (Data Aggregation, "Grouping with rolluprecursive"). */
export function rollupNodeVariable(position: number): string {
  return `$rollupnode${position}`
}

/** Whether a name may be that of a function of a hierarchy, whatever alias its namespace has. */
export function isHierarchyFunctionName(name: string): boolean {
  return Object.hasOwn(functions, name.slice(name.lastIndexOf('.') + 1))
}

/**
 * A function of the Aggregation vocabulary at the start of a path.
 * @returns `undefined` for any other name
 */
export function bindHierarchyFunction(
  { name, parameters: given, position }: FunctionSegment,
  environment: Environment,
): PathSoFar | undefined {
  const dot = name.lastIndexOf('.')
  const qualifier = name.slice(0, dot)
  const isOfVocabulary =
    qualifier === namespace ||
    (environment.model.aliases.get(qualifier) ?? `Org.OData.${qualifier}.V1`) === namespace
  if (dot < 0 || !isOfVocabulary) return undefined
  const simple = name.slice(dot + 1)
  if (simple === 'rollupnode') return bindRollupNode(given, position, environment)
  const found = Object.hasOwn(functions, simple) ? functions[simple] : undefined
  if (!found) {
    const near = didYouMean(simple, [...Object.keys(functions), 'rollupnode'])
    throw refuse(environment, position, `'${name}' is not a function`, near)
  }
  const read = bindParameters(given, found, { name, position }, environment)
  return startPath(
    {
      kind: 'computed',
      evaluate: (instance, context, frame) => found.test(read(instance, context, frame)),
    },
    { type: primitiveTypes['Edm.Boolean'], isCollection: false },
  )
}

/** The node that the transformations of a `rolluprecursive` are applied for. */
function bindRollupNode(
  given: readonly NamedParameter[],
  position: number,
  environment: Environment,
): PathSoFar {
  const [parameter] = given
  const value = parameter && environment.bind(parameter.value, environment)
  const isPosition =
    given.length <= 1 &&
    (!parameter || (parameter.name === 'Position' && value?.kind === 'literal'))
  const name = rollupNodeVariable(value?.kind === 'literal' ? Number(value.value) : 1)
  const variable = isPosition ? environment.variables?.get(name) : undefined
  if (variable) return startPath({ kind: 'variable', name }, variable)
  throw refuse(environment, position, 'expected rolluprecursive around rollupnode')
}

interface Call {
  readonly name: string
  readonly position: number
}

/** Reads the parameters of a function of nodes, which are those of a recursive hierarchy. */
function bindParameters(
  given: readonly NamedParameter[],
  found: HierarchyFunction,
  call: Call,
  environment: Environment,
): (instance: unknown, context: EvaluationContext, frame: Frame | undefined) => Question {
  const values = new Map(
    given.map((parameter) => [parameter.name, environment.bind(parameter.value, environment)]),
  )
  const isComplete = areParameters(given, requiredOf(found), optionalOf(found))
  if (!isComplete) throw refuseParameters(given, found, call, environment)
  const qualifier = values.get(parameters.qualifier)
  const literal = qualifier?.kind === 'literal' ? qualifier.value : undefined
  const text = typeof literal === 'string' ? literal : ''
  const hierarchy = bindHierarchy(values.get(parameters.nodes)!, text, environment)
  const forestOf = rememberForest(hierarchy)
  const read = (key: string | undefined) => {
    const value = key === undefined ? undefined : values.get(key)
    return value && compileValue(value)
  }
  const [readNode, readOther] = [read(parameters.node), read(found.other)]
  const [readDistance, readSelf] = [read(parameters.maxDistance), read(parameters.includeSelf)]
  return (instance, context, frame) => {
    const distance = readDistance?.(instance, context, frame)
    return {
      forest: forestOf(context),
      node: hierarchy.keyOf(readNode?.(instance, context, frame)),
      other: hierarchy.keyOf(readOther?.(instance, context, frame)),
      maxDistance: typeof distance === 'number' ? distance : Infinity,
      includeSelf: readSelf?.(instance, context, frame) === true,
    }
  }
}

function requiredOf({ other }: HierarchyFunction): readonly string[] {
  const { nodes, qualifier, node } = parameters
  return other ? [nodes, qualifier, node, other] : [nodes, qualifier, node]
}

function optionalOf({ takesDistance }: HierarchyFunction): readonly string[] {
  return takesDistance ? [parameters.maxDistance, parameters.includeSelf] : []
}

/** True when each parameter that is required is given, and none is given twice or unknown. */
function areParameters(
  given: readonly NamedParameter[],
  required: readonly string[],
  optional: readonly string[],
): boolean {
  const names = new Set(given.map(({ name }) => name))
  const known = [...required, ...optional]
  return (
    names.size === given.length &&
    required.every((name) => names.has(name)) &&
    [...names].every((name) => known.includes(name))
  )
}

function refuseParameters(
  given: readonly NamedParameter[],
  found: HierarchyFunction,
  { name, position }: Call,
  environment: Environment,
): Error {
  const expected = [...requiredOf(found), ...optionalOf(found)].join(',')
  const names = given.map((parameter) => parameter.name).join(',')
  const problem = `expected ${name}(${expected})`
  return refuse(environment, position, problem, `, found ${name}(${names})`)
}

/** The forest of a hierarchy, organized once in each evaluation. */
function rememberForest(hierarchy: RecursiveHierarchy): (context: EvaluationContext) => Forest {
  const forests = new WeakMap<object, Forest>()
  return (context) => {
    const { variables } = context
    const known = variables && forests.get(variables)
    if (known) return known
    const forest = hierarchy.organize(hierarchy.readNodes(context), context)
    if (variables) forests.set(variables, forest)
    return forest
  }
}
