import { readFileSync } from 'node:fs'

const { dependencies } = JSON.parse(readFileSync(new URL('package.json', import.meta.url), 'utf8'))
const shared = {
  platform: 'node',
  external: [/^node:/, ...Object.keys(dependencies).map((name) => new RegExp(`^${name}(/|$)`))],
}

/** Without it Node takes the CommonJS build for ES modules, as the package itself is. */
const commonJsMarker = {
  name: 'commonjs-marker',
  generateBundle() {
    this.emitFile({ type: 'asset', fileName: 'package.json', source: '{ "type": "commonjs" }\n' })
  },
}
const output = { sourcemap: true, chunkFileNames: '[name]-[hash].js' }

export default [
  {
    ...shared,
    input: { index: 'src/index.ts', cli: 'src/cli.ts' },
    output: { ...output, format: 'esm', dir: 'dist' },
  },
  {
    ...shared,
    input: { index: 'src/index.ts' },
    plugins: [commonJsMarker],
    output: {
      ...output,
      format: 'cjs',
      dir: 'dist/cjs',
      exports: 'named',
      // Jest's CommonJS has no `import()`.
      dynamicImportInCjs: false,
    },
  },
]
