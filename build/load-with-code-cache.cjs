/*
 * Loads our own chunks with V8's code cache, which the build makes of what a start runs: compiling them anew is
 * half of a start. A cache that another V8 made is refused by V8 itself, and the chunk compiled as usual.
 */
const { readFileSync } = require('node:fs')
const { createRequire, wrap } = require('node:module')
const { basename, dirname, join } = require('node:path')
const { runInThisContext, Script } = require('node:vm')

/** By file name, in the order in which they were loaded: `{ exports, script }`. */
const chunks = new Map()
let caches

/**
 * Loads a chunk, and so what it requires of the others, that no process has two of any.
 * @returns its exports; `undefined` where Node.js or a test runner has to load it in its own way
 */
function load(filename) {
  // Jest gives each test file globals of its own, in which a script of ours would not run.
  if (runInThisContext('this') !== globalThis) return undefined
  // Node.js maps positions only in what it loads itself.
  if (process.sourceMapsEnabled) return undefined
  caches ??= readCaches(join(dirname(filename), 'code.cache'))
  return caches && loadChunk(filename)
}

function loadChunk(filename) {
  const name = basename(filename)
  const known = chunks.get(name)
  if (known) return known.exports
  const chunk = { exports: {}, filename, id: filename, script: undefined }
  chunks.set(name, chunk)
  // The build leaves ASCII alone in a chunk, and this is how it is read fastest.
  const source = wrap(readFileSync(filename, 'latin1'))
  chunk.script = new Script(source, {
    // A cache brings the name that it was made with, and the strings that this is a slice of: the name
    // has to be right in any folder, and a string of its own.
    filename: ['odata-understudy/dist', name].join('/'),
    cachedData: caches.get(name) ?? readIfThere(`${filename}.cache`),
  })
  const folder = dirname(filename)
  let requireOther
  const require = (id) => {
    if (id.startsWith('./')) return loadChunk(join(folder, id))
    requireOther ??= createRequire(filename)
    return requireOther(id)
  }
  const run = chunk.script.runInThisContext()
  run.call(chunk.exports, chunk.exports, require, chunk, filename, folder)
  return chunk.exports
}

/**
 * Of all that is loaded at every start, in one file, so that few are opened: a line of JSON says where in it the
 * cache of each chunk stands.
 */
function readCaches(file) {
  const content = readIfThere(file)
  // Bundled with a user's own code.
  if (!content) return undefined
  const end = content.indexOf('\n') + 1
  const places = JSON.parse(content.toString('latin1', 0, end))
  const cacheAt = (start, length) => content.subarray(end + start, end + start + length)
  return new Map(places.map(([name, start, length]) => [name, cacheAt(start, length)]))
}

function readIfThere(file) {
  try {
    return readFileSync(file)
  } catch {
    return undefined
  }
}

module.exports = { load, chunks }
