/*
 * What the bundler does not write: that dist/ is CommonJS; the ES module entries, which give the same
 * code, so that no process ever has two of it; the command line's entry, and the code caches that it
 * starts with.
 */
const { spawnSync } = require('node:child_process')
const { copyFileSync, mkdirSync, readdirSync, rmSync, writeFileSync } = require('node:fs')
const { join } = require('node:path')

const dist = join(__dirname, '../dist')

mkdirSync(join(dist, 'esm'), { recursive: true })
writeFileSync(join(dist, 'package.json'), '{ "type": "commonjs" }\n')
writeFileSync(join(dist, 'esm/package.json'), '{ "type": "module" }\n')
for (const entry of ['index', 'odata', 'bind-expect', 'chai']) {
  writeEsmEntry(entry, Object.keys(require(join(dist, `${entry}.js`))))
}
// It loads in Jest alone. Vitest's entry is an ES module already.
writeEsmEntry('jest', ['matchers', 'useUnderstudy'])

copyFileSync(join(__dirname, 'start-with-code-cache.cjs'), join(dist, 'start-with-code-cache.js'))
writeFileSync(
  join(dist, 'cli.js'),
  `#!/usr/bin/env node
const { join } = require('node:path')
require('./start-with-code-cache.js').load(join(__dirname, 'command-line.js'))
`,
  { mode: 0o755 },
)
// V8 holds a cache to its source by length alone: one of an earlier build could run that build's code.
for (const file of readdirSync(dist)) {
  if (file.endsWith('.cache')) rmSync(join(dist, file))
}
// A real start, so that what it runs is in the caches; it stops itself.
const made = spawnSync(process.execPath, [join(__dirname, 'make-code-cache.cjs')], {
  stdio: ['ignore', 'ignore', 'inherit'],
})
if (made.status !== 0) process.exit(made.status ?? 1)

function writeEsmEntry(entry, exported) {
  const names = exported.filter((name) => name !== 'default').sort()
  const lines = [
    `import library from '../${entry}.js'`,
    '',
    `export const { ${names.join(', ')} } = library`,
    ...(exported.includes('default') ? ['export default library.default'] : []),
  ]
  writeFileSync(join(dist, `esm/${entry}.js`), `${lines.join('\n')}\n`)
}
