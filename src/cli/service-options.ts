import { Option, type Command } from 'commander'
import { readOrigin, readPort, readSeconds } from './option-values.ts'

export const contractArgument = [
  '<contract...>',
  'reference pages, CSDL documents, folders of them, or service folders',
] as const

/** What `serve` and `run` take alike. */
export function addServiceOptions(command: Command, port: number): void {
  command
    .option('--fixtures <path>', 'folder of fixture files, or one JSON document')
    .option('--port <n>', 'port; 0 takes a free one', readPort, port)
    .option('--host <host>', 'address to bind', '127.0.0.1')
    .option(
      '--base-path <path>',
      "service root; default: that of the pages' example URLs, / for CSDL",
    )
    .option('--store <file>', 'JSON file that keeps the state over restarts')
    .option(
      '--seed-examples',
      "make entities of the pages' examples where a resource has no fixtures",
    )
    .addOption(
      new Option('--auth <mode>', 'what a missing token or permission leads to')
        .choices(['off', 'report', 'require', 'permissions'])
        .default('report'),
    )
    .option(
      '--behaviors <dir>',
      'folder of modules, one a resource (default: behaviors/ of a service folder)',
    )
    .option(
      '--watch',
      'read contract, fixtures and behaviors anew when their files change; a change of the first two takes the state back to the fixtures',
    )
    .option(
      '--cors [origin]',
      'let pages of another origin read answers: of any, or of this one; may be repeated',
      readOrigin,
    )
    .option('--clock <time>', 'ISO 8601 time at which the clock stands still')
    .addOption(
      new Option('--ids <kind>', 'ids that the server gives')
        .choices(['uuid', 'sequential'])
        .default('uuid'),
    )
    .option('--journal <file>', 'append exchanges as NDJSON (default: $UNDERSTUDY_JOURNAL)')
    .option(
      '--sandbox-idle <seconds>',
      'without a request, until a sandbox (made by a request under /~name) goes',
      readSeconds,
      900,
    )
}
