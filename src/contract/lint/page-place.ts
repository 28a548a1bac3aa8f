import type { SourceLocation } from '../contract.ts'
import type { PageDocument } from '../page.ts'

/** Where to report what concerns a whole page: its title. */
export function placeOf(page: PageDocument): SourceLocation {
  return page.title?.source ?? { file: page.file, line: 1 }
}
