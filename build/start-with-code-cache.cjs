/*
 * Runs the command line with V8's code cache, which the build makes beside each chunk: compiling them anew is a
 * third of a start. A cache that another Node made is refused by V8 itself, and the chunk compiled as
 * usual. Newer versions of Node do all of this on their own.
 */
const { existsSync, readFileSync } = require('node:fs')
const Module = require('node:module')
const { dirname, join } = require('node:path')
const { Script } = require('node:vm')

const loaded = new Map()

/** Loads one of our own chunks; what they require of each other comes here too. */
function load(filename, onScript) {
  const known = loaded.get(filename)
  if (known) return known.exports
  const module = { exports: {}, filename, id: filename }
  loaded.set(filename, module)
  const cache = `${filename}.cache`
  const script = new Script(Module.wrap(readFileSync(filename, 'utf8')), {
    filename,
    cachedData: existsSync(cache) ? readFileSync(cache) : undefined,
  })
  onScript?.(filename, script)
  const folder = dirname(filename)
  const resolve = Module.createRequire(filename)
  const require = (id) => (id.startsWith('./') ? load(join(folder, id), onScript) : resolve(id))
  script.runInThisContext().call(module.exports, module.exports, require, module, filename, folder)
  return module.exports
}

module.exports = { load }
