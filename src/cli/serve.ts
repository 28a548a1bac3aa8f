import { once } from 'node:events'
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Contract } from '../contract/index.ts'
import { UsageError } from '../errors.ts'
import { sayLeftOut } from './say-left-out.ts'
import { makeTemporaryFolder } from './temporary-folder.ts'
import { startUnderstudy, type Understudy, type UnderstudyOptions } from '../index.ts'

export interface ServeOptions extends Omit<UnderstudyOptions, 'contract' | 'tls'> {
  readonly tls?: true | undefined
  /** PEM files. */
  readonly tlsCert?: string | undefined
  readonly tlsKey?: string | undefined
}

/**
 * Serves a contract until SIGTERM or SIGINT.
 * @returns the exit code
 * @throws UsageError as `startUnderstudy`, and for files of TLS that cannot be read
 */
export async function runServe(
  contract: readonly string[],
  { tls: isMade, tlsCert, tlsKey, ...options }: ServeOptions,
): Promise<number> {
  const stopped = Promise.race([once(process, 'SIGTERM'), once(process, 'SIGINT')])
  const tls = readTls(tlsCert, tlsKey) ?? isMade
  const service = await startUnderstudy({ contract, tls, ...options }, { leftOut: sayLeftOut })
  process.stdout.write(`understudy listening on ${service.url}\n`)
  // Standard output has the one line that programs wait for; a person at a terminal gets more.
  const made = tls === true ? keepCertificate(service.certificate!) : undefined
  if (made) process.stderr.write(describeCertificate(made.file))
  process.stderr.write(await describeErrors(service.contract))
  process.stderr.write(`\n${describeExamples(service, made?.file)}\n`)
  await stopped
  made?.remove()
  await service.close()
  return 0
}

/** What a contract says that cannot be, which is served as far as it goes. */
async function describeErrors({ diagnostics }: Contract): Promise<string> {
  const errors = diagnostics.filter(({ severity }) => severity === 'error')
  if (errors.length === 0) return ''
  const { formatDiagnostics } = await import('../contract/lint/index.ts')
  return `the contract contradicts itself; understudy lint tells all of it:\n${formatDiagnostics(errors, 'text')}\n`
}

function readTls(tlsCert: string | undefined, tlsKey: string | undefined) {
  if (tlsCert === undefined && tlsKey === undefined) return undefined
  if (tlsCert === undefined || tlsKey === undefined) {
    throw new UsageError('expected --tls-cert and --tls-key together')
  }
  const read = (option: string, file: string) => {
    try {
      return readFileSync(file, 'utf8')
    } catch (error) {
      throw new UsageError(`${option}: cannot read ${file}: ${(error as Error).message}`)
    }
  }
  return { cert: read('--tls-cert', tlsCert), key: read('--tls-key', tlsKey) }
}

/** Writes a certificate where clients can be pointed to, until it is removed. */
function keepCertificate(certificate: string): { readonly file: string; remove(): void } {
  const folder = makeTemporaryFolder()
  const file = join(folder, 'certificate.pem')
  writeFileSync(file, certificate)
  return { file, remove: () => rmSync(folder, { recursive: true, force: true }) }
}

function describeCertificate(file: string): string {
  return `the certificate is ${file}; Node.js trusts it with NODE_EXTRA_CA_CERTS=${file}\n`
}

/** What to try, made of what the service holds, so that every line works as printed. */
function describeExamples(service: Understudy, certificate: string | undefined): string {
  const { url, contract } = service
  const origin = new URL(url).origin
  const lines = [`curl '${url}/$metadata'`]
  const [set, entities] = largestSet(service)
  if (set !== undefined) {
    lines.push(`curl '${url}/${set}?$top=2&$count=true'`)
    const [first] = entities as readonly Readonly<Record<string, unknown>>[]
    const name = first && Object.keys(first).find((key) => /^(displayN|n)ame$/.test(key))
    if (first && typeof first['id'] === 'string') lines.push(`curl '${url}/${set}/${first['id']}'`)
    if (name !== undefined) {
      lines.push(
        `curl -G '${url}/${set}' --data-urlencode "\\$filter=contains(${name},'a')" --data-urlencode '$select=${name}'`,
      )
    }
    const creates = contract.operations.some(
      ({ method, paths }) => method === 'POST' && paths.some(({ text }) => text === `/${set}`),
    )
    if (creates && name !== undefined) {
      lines.push(
        `curl -X POST '${url}/${set}' -H 'Content-Type: application/json' -d '{"${name}":"Made with curl"}'`,
      )
    }
  }
  lines.push(`curl '${origin}/_understudy/journal'`, `curl -X POST '${origin}/_understudy/reset'`)
  const command = certificate === undefined ? 'curl' : `curl --cacert '${certificate}'`
  return `Try:\n${lines.map((line) => `  ${line.replace(/^curl/, command)}\n`).join('')}`
}

function largestSet(service: Understudy): readonly [string | undefined, readonly unknown[]] {
  const sets = Object.entries(service.state()).flatMap(([name, content]) =>
    Array.isArray(content) ? [[name, content as readonly unknown[]] as const] : [],
  )
  const [largest] = sets.sort(([, a], [, b]) => b.length - a.length)
  return largest ?? [undefined, []]
}
