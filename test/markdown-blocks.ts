/** A fenced block of Markdown. */
export interface FencedBlock {
  /** Of the opening fence, from 1. */
  readonly line: number
  readonly language: string
  readonly text: string
  /** The paragraph directly above, as one line. */
  readonly introduction: string
}

/** @throws Error when a fence is not closed */
export function readFencedBlocks(markdown: string): readonly FencedBlock[] {
  const lines = markdown.split('\n')
  const blocks: FencedBlock[] = []
  for (let index = 0; index < lines.length; index++) {
    const [, indent, fence, language] = /^(\s*)(`{3,}|~{3,})\s*(\S*)/.exec(lines[index]!) ?? []
    if (fence === undefined) continue
    const isEnd = (line: string): boolean => line.trim().startsWith(fence)
    const length = lines.slice(index + 1).findIndex(isEnd)
    if (length < 0) throw new Error(`line ${index + 1}: the fence is not closed`)
    const content = lines.slice(index + 1, index + 1 + length)
    blocks.push({
      line: index + 1,
      language: language!,
      text: content.map((line) => `${line.slice(indent!.length)}\n`).join(''),
      introduction: lastParagraph(lines.slice(0, index)),
    })
    index += length + 1
  }
  return blocks
}

function lastParagraph(lines: readonly string[]): string {
  const text = lines.join('\n').trimEnd()
  return text.slice(text.lastIndexOf('\n\n') + 2).replaceAll('\n', ' ')
}

/** The cells of the first table below a heading, a row each, without the head. */
export function readTable(markdown: string, heading: string): readonly (readonly string[])[] {
  const start = markdown.indexOf(`\n${heading}\n`)
  if (start < 0) throw new Error(`no heading '${heading}'`)
  const table = /(?:^\|.*\n)+/m.exec(markdown.slice(start + heading.length + 2))?.[0] ?? ''
  const rows = table.trimEnd().split('\n').slice(2)
  // A bar within code is escaped, or stands between backticks of a cell that has no other.
  return rows.map((row) =>
    row
      .split(/(?<!\\)\|/)
      .slice(1, -1)
      .map((cell) => cell.trim()),
  )
}
