import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { rolldown } from 'rolldown'
import builds from '../rolldown.config.js'

const [config] = builds

/** Builds the library of the sources as they are into a folder; gives the URL that imports it. */
export async function bundleLibrary(folder) {
  // All of it: what is loaded at its first use is an entry of its own, required by its name.
  const bundle = await rolldown(config)
  await bundle.write({ ...config.output, dir: folder })
  writeFileSync(join(folder, 'package.json'), '{ "type": "commonjs" }\n')
  return pathToFileURL(join(folder, 'index-entry.js')).href
}
