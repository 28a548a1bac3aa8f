import { once } from 'node:events'
import { startUnderstudy, type Understudy, type UnderstudyOptions } from '../index.ts'

/**
 * Serves a contract until SIGTERM or SIGINT.
 * @returns the exit code
 * @throws UsageError as `startUnderstudy`
 */
export async function runServe(options: UnderstudyOptions): Promise<number> {
  const stopped = Promise.race([once(process, 'SIGTERM'), once(process, 'SIGINT')])
  const service = await startUnderstudy(options)
  process.stdout.write(`understudy listening on ${service.url}\n`)
  // Standard output has the one line that programs wait for; a person at a terminal gets more.
  process.stderr.write(`\n${describeExamples(service)}\n`)
  await stopped
  await service.close()
  return 0
}

/** What to try, made of what the service holds, so that every line works as printed. */
function describeExamples(service: Understudy): string {
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
  return `Try:\n${lines.map((line) => `  ${line}\n`).join('')}`
}

function largestSet(service: Understudy): readonly [string | undefined, readonly unknown[]] {
  const sets = Object.entries(service.state()).flatMap(([name, content]) =>
    Array.isArray(content) ? [[name, content as readonly unknown[]] as const] : [],
  )
  const [largest] = sets.sort(([, a], [, b]) => b.length - a.length)
  return largest ?? [undefined, []]
}
