import { isStructuredType } from '../../model/index.ts'
import { pageBaseName } from '../compile-type-mentions.ts'
import type { PageCell, PageDocument, PageLink } from '../page.ts'
import type { LintContext } from './lint-context.ts'
import type { LintRule } from './lint-rule.ts'
import { annotatedType } from './typed-members.ts'

/** A row that names one type and links the page of another. */
export const relationshipLinkMismatch: LintRule = {
  name: 'relationship-link-mismatch',
  severity: 'error',
  *check(context) {
    for (const page of context.resourcePages) {
      for (const { name, cell, source } of typeCells(page)) {
        for (const link of cell.links) {
          const linked = findOtherType(context, page, link)
          if (linked === undefined) continue
          yield {
            message: `'${name}' is of type ${link.text}, yet its link ${link.href} leads to ${linked}`,
            source,
          }
        }
      }
    }
  },
}

interface TypeCell {
  readonly name: string
  readonly cell: PageCell
  readonly source: PageLink['source']
}

function typeCells(page: PageDocument): readonly TypeCell[] {
  return page.sections.flatMap(({ tables }) =>
    tables.flatMap(({ header, rows }) => {
      const column = header.findIndex((text) => /^(return |data )?types?$/i.test(text))
      return rows.flatMap(({ cells, source }) => {
        const cell = cells[column]
        return cell ? [{ name: cells[0]!.text, cell, source }] : []
      })
    }),
  )
}

/** The type that a link leads to when it is another than its text names, both being known types. */
function findOtherType(
  { followLink, findTypeByName, model }: LintContext,
  page: PageDocument,
  link: PageLink,
): string | undefined {
  if (link.href.includes('#') || !/^[A-Za-z_][\w.]*$/.test(link.text)) return undefined
  const target = followLink(page, link)
  const named = findTypeByName(link.text)
  if (!target || !named || (isStructuredType(named) && named.isImplied)) return undefined
  if (target.page) {
    const { file } = target.page
    if (named.source?.file === file || describes(target.page, named.name)) return undefined
    const described = [...model.types.values()].find(({ source }) => source?.file === file)
    return described && described.name.toLowerCase() !== named.name.toLowerCase()
      ? described.name
      : undefined
  }
  const linked = findTypeByName(pageBaseName(link.href))
  return linked && linked !== named ? linked.name : undefined
}

/** Whether a page has the name as its title, in an annotation or as a heading. */
function describes({ title, annotations, sections }: PageDocument, name: string): boolean {
  const wanted = name.toLowerCase()
  return (
    title?.text.toLowerCase() === wanted ||
    sections.some(({ heading }) => heading.toLowerCase().startsWith(wanted)) ||
    annotations.some(({ value }) =>
      annotatedType(value?.['@odata.type'])?.toLowerCase().endsWith(`.${wanted}`),
    )
  )
}
