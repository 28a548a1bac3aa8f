import { didYouMean, primitiveTypes } from '../../model/index.ts'
import type { FunctionSegment, NamedParameter } from '../../syntax/ast.ts'
import { refuse, type Environment } from '../binding-scope.ts'
import { startPath, type PathSoFar } from '../path-so-far.ts'
import { compileValue } from '../compile.ts'
import type { EvaluationContext } from '../evaluation-context.ts'
import type { Frame } from '../evaluate.ts'
import { bindHierarchy, reach, type Forest } from './hierarchy.ts'
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

/** Reads the parameters of a function of nodes, which are those of a recursive hierarchy. */
function bindParameters(
  given: readonly NamedParameter[],
  { other, takesDistance }: HierarchyFunction,
  { name, position }: { readonly name: string; readonly position: number },
  environment: Environment,
): (instance: unknown, context: EvaluationContext, frame: Frame | undefined) => Question {
  const values = new Map(
    given.map((parameter) => [parameter.name, environment.bind(parameter.value, environment)]),
  )
  const required = [
    parameters.nodes,
    parameters.qualifier,
    parameters.node,
    ...(other ? [other] : []),
  ]
  const optional = takesDistance ? [parameters.maxDistance, parameters.includeSelf] : []
  const unknown = [...values.keys()].find((key) => ![...required, ...optional].includes(key))
  const missing = required.find((key) => !values.has(key))
  if (missing !== undefined || unknown !== undefined || values.size < given.length) {
    const problem = `expected ${name}(${[...required, ...optional].join(',')})`
    const found = given.map((parameter) => parameter.name).join(',')
    throw refuse(environment, position, problem, `, found ${name}(${found})`)
  }
  const qualifier = values.get(parameters.qualifier)
  const literal = qualifier?.kind === 'literal' ? qualifier.value : undefined
  const text = typeof literal === 'string' ? literal : ''
  const hierarchy = bindHierarchy(values.get(parameters.nodes)!, text, environment)
  const read = (key: string | undefined) => {
    const value = key === undefined ? undefined : values.get(key)
    return value && compileValue(value)
  }
  const [readNode, readOther] = [read(parameters.node), read(other)]
  const [readDistance, readSelf] = [read(parameters.maxDistance), read(parameters.includeSelf)]
  const forests = new WeakMap<object, Forest>()
  const forestOf = (context: EvaluationContext): Forest => {
    const { variables } = context
    const known = variables && forests.get(variables)
    if (known) return known
    const forest = hierarchy.organize(hierarchy.readNodes(context), context)
    if (variables) forests.set(variables, forest)
    return forest
  }
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
