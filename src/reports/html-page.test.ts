import { describe, expect, test } from '@jest/globals'
import { escapeHtml, html, writeHtmlPage, type Html } from './html-page.ts'

describe('html', () => {
  test.each<[Html, markup: string]>([
    [
      html`<b>${'<script>alert("1")</script>'}</b>`,
      '<b>&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;</b>',
    ],
    [html`<a title="${`"x' & y`}"></a>`, '<a title="&quot;x&#39; &amp; y"></a>'],
    [html`<i>${html`<b>${'<'}</b>`}</i>`, '<i><b>&lt;</b></i>'],
    [html`${['<', html`<br />`, undefined, 7]}`, '&lt;<br />7'],
    [html`${undefined}`, ''],
  ])('%#', (found, markup) => {
    expect(found.markup).toBe(markup)
  })
})

test('a page escapes its title and names nothing from elsewhere', () => {
  const page = writeHtmlPage({ title: '<title>', body: html`<p>${'a & b'}</p>` })
  expect(page).toContain('<title>&lt;title&gt;</title>')
  expect(page).toContain('<p>a &amp; b</p>')
  expect(page).not.toMatch(/<script|<link|https?:|url\(|@import/)
})

test('nothing turns the direction of writing, or is invisible', () => {
  expect(escapeHtml('a\u202eb\u0000\n\tc')).toBe('a\\u202eb\\u0000\n\tc')
})

test('browsers are told to run no script and to fetch nothing', () => {
  expect(writeHtmlPage({ title: 't', body: 'b' })).toContain(
    '<meta http-equiv="Content-Security-Policy" content="default-src &#39;none&#39;; style-src &#39;unsafe-inline&#39;" />',
  )
})
