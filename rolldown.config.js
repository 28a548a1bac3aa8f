import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const { dependencies } = JSON.parse(readFileSync(new URL('package.json', import.meta.url), 'utf8'))
const fromHere = (path) => fileURLToPath(new URL(path, import.meta.url))

/** What markdown-it loads and blocks of Markdown seldom or never need; it would cost every start. */
const lighterImports = {
  name: 'lighter-imports',
  resolveId(id, importer) {
    if (!importer?.includes('/markdown-it/')) return null
    if (id === 'entities') return fromHere('build/lazy-entities.cjs')
    if (id === 'linkify-it') return fromHere('build/no-linkify.cjs')
    return null
  },
}

export default {
  platform: 'node',
  external: [/^node:/, ...Object.keys(dependencies).map((name) => new RegExp(`^${name}(/|$)`))],
  plugins: [lighterImports],
  // CommonJS starts faster than ES modules, and its chunks load when they are first asked for.
  input: { index: 'src/index.ts', cli: 'src/cli.ts' },
  output: {
    dir: fromHere('dist'),
    format: 'cjs',
    exports: 'named',
    dynamicImportInCjs: false,
    sourcemap: true,
    chunkFileNames: '[name]-[hash].js',
  },
}
