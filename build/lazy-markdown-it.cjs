/* Stands for `markdown-it` in the bundle: it is loaded when the first page is read, not at every start. */
module.exports = function MarkdownIt(preset) {
  const loaded = require('markdown-it')
  return new (loaded.default ?? loaded)(preset)
}
