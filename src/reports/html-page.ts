import { printableLines } from './printable.ts'

/** Markup that stands in a page as it is; everything else is escaped. */
export interface Html {
  readonly markup: string
}

/** What may stand in a page: text, markup, lists of either, or nothing. */
export type HtmlPart = Html | string | number | undefined | readonly HtmlPart[]

/**
 * A template of markup; what is filled in is escaped, unless it is markup itself.
 * @example html`<td>${name}</td>`
 */
export function html(strings: TemplateStringsArray, ...parts: readonly HtmlPart[]): Html {
  const markup = strings.map((text, index) =>
    index === 0 ? text : writePart(parts[index - 1]) + text,
  )
  return { markup: markup.join('') }
}

function writePart(part: HtmlPart): string {
  if (part === undefined) return ''
  if (typeof part === 'string') return escapeHtml(part)
  if (typeof part === 'number') return String(part)
  if ('markup' in part) return part.markup
  return part.map(writePart).join('')
}

/** For text and for attributes in double or single quotes. */
export function escapeHtml(text: string): string {
  return printableLines(text).replace(/[&<>"']/g, (character) => references[character]!)
}

const references: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

/** Whatever gets into a page, browsers run no script in it and fetch nothing. */
const policy = "default-src 'none'; style-src 'unsafe-inline'"

/** One file without scripts and without anything from elsewhere. */
export function writeHtmlPage({
  title,
  body,
  style = '',
}: {
  readonly title: string
  readonly body: HtmlPart
  /** Rules of the page alone, after those of every page. */
  readonly style?: string | undefined
}): string {
  const page = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta http-equiv="Content-Security-Policy" content="${policy}" />
        <title>${title}</title>
        ${{ markup: `<style>${styleSheet}${style}</style>` }}
      </head>
      <body>
        ${body}
      </body>
    </html> `
  return page.markup
}

/**
 * Of every page: light and dark, wide tables scroll by themselves. A class says what a thing is:
 * `good`, `bad`, `warn`, `dim`, `number`, `bar` (a share, its width in the style `--share`).
 */
export const styleSheet = `
:root {
  --text: #1b1f24; --dim: #57606a; --back: #fff; --panel: #f6f8fa; --line: #d0d7de; --link: #0756b3;
  --good: #116329; --good-back: #dafbe1; --bad: #a40e26; --bad-back: #ffebe9; --warn: #7a4b00; --warn-back: #fff4d4;
}
@media screen and (prefers-color-scheme: dark) {
  :root {
    --text: #e6edf3; --dim: #9da7b3; --back: #0d1117; --panel: #161b22; --line: #30363d; --link: #6cb0ff;
    --good: #63d27a; --good-back: #12361e; --bad: #ff958c; --bad-back: #45181a; --warn: #e8b955; --warn-back: #3d2d05;
  }
}
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 1.5rem; max-width: 78rem; font: 15px/1.5 system-ui, sans-serif; color: var(--text); background: var(--back); }
h1 { font-size: 1.5rem; margin: 0 0 .25rem; }
h2 { font-size: 1.15rem; margin: 2rem 0 .5rem; padding-bottom: .25rem; border-bottom: 1px solid var(--line); }
h3 { font-size: 1rem; margin: 1rem 0 .25rem; }
a { color: var(--link); }
a:focus-visible, summary:focus-visible, input:focus-visible, select:focus-visible, button:focus-visible { outline: 2px solid var(--link); outline-offset: 2px; }
code, pre { font: 13px/1.45 ui-monospace, monospace; }
pre { margin: .25rem 0 .75rem; padding: .6rem .8rem; overflow-x: auto; background: var(--panel); border: 1px solid var(--line); border-radius: 6px; white-space: pre-wrap; overflow-wrap: anywhere; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; }
th, td { padding: .3rem .6rem; text-align: left; vertical-align: top; border-bottom: 1px solid var(--line); }
th { font-weight: 600; color: var(--dim); }
td.number, th.number { text-align: right; font-variant-numeric: tabular-nums; }
details { border-bottom: 1px solid var(--line); }
details > summary { padding: .35rem .25rem; cursor: pointer; overflow-wrap: anywhere; }
details[open] > summary { background: var(--panel); }
details > :not(summary) { margin-left: 1.1rem; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .1rem .9rem; margin: .25rem 0 .75rem; }
dt { color: var(--dim); }
dd { margin: 0; overflow-wrap: anywhere; }
.dim { color: var(--dim); }
.good, .bad, .warn { padding: 0 .4em; border-radius: 4px; white-space: nowrap; }
.good { color: var(--good); background: var(--good-back); }
.bad { color: var(--bad); background: var(--bad-back); }
.warn { color: var(--warn); background: var(--warn-back); }
.bar { display: inline-block; width: 9rem; height: .65rem; border-radius: 4px; background: linear-gradient(to right, var(--good) var(--share), var(--line) var(--share)); }
form { display: flex; flex-wrap: wrap; gap: .5rem; align-items: end; margin: .5rem 0; }
label { display: grid; font-size: .85rem; color: var(--dim); }
input, select, button { font: inherit; padding: .25rem .5rem; color: var(--text); background: var(--panel); border: 1px solid var(--line); border-radius: 6px; }
`
