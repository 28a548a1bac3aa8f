import { shorten } from '../../model/index.ts'
import type { PageDocument } from '../page.ts'
import type { LintRule } from './lint-rule.ts'

/** Text that its author meant to write later. */
export const todoPlaceholder: LintRule = {
  name: 'todo-placeholder',
  severity: 'warning',
  *check({ pages }) {
    for (const page of pages) {
      const isHidden = hiddenLines(page)
      for (const [index, line] of page.lines.entries()) {
        if (!/\bTODO\b/.test(line) || isHidden.has(index + 1)) continue
        const text = /\bTODO\b:?[^|]*/.exec(line)![0].replace(/[*"\s]+$/, '')
        yield {
          message: `unfinished text: '${shorten(text, 60)}'`,
          source: { file: page.file, line: index + 1 },
        }
      }
    }
  },
}

/** Lines of code blocks and comments. */
function hiddenLines({ codeBlocks, lines }: PageDocument): ReadonlySet<number> {
  const hidden = new Set<number>()
  for (const { content, source } of codeBlocks) {
    const count = content.split('\n').length
    for (let offset = 0; offset <= count; offset++) hidden.add(source.line + offset)
  }
  let isComment = false
  for (const [index, line] of lines.entries()) {
    if (line.includes('<!--') && !hidden.has(index + 1)) isComment = true
    if (isComment) hidden.add(index + 1)
    if (line.includes('-->')) isComment = false
  }
  return hidden
}
