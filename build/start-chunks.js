/**
 * Puts what a start loads into few chunks: left to itself, the bundler makes one for every combination of
 * entries that share modules, and the modules that are loaded late are entries too.
 * @param start entry whose modules, without those of its imports that are dynamic, are those of a start
 * @param apart entries that are used by themselves too, by the name of the chunk that they share with a start
 */
export function startChunks(start, apart) {
  const chunkOf = new Map()
  return {
    plugin: {
      name: 'start-chunks',
      buildEnd() {
        const importsOf = (id) => this.getModuleInfo(id)?.importedIds ?? []
        for (const id of reachableFrom(start, importsOf)) chunkOf.set(id, 'start')
        for (const [name, entry] of Object.entries(apart)) {
          for (const id of reachableFrom(entry, importsOf)) {
            if (chunkOf.has(id)) chunkOf.set(id, name)
          }
        }
      },
    },
    // The first have the choice, and take along what their modules import.
    groups: [...Object.keys(apart).reverse(), 'start'].map((name) => ({
      name,
      test: (id) => chunkOf.get(id) === name,
    })),
  }
}

function reachableFrom(entry, importsOf) {
  const reached = new Set([entry])
  for (const id of reached) for (const imported of importsOf(id)) reached.add(imported)
  return reached
}
