import { findSections } from '../compile-sections.ts'
import type { PageDocument, PageLink } from '../page.ts'
import type { LintContext } from './lint-context.ts'

/** Whether a link leads to a page of the reference that is not there. */
export function isBroken({ followLink }: LintContext, page: PageDocument, link: PageLink): boolean {
  const target = followLink(page, link)
  return target !== undefined && !target.page && !target.isOtherFile
}

/** The links that name the methods of a resource: the first of each row. */
export function methodLinks(page: PageDocument): readonly PageLink[] {
  if (page.kind !== 'resource') return []
  return findSections(page, /^(methods|tasks)$/i).flatMap(({ tables }) =>
    tables.flatMap(({ rows }) => rows.flatMap(({ cells }) => cells[0]?.links.slice(0, 1) ?? [])),
  )
}

/** What to say about the page that a link most likely means, or ''. */
export function suggestPage({ findNearPage }: LintContext, { href }: PageLink): string {
  const near = findNearPage(href)
  return near ? `; did you mean ${near.file}?` : ''
}
