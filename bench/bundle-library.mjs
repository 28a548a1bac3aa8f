import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { rolldown } from 'rolldown'
import builds from '../rolldown.config.js'

const [config] = builds

/** Builds the library of the sources as they are into a folder; gives the URL that imports it. */
export async function bundleLibrary(folder) {
  const bundle = await rolldown({ ...config, input: { index: config.input['index-entry'] } })
  await bundle.write({
    ...config.output,
    dir: folder,
    entryFileNames: '[name].cjs',
    chunkFileNames: '[name]-[hash].cjs',
  })
  return pathToFileURL(join(folder, 'index.cjs')).href
}
