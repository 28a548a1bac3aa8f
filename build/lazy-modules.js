import { readFileSync } from 'node:fs'
import { basename, dirname, resolve } from 'node:path'

const prefix = '\0lazy:'
const nameOf = (file) => basename(file, '.ts')

/**
 * Loads modules when one of their functions is first called, each from a chunk of its own: what imports them
 * gets functions of the same names instead. The sources stay plain ES modules that know nothing of it.
 * @param files sources that export functions alone
 * @returns a plugin for the bundler, and the entries that it has to bundle besides
 */
export function lazyModules(files) {
  const stubs = new Map(files.map((file) => [file, `${prefix}${file}`]))
  return {
    entries: Object.fromEntries(files.map((file) => [nameOf(file), file])),
    plugin: {
      name: 'lazy-modules',
      resolveId(id, importer) {
        if (importer?.startsWith(prefix)) return { id, external: 'absolute' }
        return importer && id.startsWith('.') ? stubs.get(resolve(dirname(importer), id)) : null
      },
      load: (id) => (id.startsWith(prefix) ? writeStub(id.slice(prefix.length)) : null),
    },
  }
}

function writeStub(file) {
  const functions = namesOfFunctions(file).map(
    (name) => `export function ${name}(...values) { return load().${name}(...values) }`,
  )
  return `
let loaded
const load = () => (loaded ??= require('./${nameOf(file)}.js'))
${functions.join('\n')}`
}

function namesOfFunctions(file) {
  const exported = [...readFileSync(file, 'utf8').matchAll(/^export (?!type |interface )(.*)$/gm)]
  return exported.map(([, declaration]) => {
    const name = /^(?:async )?function (\w+)/.exec(declaration)?.[1]
    if (name === undefined) {
      throw new Error(`${file}: expected functions alone, to be loaded late; found ${declaration}`)
    }
    return name
  })
}
