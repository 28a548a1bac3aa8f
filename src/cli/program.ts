import { Command, InvalidArgumentError, Option } from 'commander'
import { UsageError } from '../errors.ts'
import type { ServeOptions } from './serve.ts'

/** Commands that the interface names and this version has not. */
const unsupportedCommands = ['record', 'run', 'report']

/** Options of `serve` that the interface names and this version has not. */
const unsupportedServeOptions = ['--seed-examples']

/**
 * The command line. Each command's code is loaded when it runs, so that `serve` starts fast.
 * @param exit takes the exit code of the command that ran
 */
export function createProgram(version: string, exit: (code: number) => void): Command {
  const program = new Command('understudy')
    .description('An in-memory OData v4 test double, derived from the contract.')
    .version(version)
    .configureOutput({
      outputError: (text, write) => write(text.replace(/^error:/, 'understudy:')),
    })
  addServe(program, exit)
  program
    .command('schemas')
    .description('write one JSON Schema (2020-12) for each type of a contract')
    .argument(
      '<contract...>',
      'reference pages, CSDL documents, folders of them, or service folders',
    )
    .requiredOption('--out <dir>', 'folder to write to; made when it is absent')
    .action(async (contract: string[], options: { out: string }) => {
      const { runSchemas } = await import('./schemas.ts')
      exit(runSchemas(contract, options))
    })
  program
    .command('lint')
    .description('report contradictions as file:line: rule: message; exit 1 on an error')
    .argument(
      '<contract...>',
      'reference pages, CSDL documents, folders of them, or service folders',
    )
    .addOption(
      new Option('--format <format>', 'how to print them')
        .choices(['text', 'json', 'github'])
        .default('text'),
    )
    .action(async (contract: string[], options: { format: 'text' | 'json' | 'github' }) => {
      const { runLint } = await import('./lint.ts')
      exit(runLint(contract, options))
    })
  program
    .command('replay')
    .description('replay scenarios on a double of their service folder, or on another service')
    .argument('<scenario...>', 'scenario files or folders')
    .option('--against <url>', 'root URL of the service to replay on')
    .option('--report <file>', 'write a report (not supported by this version)')
    .action(async (paths: string[], options: { against?: string; report?: string }) => {
      const { runReplay } = await import('./replay.ts')
      exit(await runReplay(paths, options))
    })
  for (const name of unsupportedCommands) {
    program
      .command(name)
      .description('not supported by this version')
      .allowUnknownOption()
      .argument('[arguments...]')
      .action(() => {
        throw new UsageError(`the command ${name} is not supported by this version`)
      })
  }
  return program
}

const serveNotes = `
--tls: the certificate is for localhost, 127.0.0.1, ::1, the host's name and --host. Clients that are
told to trust it need nothing else: NODE_EXTRA_CA_CERTS=<file> for Node.js, --cacert <file> for curl.
--auth require: every request needs a token but those for $metadata.
`

function addServe(program: Command, exit: (code: number) => void): void {
  const serve = program.command('serve')
  serve

    .description('serve a contract, until SIGTERM or SIGINT')
    .argument(
      '<contract...>',
      'reference pages, CSDL documents, folders of them, or service folders',
    )
    .option('--fixtures <path>', 'folder of fixture files, or one JSON document')
    .option('--port <n>', 'port; 0 takes a free one', readPort, 4010)
    .option('--host <host>', 'address to bind', '127.0.0.1')
    .option(
      '--base-path <path>',
      "service root; default: that of the pages' example URLs, / for CSDL",
    )
    .option('--store <file>', 'JSON file that keeps the state over restarts')
    .addOption(
      new Option('--auth <mode>', 'what a missing token or permission leads to')
        .choices(['off', 'report', 'require', 'permissions'])
        .default('report'),
    )
    .option(
      '--behaviors <dir>',
      'folder of modules, one a resource (default: behaviors/ of a service folder)',
    )
    .option('--watch', 'read the behaviors anew when their files change; the state stays')
    .option(
      '--cors [origin]',
      'let pages of another origin read answers: of any, or of this one; may be repeated',
      readOrigin,
    )
    .option(
      '--tls',
      'serve https, with a certificate made on the spot, which is written to the temporary folder',
    )
    .option('--tls-cert <file>', 'PEM of a certificate to serve https with instead')
    .option('--tls-key <file>', 'PEM of its key')
    .option('--clock <time>', 'ISO 8601 time at which the clock stands still')
    .addOption(
      new Option('--ids <kind>', 'ids that the server gives')
        .choices(['uuid', 'sequential'])
        .default('uuid'),
    )
    .option('--journal <file>', 'append exchanges as NDJSON (default: $UNDERSTUDY_JOURNAL)')
    .addHelpText('after', serveNotes)
    .action(async (contract: string[], options: ServeOptions) => {
      const { runServe } = await import('./serve.ts')
      exit(await runServe(contract, options))
    })
  for (const flags of unsupportedServeOptions) {
    const option = new Option(flags, 'not supported by this version')
    serve.addOption(option).on(`option:${option.name()}`, () => {
      throw new UsageError(`${option.long} is not supported by this version`)
    })
  }
}

/** One that is left out is any; a contract that follows the option is not one. */
function readOrigin(origin: string, before: true | readonly string[] | undefined): string[] {
  if (origin !== '*' && origin !== 'null' && !origin.includes('://')) {
    throw new InvalidArgumentError(
      'expected an origin such as https://app.example.com; for any, the option stands after the contract.',
    )
  }
  return [...(Array.isArray(before) ? (before as string[]) : []), origin]
}

function readPort(text: string): number {
  if (/^\d{1,5}$/.test(text) && Number(text) <= 65535) return Number(text)
  throw new InvalidArgumentError('expected 0 to 65535.')
}
