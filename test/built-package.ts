import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'

const { resolve } = createRequire(join(process.cwd(), 'test', 'built-package.ts'))

/** The package as those who install it find it: by its name, with what was built. */
export const packageRoot = dirname(resolve('odata-understudy/package.json'))

export const manifest = JSON.parse(readFileSync(join(packageRoot, 'package.json'), 'utf8')) as {
  readonly version: string
  readonly bin: { readonly understudy: string }
  readonly scripts: Readonly<Record<string, string>>
}

/** The file that the command `understudy` is. */
export const commandLineFile = join(packageRoot, manifest.bin.understudy)

if (!existsSync(commandLineFile)) {
  throw new Error(`expected ${manifest.bin.understudy}, found none; run \`npm run build\` first`)
}
