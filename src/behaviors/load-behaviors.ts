import { readdirSync, realpathSync, statSync } from 'node:fs'
import { join, relative, sep } from 'node:path'
import type { createJiti } from 'jiti'
import { UsageError } from '../errors.ts'
import { defineBehavior, type BehaviorModule } from './behavior.ts'

/**
 * Reads the modules of a folder: `accessPackages.ts` for the entity set `accessPackages`,
 * `Orders/Items.js` for what orders contain. Files whose names begin with `_` or `.`, declarations and
 * tests are none.
 * @throws UsageError for a folder that cannot be read, or a module that fails
 */
export function loadBehaviors(folder: string): readonly BehaviorModule[] {
  const files = findModuleFiles(folder)
  if (files.length === 0) return []
  const load = createLoader(realpathSync(folder) + sep)
  return files.map((path) => {
    const file = join(folder, path)
    const resource = path.replace(/\.[cm]?[jt]s$/, '').replaceAll('\\', '/')
    return { file, resource, behavior: defaultExportOf(load, file) }
  })
}

/** Modified times and sizes of all files in a folder, for telling whether one has changed. */
export function fingerprintOf(folder: string): string {
  try {
    return listFiles(folder)
      .map((path) => {
        const { mtimeMs, size, ino } = statSync(join(folder, path))
        return `${path} ${mtimeMs} ${size} ${ino}`
      })
      .join('\n')
  } catch {
    // Files come and go while an editor writes; the next look sees them.
    return ''
  }
}

function findModuleFiles(folder: string): readonly string[] {
  try {
    return listFiles(folder).filter(isModuleFile)
  } catch (error) {
    throw new UsageError(
      `behaviors: '${folder}' is no folder that can be read (${(error as Error).message})`,
    )
  }
}

function listFiles(folder: string): readonly string[] {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true })
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
    .filter((path) => !/(^|[\\/])node_modules[\\/]/.test(path))
    .sort()
}

function isModuleFile(path: string): boolean {
  if (!/\.[cm]?[jt]s$/.test(path) || /\.(d|test|spec)\.[cm]?[jt]s$/.test(path)) return false
  return !path.split(/[\\/]/).some((part) => /^[_.]/.test(part))
}

type Load = (file: string) => unknown

/**
 * One for each reading, so that every module is read anew. Node's own `createRequire` is asked for where
 * a test runner puts another in its place: the modules are no part of what it has to transform.
 */
function createLoader(root: string): Load {
  const { createRequire } = process.getBuiltinModule('node:module')
  const require = createRequire(import.meta.url)
  // What is CommonJS goes through Node's own cache.
  for (const path of Object.keys(require.cache)) {
    if (path.startsWith(root)) delete require.cache[path]
  }
  let transform: Load | undefined
  return (file) => {
    const path = realpathSync(file)
    // Which needs no transformation: loading what does it takes longer than all else at a start.
    if (path.endsWith('.cjs')) return require(path)
    transform ??= createTransformingLoader(require)
    return transform(path)
  }
}

/** For TypeScript and ES modules, by a synchronous call. */
function createTransformingLoader(require: NodeJS.Require): Load {
  const jiti = require('jiti') as { createJiti: typeof createJiti }
  return jiti.createJiti(import.meta.url, {
    moduleCache: false,
    virtualModules: { 'odata-understudy': { defineBehavior } },
  })
}

function defaultExportOf(load: Load, file: string): unknown {
  let loaded: unknown
  try {
    loaded = load(file)
  } catch (error) {
    const { message } = error instanceof Error ? error : { message: String(error) }
    throw new UsageError(`${file}: ${message}`)
  }
  if (typeof loaded !== 'object' || loaded === null) return loaded
  if ('default' in loaded) return loaded.default
  // A file that is empty, or not written yet.
  return Object.keys(loaded).length > 0 ? loaded : undefined
}
