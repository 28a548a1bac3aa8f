import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { lazyModules } from './build/lazy-modules.js'

const { dependencies, peerDependencies } = JSON.parse(
  readFileSync(new URL('./package.json', import.meta.url), 'utf8'),
)
const fromHere = (path) => fileURLToPath(new URL(path, import.meta.url))

/** What is seldom or never needed, of markdown-it and commander too; it would cost every start. */
const lighterImports = {
  name: 'lighter-imports',
  resolveId(id, importer) {
    if (id === 'markdown-it' && !importer?.includes('/build/')) {
      return fromHere('build/lazy-markdown-it.cjs')
    }
    if (id === 'saxes')
      return importer?.includes('/build/') ? null : fromHere('build/lazy-saxes.cjs')
    if (id === 'node:child_process' && importer?.includes('/commander/')) {
      return fromHere('build/no-child-process.cjs')
    }
    if (!importer?.includes('/markdown-it/')) return null
    if (id === 'entities') return fromHere('build/lazy-entities.cjs')
    if (id === 'linkify-it') return fromHere('build/no-linkify.cjs')
    return null
  },
}

/** Changes with the code that compiles contracts and judges values by them. */
function hashCompiler() {
  const hash = createHash('sha256')
  for (const folder of ['src/contract', 'src/model', 'src/schemas', 'src/engine/fixtures']) {
    const files = readdirSync(fromHere(folder), { recursive: true }).sort()
    for (const file of files.filter((name) => name.endsWith('.ts'))) {
      hash.update(readFileSync(fromHere(`${folder}/${file}`)))
    }
  }
  return hash.digest('hex').slice(0, 16)
}

const external = [
  /^node:(?!child_process)/,
  ...Object.keys({ ...dependencies, ...peerDependencies }).map(
    (name) => new RegExp(`^${name}(/|$)`),
  ),
]

/** What a usual start does without. */
const lazy = lazyModules(['src/contract/compile-sources.ts'].map(fromHere))

/** `chai.use(require('odata-understudy/chai'))`: what is required is the plugin, and has the exports. */
const pluginItself = `
module.exports = Object.assign(exports.understudyChai, { default: exports.default, understudyChai: exports.default })
`

// CommonJS starts faster than ES modules, and its chunks load when they are first asked for.
const library = {
  platform: 'node',
  external,
  plugins: [lighterImports, lazy.plugin],
  transform: { define: { COMPILER_ID: JSON.stringify(hashCompiler()) } },
  input: {
    'index-entry': 'src/index.ts',
    'odata-entry': 'src/odata.ts',
    'cli-entry': 'src/cli.ts',
    'bind-expect-entry': 'src/bind-expect.ts',
    'chai-entry': 'src/chai.ts',
    'jest-entry': 'src/jest.ts',
    'vitest-entry': 'src/vitest.ts',
    ...lazy.entries,
  },
  output: {
    dir: fromHere('dist'),
    format: 'cjs',
    exports: 'named',
    dynamicImportInCjs: false,
    sourcemap: true,
    // Comments and blanks are half of what a start would read.
    minify: { compress: false, mangle: false },
    chunkFileNames: '[name]-[hash].js',
    postFooter: ({ isEntry, name }) => (isEntry && name === 'chai-entry' ? pluginItself : ''),
  },
}

/** Vitest cannot be required, so its entry is an ES module; the library in it is the other build's. */
const vitestEntry = {
  platform: 'node',
  external,
  plugins: [
    {
      name: 'one-library',
      resolveId: (id) =>
        id === './bind-expect.ts' ? { id: './bind-expect.js', external: 'absolute' } : null,
    },
  ],
  input: { vitest: 'src/vitest.ts' },
  output: { dir: fromHere('dist/esm'), format: 'esm' },
}

export default [library, vitestEntry]
