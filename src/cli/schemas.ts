import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { readContract } from '../contract/index.ts'
import { UsageError } from '../errors.ts'
import type { Model } from '../model/index.ts'
import { schemaFiles } from '../schemas/index.ts'
import { describeFileFault } from '../store/file-fault.ts'
import { makeFolder } from './make-folder.ts'

/**
 * `understudy schemas`: writes a JSON Schema (2020-12) for each type of a contract.
 * @returns the exit code
 * @throws UsageError when the contract cannot be read, or the folder not written
 */
export function runSchemas(paths: readonly string[], { out }: { readonly out: string }): number {
  const files = writeSchemas(readContract(paths).model, out)
  console.log(`wrote ${files.length} ${files.length === 1 ? 'schema' : 'schemas'} to ${out}`)
  return 0
}

/**
 * Writes `<namespace>.<type>.schema.json` for each type, also for those that the contract implies.
 * @param folder is made when it does not exist
 * @returns the names of the files
 * @throws UsageError when the folder cannot be written
 */
export function writeSchemas(model: Model, folder: string): readonly string[] {
  const files = schemaFiles(model)
  try {
    makeFolder(folder)
    for (const [file, schema] of files) {
      writeFileSync(join(folder, file), `${JSON.stringify(schema, undefined, 2)}\n`)
    }
  } catch (error) {
    throw new UsageError(`cannot write schemas to ${folder}: ${describeFileFault(error)}`)
  }
  return [...files.keys()]
}
