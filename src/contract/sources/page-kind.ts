import type { PageDocument } from '../page.ts'

type PageParts = Pick<PageDocument, 'file' | 'title' | 'sections' | 'annotations' | 'frontMatter'>

/**
 * What a page describes. The folder decides before the content and the content before the front
 * matter, whose `doc_type` is missing or wrong on some pages.
 */
export function findPageKind(page: PageParts): PageDocument['kind'] {
  const folder = /(?:^|[\\/])(api|resources)[\\/][^\\/]*$/.exec(page.file)?.[1]
  const docType = page.frontMatter['doc_type']?.value.toLowerCase() ?? ''
  const isConceptual = docType.startsWith('conceptual')

  if (folder === 'api') return isConceptual && !describesRequest(page) ? 'other' : 'api'
  if (folder === 'resources') {
    if (describesType(page)) return 'resource'
    if (describesEnums(page, docType)) return 'enums'
    return isConceptual || !/^(api|resource)page/.test(docType) ? 'other' : 'resource'
  }
  if (describesRequest(page)) return 'api'
  if (describesType(page)) return 'resource'
  if (describesEnums(page, docType)) return 'enums'
  if (docType.startsWith('apipage')) return 'api'
  return docType.startsWith('resourcepage') ? 'resource' : 'other'
}

function describesRequest({ sections }: PageParts): boolean {
  return sections.some(({ heading }) => /^http requests?\b/i.test(heading))
}

function describesType({ sections, annotations }: PageParts): boolean {
  return (
    annotations.some(({ value }) => value?.['blockType'] === 'resource') ||
    sections.some(
      ({ heading, tables }) =>
        /^json representation$/i.test(heading) ||
        (/^(properties|methods|relationships)$/i.test(heading) && tables.length > 0),
    )
  )
}

function describesEnums({ file, title, sections }: PageParts, docType: string): boolean {
  return (
    docType.startsWith('enum') ||
    /(?:^|[\\/])enums?(?:-[^\\/]*)?\.md$/i.test(file) ||
    /\benum(?:eration)?s?(?: type| values)?$/i.test(title?.text ?? '') ||
    sections.some(({ heading, tables }) => /^members$/i.test(heading) && tables.length > 0)
  )
}
