import { findSections } from '../compile-sections.ts'
import type { PageDocument, PageSection, PageText } from '../page.ts'

/** Sections of running text: examples have sections of the same headings. */
export function proseSections(page: PageDocument, heading: RegExp): readonly PageSection[] {
  return findSections(page, heading).filter(
    ({ parents, codeBlocks, paragraphs }) =>
      !parents.some((parent) => /\bexamples?\b/i.test(parent)) &&
      !(codeBlocks.length > 0 && paragraphs.length === 0),
  )
}

/** The paragraphs of a page's "Response". */
export function responseParagraphs(page: PageDocument): readonly PageText[] {
  return proseSections(page, /^responses?$/i)
    .filter(({ codeBlocks }) => codeBlocks.length === 0)
    .flatMap(({ paragraphs }) => paragraphs)
}

/** Whether a text says that a response has no body. */
export function saysNoBody(text: string): boolean {
  return /\b(does not|doesn't|do not|not) return (anything|any (content|object)|a (response )?body|content)|\bno (response )?body|\bempty (response )?body|\bwithout (a |any )?(response )?body/i.test(
    text,
  )
}
