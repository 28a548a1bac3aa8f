import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { lazyModules } from './build/lazy-modules.js'
import { startChunks } from './build/start-chunks.js'

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

/** What neither a start nor a first simple answer needs, in some size; each is loaded at its first use. */
const lazy = lazyModules(
  [
    'src/contract/compile-sources.ts',
    'src/engine/fixtures/example-fixtures.ts',
    'src/engine/modify/delete-entity.ts',
    'src/engine/modify/modify-collection.ts',
    'src/engine/modify/modify-value.ts',
    'src/expression/aggregation/bind-aggregate.ts',
    'src/expression/bind.ts',
    'src/expression/compile.ts',
    'src/expression/filter-code.ts',
    'src/journal/inventory-of.ts',
    'src/journal/judge-response.ts',
    'src/journal/near-operations.ts',
    'src/query/apply/transformations.ts',
    'src/representation/metadata/write-metadata-json.ts',
    'src/representation/metadata/write-metadata-xml.ts',
    'src/representation/metadata/write-service-document.ts',
    'src/representation/write-delta.ts',
    'src/schemas/load-ajv.ts',
    'src/service/batch/handle-batch.ts',
    'src/service/faults/graph-throttling.ts',
    'src/syntax/apply.ts',
    'src/use-understudy.ts',
  ].map(fromHere),
)
const chunks = startChunks(fromHere('src/index.ts'), {
  language: fromHere('src/odata.ts'),
  errors: fromHere('src/cli.ts'),
})

/** `chai.use(require('odata-understudy/chai'))`: what is required is the plugin, and has the exports. */
const pluginItself = `
module.exports = Object.assign(exports.understudyChai, { default: exports.default, understudyChai: exports.default })
`

// CommonJS starts faster than ES modules, and its chunks load when they are first asked for.
const library = {
  platform: 'node',
  external,
  plugins: [lighterImports, lazy.plugin, chunks.plugin],
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
    codeSplitting: { groups: chunks.groups },
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
