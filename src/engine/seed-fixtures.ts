import { ODataError } from '../errors.ts'
import type { JsonObject } from '../model/index.ts'
import { resolveResourcePath } from '../plan/index.ts'
import { isFunctionCallPath, type FixtureDocument } from '../store/index.ts'
import { ODataSyntaxError, parseResourcePath } from '../syntax/index.ts'
import { createEntity, createRelated } from './create-entity.ts'
import { findDynamicViolations } from './dynamic-types.ts'
import { withExactNumbers } from './exact-numbers.ts'
import { findTarget } from './find-target.ts'
import type { RequestContext } from './request-context.ts'

/** What is wrong with a fixture: where, and why. */
export interface FixtureProblem {
  readonly resourcePath: string
  /** Place in the array; `undefined` for a singleton or the whole file. */
  readonly index: number | undefined
  readonly id: string | undefined
  /** JSON pointer into the entity. */
  readonly pointer: string
  readonly message: string
}

/**
 * Puts fixtures into the store: entities first, the links between them last, so that no order of
 * files matters. Every entity is validated; what is invalid is left out and reported.
 * @returns every problem; the caller discards the store when there is one
 */
export function seedFixtures(
  fixtures: FixtureDocument,
  context: RequestContext,
): readonly FixtureProblem[] {
  const problems: FixtureProblem[] = []
  const links: (() => void)[] = []
  const paths = Object.keys(fixtures).filter((path) => !isFunctionCallPath(path))
  for (const resourcePath of paths.sort((a, b) => depth(a) - depth(b))) {
    seedResource(resourcePath, fixtures[resourcePath]!, { context, problems, links })
  }
  for (const link of links) link()
  return problems
}

function depth(path: string): number {
  return path.split('/').length
}

interface Seeding {
  readonly context: RequestContext
  readonly problems: FixtureProblem[]
  readonly links: (() => void)[]
}

function seedResource(
  resourcePath: string,
  content: readonly JsonObject[] | JsonObject,
  { context, problems, links }: Seeding,
): void {
  const at = (index: number | undefined, entity: JsonObject | undefined) => {
    const place = {
      resourcePath,
      index,
      id: typeof entity?.['id'] === 'string' ? entity['id'] : undefined,
    }
    return (pointer: string, message: string): void => {
      problems.push({ ...place, pointer, message })
    }
  }
  const attempt = (report: ReturnType<typeof at>, work: () => void) => {
    try {
      work()
    } catch (error) {
      if (error instanceof ODataError) report(error.target ?? '', error.message)
      else if (error instanceof ODataSyntaxError) report('', error.message)
      else throw error
    }
  }
  attempt(at(undefined, undefined), () => {
    const { segments } = parseResourcePath(resourcePath)
    const resolved = resolveResourcePath(segments, context.model)
    const entities = Array.isArray(content) ? (content as readonly JsonObject[]) : [content]
    if (resolved.isCollection !== Array.isArray(content)) {
      const expected = resolved.isCollection ? 'an array of entities' : 'one object'
      return at(undefined, undefined)('', `expected ${expected}`)
    }
    for (const [position, entity] of (entities as readonly JsonObject[]).entries()) {
      const report = at(resolved.isCollection ? position : undefined, entity as JsonObject)
      const fixtureContext: RequestContext = {
        ...context,
        defer: (link) => links.push(() => attempt(report, link)),
      }
      attempt(report, () => seedEntity(resolved, entity as JsonObject, fixtureContext, report))
    }
    return undefined
  })
}

function seedEntity(
  resolved: ReturnType<typeof resolveResourcePath>,
  given: JsonObject,
  context: RequestContext,
  report: (pointer: string, message: string) => void,
): void {
  const { type } = resolved
  if (type?.kind !== 'entityType') return report('', 'the resource path names no entities')
  const entity = withExactNumbers(given, type)
  const found = [
    ...context.validators.validate(type, entity, 'stored'),
    ...findDynamicViolations(type, entity, context),
  ]
  for (const { pointer, message } of found) report(pointer, message)
  if (found.length > 0) return
  const target = findTarget(resolved, context)
  if (target.kind === 'collection') {
    if (target.via)
      createRelated(target.via.owner, target.via.navigation, entity, 'fixture', context)
    else createEntity(type, entity, { collection: target.collection! }, 'fixture', context)
    return
  }
  const last = resolved.steps.at(-1)
  if (last?.kind === 'singleton') {
    const place = { singleton: last.singleton }
    createEntity(type, entity, place, 'fixture', context)
  } else if (target.kind === 'noEntity' && target.via) {
    createRelated(target.via.owner, target.via.navigation, entity, 'fixture', context)
  } else {
    report('', 'the resource path addresses no place for an entity')
  }
}
