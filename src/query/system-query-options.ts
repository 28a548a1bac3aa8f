import { badRequest } from '../errors.ts'
import type { EvaluationContext } from '../expression/index.ts'
import { didYouMean, type EdmType } from '../model/index.ts'
import { ODataSyntaxError } from '../syntax/index.ts'
import { planNestedAliases, type NestedAliases } from './nested-aliases.ts'
import { apply } from './apply.ts'
import { compute } from './compute.ts'
import { count } from './count.ts'
import { expand } from './expand.ts'
import { filter } from './filter.ts'
import { orderby } from './orderby.ts'
import { search } from './search.ts'
import { select } from './select.ts'
import { skip } from './skip.ts'
import type {
  Addressed,
  Instances,
  QueriedItems,
  PlanContext,
  QueryPlan,
  SystemQueryOption,
} from './system-query-option.ts'
import { top } from './top.ts'

type AnyOption = SystemQueryOption<unknown, keyof QueryPlan>

/** In the order of evaluation (Protocol, "System Query Options"). */
export const systemQueryOptions = [
  apply,
  compute,
  search,
  filter,
  count,
  orderby,
  skip,
  top,
  expand,
  select,
] as unknown as readonly AnyOption[]

const byName = new Map(systemQueryOptions.map((option) => [option.name as string, option]))
const withApply = systemQueryOptions.filter(({ apply }) => apply)

/** Options that belong to a request as a whole; `plan/` reads them. */
const requestOptions: ReadonlySet<string> = new Set([
  '$deltatoken',
  '$format',
  '$id',
  '$index',
  '$schemaversion',
  '$skiptoken',
])

/** `$expand` reads it among the options of an item (URL Conventions, "System Query Option $expand"). */
const levels = '$levels'

const allNames = [...byName.keys(), ...requestOptions, levels]
const knownNames: ReadonlySet<string> = new Set(allNames)
const namesWithoutDollar: ReadonlyMap<string, string> = new Map(
  allNames.map((name) => [name.slice(1), name]),
)

/** What `$inlinecount=allpages` of OData 2 and 3, which clients still send, has become. */
const countOption = '$count=true'

interface NamedText {
  readonly name: string
  readonly value: string
}

/**
 * The standard's name of an option: `$` may be left out and letters may be in any case (4.01).
 * @returns `undefined` for a custom option
 * @throws ODataError 400 for an unknown name that begins with `$`
 */
export function findSystemOptionName(name: string): string | undefined {
  const lower = name.toLowerCase()
  if (!lower.startsWith('$')) return namesWithoutDollar.get(lower)
  if (knownNames.has(lower)) return lower
  const hint =
    lower === '$inlinecount' ? `; did you mean '${countOption}'?` : didYouMean(lower, allNames)
  throw badRequest(`'${name}' is not a system query option${hint}`, name)
}

/** True for the options that decide which instances are given and what of them: not `$format`, `$id` or tokens. */
export function isShapingOption(name: string): boolean {
  return byName.has(name)
}

/**
 * Plans the options of a request, or those in the parentheses of an expand item.
 * @throws ODataError 400 for an option that is unknown, given twice, malformed or does not apply
 */
export function planQuery(
  options: readonly NamedText[],
  type: EdmType,
  addressed: Addressed,
  context: PlanContext,
): QueryPlan {
  const texts = findTexts(options, addressed, context)
  const aliases = context.depth > 0 ? planNestedAliases(options, type, context) : undefined
  if (texts.size === 0) return {}
  const scope = aliases ? insideWith(aliases) : context
  const plan: Partial<Record<keyof QueryPlan, unknown>> = {}
  let current = type
  for (const option of systemQueryOptions) {
    const text = texts.get(option)
    if (text === undefined) continue
    const planned = planOption(option, text, current, scope)
    plan[option.name] = planned
    if (option.resultType) current = option.resultType(planned as never, current)
  }
  const { $apply } = plan as QueryPlan
  if ($apply && $apply.expandText !== '' && !plan.$expand) {
    plan.$apply = { ...$apply, expandsByDefault: true }
    plan.$expand = planOption(expand as unknown as AnyOption, $apply.expandText, current, scope)
  }
  if (aliases?.values.length) plan.aliases = aliases.values
  return plan as QueryPlan
}

function insideWith({ beside, inside }: NestedAliases): PlanContext {
  const planNested: PlanContext['planNested'] = (options, type, addressed, nested) =>
    beside.planNested(options, type, addressed, {
      ...nested,
      ...inside,
      planNested: beside.planNested,
    })
  return { ...beside, planNested }
}

function findTexts(
  options: readonly NamedText[],
  addressed: Addressed,
  context: PlanContext,
): ReadonlyMap<AnyOption, string> {
  const texts = new Map<AnyOption, string>()
  for (const { name: written, value } of options) {
    if (written.startsWith('@')) continue
    const name = findSystemOptionName(written)
    if (name === undefined) continue
    if (name === levels) {
      throw badRequest('$levels applies to a navigation property within $expand only', levels)
    }
    const option = byName.get(name)
    if (!option) {
      if (context.depth > 0) throw badRequest(`${name} does not apply within another option`, name)
      continue
    }
    if (texts.has(option)) throw badRequest(`${name} is given twice`, name)
    if (!option.appliesTo.includes(addressed)) {
      if (isIdle(name, addressed, context)) continue
      const what = { single: 'a single instance', count: 'a count', collection: 'a collection' }
      throw badRequest(`${name} does not apply to ${what[addressed]}`, name)
    }
    texts.set(option, value)
  }
  return texts
}

/** Pages ask for Graph's advanced queries with `$count=true`, of a single instance too. */
function isIdle(name: string, addressed: Addressed, { isStrict, depth }: PlanContext): boolean {
  return !isStrict && depth === 0 && name === '$count' && addressed === 'single'
}

function planOption(option: AnyOption, text: string, type: EdmType, context: PlanContext): unknown {
  let node: unknown
  try {
    node = option.parse(text)
  } catch (error) {
    if (error instanceof ODataSyntaxError) {
      throw badRequest(`${option.name}: ${error.message}`, option.name)
    }
    throw error
  }
  const planNested: PlanContext['planNested'] = (options, nestedType, addressed, nested) => {
    const resourceType = nested.resourceType ?? type
    return context.planNested(options, nestedType, addressed, { ...nested, resourceType })
  }
  return option.plan(node, type, { ...context, planNested })
}

/** Applies every option of a plan that has something to apply, in the order of evaluation. */
export function applyQuery(
  plan: QueryPlan,
  { items, source }: QueriedItems,
  context: EvaluationContext,
): Instances {
  let current: Instances = {
    items,
    source,
    ordering: undefined,
    count: undefined,
    skip: undefined,
    top: undefined,
  }
  for (const { name, apply } of withApply) {
    const planned = plan[name]
    if (planned !== undefined) current = apply!(planned, current, context)
  }
  return current
}
