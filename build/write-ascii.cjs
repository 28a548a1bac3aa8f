/*
 * Writes chunks in ASCII alone: one character above Latin-1 and V8 keeps two bytes for each of a chunk's,
 * and anything but ASCII has to be decoded first. Such characters stand in strings, templates and regular
 * expressions, where an escape means the same.
 */
const { readFileSync, writeFileSync } = require('node:fs')
const { decode, encode } = require('@jridgewell/sourcemap-codec')

const beyondAscii = /[^\x00-\x7f]/g
const escapeUnit = (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`
/** What an escape is longer than the code unit that it stands for. */
const growth = escapeUnit('…').length - 1

/** Rewrites a chunk and its source map. */
function writeAscii(file) {
  const code = readFileSync(file, 'utf8')
  const escaped = code.replace(beyondAscii, escapeUnit)
  if (escaped === code) return
  writeFileSync(file, escaped)
  const map = JSON.parse(readFileSync(`${file}.map`, 'utf8'))
  map.mappings = encode(moveColumns(decode(map.mappings), code.split('\n')))
  writeFileSync(`${file}.map`, JSON.stringify(map))
}

/** Mappings of a source map by line, each where its code stands when it is escaped. */
function moveColumns(mappings, lines) {
  return mappings.map((segments, line) => {
    const columns = [...(lines[line] ?? '').matchAll(beyondAscii)].map(({ index }) => index)
    let before = 0
    return segments.map(([column, ...origin]) => {
      while (before < columns.length && columns[before] < column) before++
      return [column + before * growth, ...origin]
    })
  })
}

module.exports = { writeAscii }
