import { once } from 'node:events'
import { existsSync, readFileSync, statSync } from 'node:fs'
import { basename, dirname, extname } from 'node:path'
import { readContract, type Contract } from '../contract/index.ts'
import { UsageError } from '../errors.ts'
import {
  driftExtension,
  findDrift,
  findServiceFolder,
  inferScenario,
  redactTraffic,
  startRecordProxy,
  unpackBatches,
  writeDriftLines,
  writeDriftMarkdown,
  writeScenario,
  type Drift,
  type ObservedExchange,
} from '../scenarios/index.ts'
import { isDocumentedDeletion, judgeRecording } from './judge-recording.ts'
import { fromWorkingDirectory } from './locate-sources.ts'
import { writeFileWhole } from './write-file.ts'

export interface RecordCommandOptions {
  /** Service root URL. */
  readonly upstream: string
  readonly out: string
  readonly port: number
  readonly host: string
  /** Default: that of the service folder around `out`. */
  readonly contract?: readonly string[] | undefined
}

const millisecondsBetweenSaves = 10_000

/**
 * `understudy record`: passes requests on until SIGTERM or SIGINT, and writes them as a scenario.
 * @returns the exit code
 * @throws UsageError for options, contracts and files that cannot be used
 */
export async function runRecord(options: RecordCommandOptions): Promise<number> {
  const upstream = readUpstream(options.upstream)
  checkOut(options.out)
  const contract = options.contract ?? [findServiceFolder(options.out) ?? []].flat()
  const compiled = contract.length === 0 ? undefined : readContract(contract)
  const stopped = Promise.race([once(process, 'SIGTERM'), once(process, 'SIGINT')])
  const proxy = await startRecordProxy({ ...options, upstream })
  process.stdout.write(`understudy listening on ${proxy.url}\n`)
  process.stderr.write(`recording ${upstream} as ${options.out}, until SIGINT or SIGTERM\n`)
  let saved = 0
  const save = async (): Promise<Recording | undefined> => {
    const exchanges = proxy.exchanges()
    saved = exchanges.length
    if (saved === 0) return undefined
    return write(options.out, upstream, exchanges, compiled)
  }
  // What a killed process has recorded is not lost.
  const saving = setInterval(() => {
    if (proxy.exchanges().length > saved) void save().catch(warn)
  }, millisecondsBetweenSaves).unref()
  await stopped
  clearInterval(saving)
  await proxy.close()
  describe(await save(), options.out)
  return 0
}

interface Recording {
  readonly exchanges: number
  readonly steps: number
  readonly notes: readonly string[]
  /** Absent where no contract is known. */
  readonly drift: readonly Drift[] | undefined
}

async function write(
  out: string,
  upstream: string,
  observed: readonly ObservedExchange[],
  contract: Contract | undefined,
): Promise<Recording> {
  const name = basename(out, extname(out))
  const traffic = redactTraffic(unpackBatches({ root: upstream, exchanges: observed }))
  const judged = contract && judgeRecording(contract, upstream, traffic.exchanges)
  const { document, notes } = inferScenario(
    { ...traffic, exchanges: judged?.observed ?? traffic.exchanges },
    { name, isDeletable: contract && ((url) => isDocumentedDeletion(contract, upstream, url)) },
  )
  writeFileWhole(out, await writeScenario(out, document, `recorded from ${traffic.root}`))
  const drift = judged && locateDrift(findDrift(judged.exchanges, upstream))
  if (drift) {
    const beside = out.slice(0, out.length - extname(out).length)
    writeFileWhole(`${beside}.drift.md`, writeDriftMarkdown(name, drift))
    writeFileWhole(`${beside}${driftExtension}`, `${JSON.stringify({ drift }, null, 2)}\n`)
  }
  return { exchanges: observed.length, steps: document.steps.length, notes, drift }
}

/** Pages are named from the working directory, as in reports. */
function locateDrift(drift: readonly Drift[]): readonly Drift[] {
  return drift.map((each) => ({
    ...each,
    source: each.source && fromWorkingDirectory(each.source),
  }))
}

/** Standard output has the one line that programs wait for; the rest is for people. */
function describe(recording: Recording | undefined, out: string): void {
  if (!recording) {
    process.stderr.write(`understudy: nothing was recorded; ${out} is not written\n`)
    return
  }
  const { exchanges, steps, notes, drift } = recording
  const lines = [
    `${exchanges} ${exchanges === 1 ? 'exchange' : 'exchanges'} recorded as ${steps} ${steps === 1 ? 'step' : 'steps'} of ${out}`,
    ...notes,
  ]
  if (drift?.length === 0) lines.push('no drift: all of it is in the contract')
  if (drift && drift.length > 0) {
    lines.push('the service did what the contract does not say:')
    lines.push(...writeDriftLines(drift).map((line) => `  ${line}`))
  }
  process.stderr.write(lines.map((line) => `${line}\n`).join(''))
}

function warn(error: unknown): void {
  process.stderr.write(`understudy: ${(error as Error).message}\n`)
}

function readUpstream(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (!url || !/^https?:$/.test(url.protocol)) {
    throw new UsageError(`--upstream: expected an http or https URL, found '${text}'`)
  }
  if (url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '') {
    throw new UsageError(
      '--upstream: expected a service root, without credentials, query and fragment; clients send their own credentials',
    )
  }
  return url.origin + url.pathname.replace(/\/+$/, '')
}

/** An older recording is replaced, anything else is left as it is. */
function checkOut(file: string): void {
  if (!/\.(?:ya?ml|json)$/i.test(file)) {
    throw new UsageError(`--out: expected a scenario file (.yaml, .yml or .json), found '${file}'`)
  }
  if (!statSync(dirname(file), { throwIfNoEntry: false })?.isDirectory()) {
    throw new UsageError(`--out: expected a folder ${dirname(file)}, found none`)
  }
  if (existsSync(file) && !/^["\s{]*understudy["\s]*:/m.test(readFileSync(file, 'utf8'))) {
    throw new UsageError(`--out: ${file} is no scenario; it is left as it is`)
  }
}
