import { ODataError } from '../../errors.ts'
import { splitSegments } from '../../journal/index.ts'
import { didYouMean } from '../../model/index.ts'
import { resolveResourcePath } from '../../plan/index.ts'
import { ODataSyntaxError, parseResourcePath } from '../../syntax/index.ts'
import type { Service } from '../service.ts'
import type { FaultPattern } from './fault-pattern.ts'

const methods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']

/** What the service has beside its resources. */
const systemPaths = ['$metadata', '$batch', '$async']

/**
 * Why no request that the service knows can match: the method, or the first segment that the contract
 * gives no meaning to. What follows a `*` that may stand for any name is not judged.
 * @returns `undefined` for a pattern that can match
 */
export function findPatternProblem(
  pattern: FaultPattern,
  { world: { model, contract }, basePath }: Pick<Service, 'world' | 'basePath'>,
): string | undefined {
  const { method, path } = pattern
  if (method !== '*' && !methods.includes(method)) {
    return `'${method}' is no method${didYouMean(method, methods)}; expected * or one of ${methods.join(', ')}`
  }
  const segments = splitSegments(path)
  if (segments.length === 0 || systemPaths.includes(segments[0]!)) return undefined
  const isDocumented = contract.operations.some(({ method: verb, paths }) =>
    paths.some(({ text }) => pattern.matches(method === '*' ? '*' : verb, text)),
  )
  if (isDocumented) return undefined
  const problem = findSegmentProblem(segments, model)
  if (problem === undefined || basePath === '' || !`${path}/`.startsWith(`${basePath}/`)) {
    return problem
  }
  return `${problem}; the path begins after the service root ${basePath}`
}

function findSegmentProblem(
  segments: readonly string[],
  model: Parameters<typeof resolveResourcePath>[1],
): string | undefined {
  for (const [index, segment] of segments.entries()) {
    if (segment === '**') return undefined
    const isLast = index === segments.length - 1
    if (isLast && segment === '$query') return undefined
    const problem = tryToResolve(segments.slice(0, index + 1), model)
    if (problem === undefined) continue
    return /[*{]/.test(segment) ? undefined : problem
  }
  return undefined
}

function tryToResolve(
  segments: readonly string[],
  model: Parameters<typeof resolveResourcePath>[1],
): string | undefined {
  const path = segments.map((segment) => segment.replace(/\{[^{}]*\}|\*+/g, 'x')).join('/')
  try {
    resolveResourcePath(parseResourcePath(path).segments, model, { isTemplate: true })
    return undefined
  } catch (error) {
    if (error instanceof ODataSyntaxError) return error.message
    // What the standard has and the service has not is asked for all the same.
    if (error instanceof ODataError) return error.statusCode === 501 ? undefined : error.message
    throw error
  }
}
