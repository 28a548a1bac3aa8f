/** Of the report alone, after the style of every page. */
export const reportStyle = `
header { margin-bottom: 1.5rem; }
header p { margin: 0 0 .75rem; }
nav ul { display: flex; flex-wrap: wrap; gap: .25rem 1.25rem; padding: 0; margin: .75rem 0 0; list-style: none; }
.figures { display: flex; flex-wrap: wrap; gap: .5rem 2rem; margin: 0; padding: .8rem 1.1rem; list-style: none; background: var(--panel); border: 1px solid var(--line); border-left-width: 6px; border-radius: 6px; }
.figures strong { display: block; font-size: 1.6rem; line-height: 1.2; font-variant-numeric: tabular-nums; }
.bad-edge { border-left-color: var(--bad); } .warn-edge { border-left-color: var(--warn); } .good-edge { border-left-color: var(--good); }
.bad-figure { color: var(--bad); } .warn-figure { color: var(--warn); } .good-figure { color: var(--good); }
.notice { margin: .75rem 0; padding: .5rem .8rem; color: var(--warn); background: var(--warn-back); border-radius: 6px; overflow-wrap: anywhere; }
caption { padding: .5rem 0; text-align: left; color: var(--dim); }
h4 { margin: .5rem 0 .1rem; font-size: .85rem; color: var(--dim); }
table.shares { width: auto; }
.shares td.number { white-space: nowrap; }
.shares th { color: var(--text); font-weight: normal; }
.legend { display: flex; flex-wrap: wrap; gap: .25rem .5rem; align-items: center; font-size: .85rem; }
.legend .cell:not(:first-child) { margin-left: .75rem; }
.cell { display: inline-block; min-width: 1.6rem; padding: 0 .35rem; border-radius: 4px; text-align: center; font: 12px/1.5 ui-monospace, monospace; }
.covered { color: var(--good); background: var(--good-back); }
.uncovered { color: var(--dim); background: var(--panel); border: 1px dashed var(--line); }
.undocumented { color: var(--warn); background: var(--warn-back); }
.matrix th { vertical-align: bottom; }
.matrix tbody th { width: 60%; color: var(--text); font-weight: normal; min-width: 26rem; overflow-wrap: anywhere; }
.matrix tbody th .dim { display: block; font-size: .8rem; }
.matrix .cell-column { text-align: center; padding: .3rem .25rem; }
.matrix .group { text-align: left; padding-left: .6rem; border-bottom: 0; }
.members { display: flex; flex-wrap: wrap; gap: .25rem 1rem; padding: 0; margin: .25rem 0 .75rem; list-style: none; }
figure { margin: .25rem 0 .5rem 1.1rem; }
figcaption { font-size: .85rem; overflow-wrap: anywhere; }
pre.source { padding: .5rem 0; white-space: pre; overflow-wrap: normal; }
pre.source mark { display: inline-block; min-width: 100%; color: inherit; background: var(--warn-back); }
.line-number { display: inline-block; width: 3.5rem; padding-right: .75rem; text-align: right; color: var(--dim); user-select: none; }
.violation { margin: .25rem 0; }
.exchange:not([open]) > summary code { display: -webkit-inline-box; -webkit-box-orient: vertical; -webkit-line-clamp: 3; overflow: hidden; vertical-align: bottom; }
.exchange:target > summary { outline: 2px solid var(--link); }
@media (max-width: 40rem) {
  body { padding: 1rem; }
  .figures { gap: .5rem 1.25rem; }
  .figures strong { font-size: 1.3rem; }
  dl { grid-template-columns: 1fr; }
  dd { margin-bottom: .35rem; }
  .matrix tbody th { min-width: 11rem; }
  .bar { width: 3.5rem; }
  .shares th, .shares td { padding-inline: .3rem; }
}
@page { margin: 1.5cm; }
@media print {
  :root { --text: #000; --dim: #444; --panel: #fff; --line: #999; --link: #000; }
  * { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
  body { max-width: none; padding: 0; font-size: 10pt; }
  code, pre, .cell { font-size: 8pt; }
  nav { display: none; }
  .violation::details-content { content-visibility: visible; block-size: auto; }
  h2, h3, caption { break-after: avoid; }
  tr, figure, dl { break-inside: avoid; }
  .scroll { overflow: visible; }
  pre.source { white-space: pre-wrap; }
  .matrix th, .matrix td { padding: .15rem .2rem; font-size: 8pt; }
  .matrix tbody th { min-width: 0; width: auto; }
  .matrix .cell { min-width: 1rem; padding: 0 .15rem; }
  .matrix thead code { writing-mode: vertical-rl; }
}
`
