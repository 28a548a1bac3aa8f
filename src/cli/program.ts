import { Command, Option } from 'commander'
import type { ConvertCommandOptions } from './convert.ts'
import { addGateOptions } from './gate-options.ts'
import { collect, readCount, readPort, readSeconds } from './option-values.ts'
import type { RecordCommandOptions } from './record.ts'
import type { ReplayCommandOptions } from './replay.ts'
import type { ReportCommandOptions } from './report.ts'
import type { RunCommandOptions } from './run.ts'
import type { ServeOptions } from './serve.ts'
import { addServiceOptions, contractArgument } from './service-options.ts'

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
    .argument(...contractArgument)
    .requiredOption('--out <dir>', 'folder to write to; made when it is absent')
    .action(async (contract: string[], options: { out: string }) => {
      const { runSchemas } = await import('./schemas.ts')
      exit(runSchemas(contract, options))
    })
  program
    .command('lint')
    .description('report contradictions as file:line: rule: message; exit 1 on an error')
    .argument(...contractArgument)
    .addOption(
      new Option('--format <format>', 'how to print them')
        .choices(['text', 'json', 'github'])
        .default('text'),
    )
    .action(async (contract: string[], options: { format: 'text' | 'json' | 'github' }) => {
      const { runLint } = await import('./lint.ts')
      exit(runLint(contract, options))
    })
  addReplay(program, exit)
  addRecord(program, exit)
  addConvert(program, exit)
  addRun(program, exit)
  addReport(program, exit)
  return program.addHelpText('after', programNotes)
}

const programNotes = `
A mistake of the user, such as a file that is not there or a port that is taken, is one message on standard error
and exit code 2.
`

const serveNotes = `
When it is ready, it prints: understudy listening on <service root URL>. SIGTERM and SIGINT end it, exit code 0.
--tls: the certificate is for localhost, 127.0.0.1, ::1, the host's name and --host. Clients that are
told to trust it need nothing else: NODE_EXTRA_CA_CERTS=<file> for Node.js, --cacert <file> for curl.
--auth require: every request needs a token but those for $metadata.
`

const replayNotes = `
--against double is a double of the scenario's service folder: --against double --against URL compares it
with the service, step by step.
Exit code: 1 when a step failed or two services differ, 2 when a state that a scenario gives is invalid,
128 and the signal's number when interrupted, else 0.
`

function addReplay(program: Command, exit: (code: number) => void): void {
  program
    .command('replay')
    .description('replay scenarios on a double of their service folder, or on another service')
    .argument('<scenario...>', 'scenario files or folders')
    .option('--against <url>', 'root URL of the service to replay on; two are compared', collect)
    .option('--report <file>', 'write a report: .xml (JUnit), .html, .md or .json')
    .option(
      '--token-env <name>',
      'variable that holds the bearer token, one for each --against (default: UNDERSTUDY_TOKEN)',
      collect,
    )
    .option('--timeout <seconds>', 'until an answer has to be there (default: 60)', readSeconds)
    .option(
      '--max-attempts <n>',
      'times that a request is sent at most when answered 429, 503 or 504 (default: 5)',
      readCount,
    )
    .option(
      '--max-wait <seconds>',
      'that are waited for a request at most, as Retry-After asks (default: 60)',
      readSeconds,
    )
    .option('--bail', 'end with the first scenario that fails')
    .addHelpText('after', replayNotes)
    .action(async (paths: string[], options: ReplayCommandOptions) => {
      const { runReplay } = await import('./replay.ts')
      exit(await runReplay(paths, options))
    })
}

const recordNotes = `
Clients send to the proxy what they would send to the service, with their own credentials; no secret and no
address of a person is written. With a contract, what the service did that the contract does not say is
listed, and written beside the scenario as .drift.md and .drift.json.
`

function addRecord(program: Command, exit: (code: number) => void): void {
  program
    .command('record')
    .description(
      'pass requests on to a service until SIGTERM or SIGINT, and write them as a scenario',
    )
    .requiredOption('--upstream <url>', 'root URL of the service')
    .requiredOption('--out <file>', 'scenario to write: .yaml, .yml or .json')
    .option('--port <n>', 'port; 0 takes a free one', readPort, 4011)
    .option('--host <host>', 'address to bind', '127.0.0.1')
    .option(
      '--contract <path>',
      'what to compare the service with; may be repeated (default: the service folder around --out)',
      collect,
    )
    .addHelpText('after', recordNotes)
    .action(async (options: RecordCommandOptions) => {
      const { runRecord } = await import('./record.ts')
      exit(await runRecord(options))
    })
}

const convertNotes = `
Formats: scenario, har (HTTP Archive 1.2), dev-proxy (mocks of Microsoft Dev Proxy), http (.http of REST
clients), pact (V4, output alone), journal (input alone). What passed becomes a scenario as a recording does;
a scenario becomes exchanges in which each step is answered as it expects.
`

function addConvert(program: Command, exit: (code: number) => void): void {
  program
    .command('convert')
    .description('write scenarios, journals and recordings of other tools in another format')
    .argument('<file...>', 'files to convert')
    .requiredOption('--to <format>', 'scenario, har, dev-proxy, http or pact')
    .option('--from <format>', 'format of the files (default: by name and content)')
    .option('--out <file>', 'file to write, or folder for several (default: standard output)')
    .option('--root <url>', 'root URL of the service (default: as the file says)')
    .option('--consumer <name>', 'consumer of a pact', 'consumer')
    .option('--provider <name>', 'provider of a pact', 'provider')
    .addHelpText('after', convertNotes)
    .action(async (files: string[], options: ConvertCommandOptions) => {
      const { runConvert } = await import('./convert.ts')
      exit(await runConvert(files, options))
    })
}

function addServe(program: Command, exit: (code: number) => void): void {
  const serve = program
    .command('serve')
    .description('serve a contract, until SIGTERM or SIGINT')
    .argument(...contractArgument)
  addServiceOptions(serve, 4010)
  serve
    .option(
      '--tls',
      'serve https, with a certificate made on the spot, which is written to the temporary folder',
    )
    .option('--tls-cert <file>', 'PEM of a certificate to serve https with instead')
    .option('--tls-key <file>', 'PEM of its key')
    .option(
      '--control-token <token>',
      'what requests to /_understudy/ have to give; without, on a loopback host only (default: $UNDERSTUDY_CONTROL_TOKEN)',
    )
    .addHelpText('after', serveNotes)
    .action(async (contract: string[], options: ServeOptions) => {
      const { runServe } = await import('./serve.ts')
      exit(await runServe(contract, options))
    })
}

const runNotes = `
COMMAND has UNDERSTUDY_URL, the service root, and UNDERSTUDY_JOURNAL in its environment, so that services
that it starts itself are part of the report.
Exit code: COMMAND's own when it is not 0 (128 and the signal's number when one ended it, 127 when it is not
found, 126 when it cannot be run); else 3 when the contract is violated or a journal is incomplete, 4 when
coverage is too low; else 0.
`

function addRun(program: Command, exit: (code: number) => void): void {
  const run = program
    .command('run')
    .description('serve a contract while COMMAND runs, and report what it did')
    .usage('<contract...> [options] -- COMMAND')
    .argument(...contractArgument)
  addServiceOptions(run, 0)
  run.option('--report <dir>', 'write understudy.xml (JUnit), .html, .md and .json to this folder')
  addGateOptions(run)
  run
    .addHelpText('after', runNotes)
    .action(async (operands: string[], options: RunCommandOptions) => {
      const { runRun } = await import('./run.ts')
      const end = process.argv.indexOf('--')
      const command = end < 0 ? [] : process.argv.slice(end + 1)
      exit(await runRun(operands.slice(0, operands.length - command.length), command, options))
    })
}

function addReport(program: Command, exit: (code: number) => void): void {
  const report = program
    .command('report')
    .description('merge the journals of several processes into one report')
    .argument('<journal...>', 'journal files, or folders of *.ndjson')
    .addOption(
      new Option('--format <format>', 'how to write it (default: by the name of --out)').choices([
        'junit',
        'html',
        'json',
        'markdown',
        'github',
      ]),
    )
    .option('--out <file>', 'file to write to (default: standard output)')
  addGateOptions(report)
  report
    .addHelpText(
      'after',
      '\nExit code: 2 for what is no journal and for journals of different contracts, 3 for what --fail-on names, 4 when\ncoverage is too low, else 0.\n',
    )
    .action(async (journals: string[], options: ReportCommandOptions) => {
      const { runReport } = await import('./report.ts')
      exit(runReport(journals, options))
    })
}
