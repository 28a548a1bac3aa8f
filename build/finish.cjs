/*
 * What the bundler does not write: that dist/ is CommonJS, and the ES module entry, which gives the
 * same code, so that no process ever has two of it.
 */
const { mkdirSync, writeFileSync } = require('node:fs')
const { join } = require('node:path')

const dist = join(__dirname, '../dist')
mkdirSync(join(dist, 'esm'), { recursive: true })
writeFileSync(join(dist, 'package.json'), '{ "type": "commonjs" }\n')
writeFileSync(join(dist, 'esm/package.json'), '{ "type": "module" }\n')
const names = Object.keys(require(join(dist, 'index.js'))).sort()
writeFileSync(
  join(dist, 'esm/index.js'),
  `import library from '../index.js'\n\nexport const { ${names.join(', ')} } = library\n`,
)
