/*
 * What the bundler does not write: that dist/ is CommonJS; its entries, which load what was bundled with the
 * code cache; the ES module entries, which give the same code, so that no process ever has two of it; and the
 * code cache itself.
 */
const { spawnSync } = require('node:child_process')
const { copyFileSync, mkdirSync, readdirSync, rmSync, writeFileSync } = require('node:fs')
const { join } = require('node:path')
const { writeAscii } = require('./write-ascii.cjs')

const dist = join(__dirname, '../dist')
/** Those of a test framework load in it alone, and an ES module of Vitest's is bundled already. */
const ofFrameworks = { jest: ['matchers', 'useUnderstudy'], vitest: ['matchers', 'useUnderstudy'] }

mkdirSync(join(dist, 'esm'), { recursive: true })
writeFileSync(join(dist, 'package.json'), '{ "type": "commonjs" }\n')
writeFileSync(join(dist, 'esm/package.json'), '{ "type": "module" }\n')
for (const file of readdirSync(dist)) {
  if (file.endsWith('.js')) writeAscii(join(dist, file))
}
// V8 holds a cache to its source by length alone: one of an earlier build could run that build's code.
for (const file of readdirSync(dist)) {
  if (file.endsWith('.cache')) rmSync(join(dist, file))
}
copyFileSync(join(__dirname, 'load-with-code-cache.cjs'), join(dist, 'load-with-code-cache.js'))
for (const entry of ['index', 'odata', 'bind-expect', 'chai', 'jest', 'vitest']) {
  const names = ofFrameworks[entry] ?? Object.keys(require(join(dist, `${entry}-entry.js`))).sort()
  writeEntry(entry, `module.exports = ${loadEntry(entry)}\n${declareExports(names)}`)
  if (entry !== 'vitest') writeEsmEntry(entry, names)
}
writeEntry('cli', loadEntry('cli'), { header: '#!/usr/bin/env node\n', mode: 0o755 })
// A real start, so that what it runs is in the cache; it stops itself.
const made = spawnSync(process.execPath, [join(__dirname, 'make-code-cache.cjs')], {
  stdio: ['ignore', 'ignore', 'inherit'],
})
if (made.status !== 0) process.exit(made.status ?? 1)

function loadEntry(entry) {
  // Bundlers find the second, and bundle it.
  return `require('./load-with-code-cache.js').load('${entry}-entry.js') ?? require('./${entry}-entry.js')`
}

/** Never run: Node.js reads from it what an ES module can import by name. */
function declareExports(names) {
  return `0 && (${names.map((name) => `exports.${name} = `).join('')}0)`
}

function writeEntry(entry, body, { header = '', mode = 0o644 } = {}) {
  writeFileSync(join(dist, `${entry}.js`), `${header}${body}\n`, { mode })
}

function writeEsmEntry(entry, exported) {
  const names = exported.filter((name) => name !== 'default')
  const lines = [
    `import library from '../${entry}.js'`,
    '',
    `export const { ${names.join(', ')} } = library`,
    ...(exported.includes('default') ? ['export default library.default'] : []),
  ]
  writeFileSync(join(dist, `esm/${entry}.js`), `${lines.join('\n')}\n`)
}
