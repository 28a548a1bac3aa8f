import { notImplemented } from '../../errors.ts'
import { didYouMean, type EdmType, type StructuredType } from '../../model/index.ts'
import type {
  AggregateExpr,
  AggregateFrom,
  CommonExpr,
  IdentifierSegment,
} from '../../syntax/ast.ts'
import { describeType, refuse, type Environment } from '../binding-scope.ts'
import { compileValue } from '../compile.ts'
import type { Frame } from '../evaluate.ts'
import type { EvaluationContext } from '../evaluation-context.ts'
import {
  aggregationMethodNames,
  countType,
  findAggregationMethod,
  type AggregationMethod,
} from './aggregation-method.ts'
import { bindDataPath, collectValues, entityPropertyReader, type DataPath } from './data-path.ts'
import { groupInstances } from './group-instances.ts'

/** An aggregate expression bound to the type of the items of a collection. */
export interface BoundAggregate {
  readonly type: EdmType
  /** Where it depends on one value of each item alone: how that is read, and what is made of all. */
  readonly column?: {
    readonly read: (item: unknown) => unknown
    readonly aggregate: (values: readonly unknown[]) => unknown
    /** Adds a value to those for `aggregate`; absent where it needs each. */
    readonly collect?: AggregationMethod['collect']
  }
  readonly evaluate: (
    items: readonly unknown[],
    context: EvaluationContext,
    frame: Frame | undefined,
  ) => unknown
}

/**
 * Binds an aggregate expression, of the transformation `aggregate` or of the function.
 * @param environment of one item of the collection
 * @throws ODataError 400 where the method does not apply to the values; 501 for custom methods and aggregates
 * @see Data Aggregation, "Aggregation Algorithm"
 */
export function bindAggregate(node: AggregateExpr, environment: Environment): BoundAggregate {
  let bound = bindInnermost(node, environment)
  for (const from of node.from) bound = bindFrom(bound, from, environment)
  return bound
}

function bindInnermost(node: AggregateExpr, environment: Environment): BoundAggregate {
  const { expression, method } = node
  const names = namesOf(expression, environment)
  if (method === undefined) return bindCount(node, environment)
  const aggregation = getMethod(method, node.position, environment)
  if (names) {
    const path = bindDataPath(names, environment)
    const resultType = resultTypeOf(aggregation, path, environment)
    const aggregate = aggregation.compile(path.type)
    const read = entityPropertyReader(path)
    return {
      type: resultType,
      ...(read && { column: { read, aggregate, collect: aggregation.collect } }),
      evaluate: (items, context) =>
        aggregate(collectValues(items, path, context, { distinct: true })),
    }
  }
  const value = environment.bind(expression, environment)
  const resultType = resultTypeOf(aggregation, value, environment)
  if (value.isCollection) {
    const found = describeType(value)
    throw refuse(environment, value.position, 'expected a single value', `, found ${found}`)
  }
  const evaluate = compileValue(value)
  const aggregate = aggregation.compile(value.type)
  return {
    type: resultType,
    evaluate: (items, context, frame) => {
      const values: unknown[] = []
      for (const item of items) {
        if (item === null) continue
        const read = evaluate(item, context, frame)
        if (read !== null) values.push(read)
      }
      return aggregate(values)
    },
  }
}

/** The names of a path from the item that is a data aggregation path; `undefined` for another expression. */
function namesOf(
  expression: CommonExpr,
  { frames, variables }: Environment,
): readonly IdentifierSegment[] | undefined {
  if (expression.kind !== 'firstMemberExpr' || expression.root !== undefined) return undefined
  const names: IdentifierSegment[] = []
  for (const segment of expression.segments) {
    if (segment.kind !== 'identifier') return undefined
    names.push(segment)
  }
  const first = names[0]?.name ?? ''
  const isVariable = frames.some(({ name }) => name === first) || variables?.has(first)
  return isVariable ? undefined : names
}

function getMethod(name: string, position: number, environment: Environment): AggregationMethod {
  const method = findAggregationMethod(name)
  if (method) return method
  if (name.includes('.')) throw notImplemented(`the custom aggregation method ${name}`)
  const near = didYouMean(name, aggregationMethodNames)
  throw refuse(environment, position, `'${name}' is not an aggregation method`, near)
}

function resultTypeOf(
  { name, needs, resultType }: AggregationMethod,
  { type, position }: { readonly type: EdmType; readonly position: number },
  environment: Environment,
): EdmType {
  const found = resultType(type)
  if (found) return found
  throw refuse(
    environment,
    position,
    `expected ${needs} for ${name}`,
    `, found ${type.qualifiedName}`,
  )
}

/** `$count`, `path/$count`; any other path without a method is a custom aggregate's name. */
function bindCount(node: AggregateExpr, environment: Environment): BoundAggregate {
  const { expression } = node
  if (expression.kind !== 'firstMemberExpr' || expression.root !== undefined) {
    throw refuse(environment, node.position, "expected 'with' and an aggregation method")
  }
  const last = expression.segments.at(-1)
  if (last?.kind !== 'countExpr') throw refuseCustomAggregate(node, environment)
  if (last.filter || last.search) {
    throw notImplemented('options of $count in an aggregate expression')
  }
  const path = { ...expression, segments: expression.segments.slice(0, -1) }
  if (path.segments.length === 0) {
    return {
      type: countType,
      column: { read: () => true, aggregate: (values) => values.length },
      evaluate: (items) => items.reduce<number>((sum, item) => sum + (item === null ? 0 : 1), 0),
    }
  }
  const names = namesOf(path, environment)
  if (!names)
    throw refuse(environment, node.position, 'expected a path of properties before $count')
  const counted = bindDataPath(names, environment)
  return {
    type: countType,
    evaluate: (items, context) => collectValues(items, counted, context, { distinct: true }).length,
  }
}

/** @see Data Aggregation, "Custom Aggregates": the service alone knows how they are computed */
function refuseCustomAggregate(node: AggregateExpr, environment: Environment): Error {
  const names = namesOf(node.expression, environment) ?? []
  const name = names.at(-1)?.name ?? ''
  const prefix = names.slice(0, -1)
  const type = prefix.length > 0 ? bindDataPath(prefix, environment).type : environment.type
  const known = customAggregates(type, environment)
  if (known.includes(name)) return notImplemented(`the custom aggregate ${name}`)
  const isProperty =
    (type.kind === 'entityType' || type.kind === 'complexType') &&
    (type.properties.has(name) || type.navigationProperties.has(name))
  const problem = isProperty
    ? `expected 'with' and an aggregation method after '${name}'`
    : `'${name}' is not a custom aggregate`
  return refuse(environment, node.position, problem, isProperty ? '' : didYouMean(name, known))
}

const customAggregateTerm = 'Org.OData.Aggregation.V1.CustomAggregate'

/** Names of the custom aggregates that annotate a type, an entity set of it, or the container. */
function customAggregates(type: EdmType, { model }: Environment): string[] {
  const declared = (type as StructuredType).shapeOf ?? type
  const sets = [...model.container.entitySets.values()].filter(
    ({ entityType }) => entityType === declared,
  )
  const annotated = [declared, model.container, ...sets]
  return annotated.flatMap((element) => {
    const terms = 'annotations' in element ? [...(element.annotations?.keys() ?? [])] : []
    return terms.flatMap((term) => {
      const [name, qualifier] = term.split('#')
      return name === customAggregateTerm && qualifier !== undefined ? [qualifier] : []
    })
  })
}

/** @see Data Aggregation, "Keyword from": a `groupby` before the aggregation */
function bindFrom(
  inner: BoundAggregate,
  { properties, method, position }: AggregateFrom,
  environment: Environment,
): BoundAggregate {
  if (method === undefined) throw notImplemented('from without an aggregation method')
  const aggregation = getMethod(method, position, environment)
  const paths = properties.map(({ path }) => bindGroupingPath(path, environment))
  const type = resultTypeOf(aggregation, { type: inner.type, position }, environment)
  const aggregate = aggregation.compile(inner.type)
  return {
    type,
    evaluate: (items, context, frame) => {
      const values: unknown[] = []
      for (const group of groupInstances(items, paths, context)) {
        const value = inner.evaluate(group.items, context, frame)
        if (value !== null) values.push(value)
      }
      return aggregate(values)
    },
  }
}

/** A path with single-valued segments, as `groupby` takes. */
export function bindGroupingPath(
  names: Parameters<typeof bindDataPath>[0],
  scope: Parameters<typeof bindDataPath>[1],
): DataPath {
  const path = bindDataPath(names, scope)
  if (!path.isCollection) return path
  const problem = `expected single-valued properties to group by, found '${path.text}'`
  throw refuse(scope as Environment, path.position, problem)
}
