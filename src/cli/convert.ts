import { statSync } from 'node:fs'
import { basename, join } from 'node:path'
import { UsageError } from '../errors.ts'
import {
  convert,
  exchangeFormats,
  recognizeFormat,
  type ExchangeFormat,
  type WriteContext,
} from '../scenarios/index.ts'
import { readTextFile } from '../store/index.ts'
import { writeFileWhole } from './write-file.ts'

export interface ConvertCommandOptions {
  readonly to: string
  readonly from?: string | undefined
  /** A file; of several inputs, a folder. Default: standard output. */
  readonly out?: string | undefined
  /** URL of the service root. */
  readonly root?: string | undefined
  readonly consumer: string
  readonly provider: string
}

/**
 * `understudy convert`: writes files of exchanges in another format; what it cannot hold is said on
 * standard error.
 * @returns the exit code
 * @throws UsageError for options, and files that cannot be read
 */
export async function runConvert(
  files: readonly string[],
  options: ConvertCommandOptions,
): Promise<number> {
  const to = findFormat('--to', options.to)
  const from = options.from === undefined ? undefined : findFormat('--from', options.from)
  if (!to.write) throw new UsageError(`--to: ${to.name} cannot be written`)
  const { out } = options
  const isFolder = out !== undefined && statSync(out, { throwIfNoEntry: false })?.isDirectory()
  if (files.length > 1 && !isFolder) {
    throw new UsageError('--out: expected a folder for several files')
  }
  const said = new Set<string>()
  const context: WriteContext = {
    root: readRoot(options.root),
    consumer: options.consumer,
    provider: options.provider,
    say: (message) => {
      if (said.has(message)) return
      said.add(message)
      process.stderr.write(`${message}\n`)
    },
  }
  // All are converted before any is written.
  const converted: { readonly file: string; readonly text: string }[] = []
  for (const file of files) {
    const text = readTextFile(file)
    const own = from ?? recognizeFormat(file, text)
    converted.push({ file, text: await convert(file, text, own, to, context) })
  }
  for (const { file, text } of converted) {
    if (out === undefined) process.stdout.write(text)
    else writeFileWhole(isFolder ? join(out, nameFor(file, to)) : out, text)
  }
  return 0
}

function findFormat(option: string, name: string): ExchangeFormat {
  const format = exchangeFormats.find((each) => each.name === name)
  if (format) return format
  const names = exchangeFormats.map((each) => each.name).join(', ')
  throw new UsageError(`${option}: expected one of ${names}, found '${name}'`)
}

function nameFor(file: string, { extension }: ExchangeFormat): string {
  return basename(file).replace(/(?:\.(?:mocks|pact))?\.\w+$/, '') + extension
}

function readRoot(root: string | undefined): string | undefined {
  if (root === undefined) return undefined
  if (URL.canParse(root) && /^https?:$/.test(new URL(root).protocol))
    return root.replace(/\/+$/, '')
  throw new UsageError(`--root: expected an http or https URL, found '${root}'`)
}
