/*
 * What the bundler does not write: that dist/ is CommonJS; the ES module entries, which give the same
 * code, so that no process ever has two of it; the command line's entry, and the code caches that it
 * starts with.
 */
const { spawnSync } = require('node:child_process')
const { copyFileSync, mkdirSync, writeFileSync } = require('node:fs')
const { join } = require('node:path')

const dist = join(__dirname, '../dist')

mkdirSync(join(dist, 'esm'), { recursive: true })
writeFileSync(join(dist, 'package.json'), '{ "type": "commonjs" }\n')
writeFileSync(join(dist, 'esm/package.json'), '{ "type": "module" }\n')
for (const entry of ['index', 'odata']) {
  const names = Object.keys(require(join(dist, `${entry}.js`))).sort()
  writeFileSync(
    join(dist, `esm/${entry}.js`),
    `import library from '../${entry}.js'\n\nexport const { ${names.join(', ')} } = library\n`,
  )
}

copyFileSync(join(__dirname, 'start-with-code-cache.cjs'), join(dist, 'start-with-code-cache.js'))
writeFileSync(
  join(dist, 'cli.js'),
  `#!/usr/bin/env node
const { join } = require('node:path')
require('./start-with-code-cache.js').load(join(__dirname, 'command-line.js'))
`,
  { mode: 0o755 },
)
// A real start, so that what it runs is in the caches; it stops itself.
const made = spawnSync(process.execPath, [join(__dirname, 'make-code-cache.cjs')], {
  stdio: ['ignore', 'ignore', 'inherit'],
})
if (made.status !== 0) process.exit(made.status ?? 1)
