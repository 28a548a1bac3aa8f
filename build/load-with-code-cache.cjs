/*
 * Loads our own chunks with V8's code cache, which the build makes of what a start runs: compiling them anew is
 * half of a start. A cache that another V8 made is refused by V8 itself, and the chunk compiled as usual.
 */
const { existsSync, readFileSync } = require('node:fs')
const { createRequire, wrap } = require('node:module')
const { basename, dirname, join } = require('node:path')
const { runInThisContext, Script } = require('node:vm')

/** By file name, in the order in which they were loaded: `{ exports, script }`. */
const chunks = new Map()
/** Jest gives each test file globals of its own, and what is loaded there has to be made of them. */
const hasOwnGlobals = runInThisContext('this') !== globalThis
let caches

/**
 * Loads a chunk of this folder, and so what it requires of the others, that no process has two of any. What a
 * test runner does to the modules that it has loaded, such as `jest.resetModules`, changes nothing for what is
 * loaded late.
 * @returns its exports; `undefined` where Node.js has to load it in its own way
 */
function load(name) {
  // Bundled with a user's own code, be it into an ES module.
  if (typeof __dirname === 'undefined' || !existsSync(join(__dirname, name))) return undefined
  // Node.js maps positions only in what it loads itself.
  if (hasOwnGlobals ? !isCodeAllowed() : process.sourceMapsEnabled) return undefined
  return loadChunk(join(__dirname, name))
}

/** Environments of Jest may refuse code that is made of text. */
function isCodeAllowed() {
  try {
    return (0, eval)('true')
  } catch {
    return false
  }
}

function loadChunk(filename) {
  const name = basename(filename)
  const known = chunks.get(name)
  if (known) return known.exports
  const chunk = { exports: {}, filename, id: filename, script: undefined }
  chunks.set(name, chunk)
  try {
    run(chunk)
  } catch (error) {
    // It may be there the next time, when a test has given the file system back.
    chunks.delete(name)
    throw error
  }
  return chunk.exports
}

function run(chunk) {
  const { filename } = chunk
  const folder = dirname(filename)
  let requireOther
  const require = (id) => {
    if (id.startsWith('./')) return loadChunk(join(folder, id))
    // Jest 29 gives its globals to files alone that it has loaded itself, as it has this one.
    requireOther ??= createRequire(__filename)
    return requireOther(id)
  }
  // The build leaves ASCII alone in a chunk, and this is how it is read fastest.
  const source = wrap(readFileSync(filename, 'latin1'))
  const call = hasOwnGlobals ? compileHere(source, filename) : compileWithCache(source, chunk)
  call.call(chunk.exports, chunk.exports, require, chunk, filename, folder)
}

/** Of the globals that are seen here, which no script of `node:vm` sees. */
function compileHere(source, filename) {
  return (0, eval)(`${source}\n//# sourceURL=${filename}`)
}

function compileWithCache(source, chunk) {
  const name = basename(chunk.filename)
  caches ??= readCaches(join(dirname(chunk.filename), 'code.cache'))
  chunk.script = new Script(source, {
    // A cache brings the name that it was made with, and the strings that this is a slice of: the name
    // has to be right in any folder, and a string of its own.
    filename: ['odata-understudy/dist', name].join('/'),
    cachedData: caches.get(name) ?? readIfThere(`${chunk.filename}.cache`),
  })
  return chunk.script.runInThisContext()
}

/**
 * Of all that is loaded at every start, in one file, so that few are opened: a line of JSON says where in it the
 * cache of each chunk stands.
 */
function readCaches(file) {
  const content = readIfThere(file)
  if (!content) return new Map()
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
