import { spawn, type ChildProcessByStdio } from 'node:child_process'
import type { Readable } from 'node:stream'
import { commandLineFile, packageRoot } from './built-package.ts'

/** What became of a process; `code` is null when a signal ended it. */
export interface Outcome {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

export interface RunOptions {
  readonly cwd?: string
  readonly env?: Readonly<Record<string, string>>
}

/** A process and what it has written so far. */
export interface RunningCommand {
  readonly pid: number | undefined
  readonly outcome: Promise<Outcome>
  /**
   * Waits for a text on one of the two streams.
   * @throws Error with what the process wrote when it ends without
   */
  until(pattern: RegExp): Promise<RegExpExecArray>
  stdout(): string
  stderr(): string
  kill(signal: NodeJS.Signals): void
}

/** Starts a command in a process group of its own, which `kill` signals as a whole. */
export function startCommand(
  command: string,
  args: readonly string[],
  { cwd = packageRoot, env = {} }: RunOptions = {},
): RunningCommand {
  const child: ChildProcessByStdio<null, Readable, Readable> = spawn(command, args, {
    cwd,
    env: { ...ownEnvironment(), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  })
  let stdout = ''
  let stderr = ''
  const waiting = new Set<() => void>()
  const look = () => waiting.forEach((each) => each())
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text
    look()
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text
    look()
  })
  const outcome = new Promise<Outcome>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code) => resolve({ code, stdout, stderr }))
  })
  return {
    pid: child.pid,
    outcome,
    until: (pattern) =>
      new Promise((resolve, reject) => {
        const seek = () => {
          const found = pattern.exec(stdout) ?? pattern.exec(stderr)
          if (!found) return
          waiting.delete(seek)
          resolve(found)
        }
        waiting.add(seek)
        seek()
        const fail = () => reject(new Error(`it ended without ${pattern}:\n${stdout}${stderr}`))
        outcome.then(fail, reject)
      }),
    stdout: () => stdout,
    stderr: () => stderr,
    kill: (signal) => {
      if (child.pid !== undefined && child.exitCode === null && child.signalCode === null) {
        process.kill(-child.pid, signal)
      }
    },
  }
}

export function run(
  command: string,
  args: readonly string[],
  options?: RunOptions,
): Promise<Outcome> {
  return startCommand(command, args, options).outcome
}

/** Runs the built command line. */
export function understudy(args: readonly string[], options?: RunOptions): Promise<Outcome> {
  return run(process.execPath, [commandLineFile, ...args], options)
}

/** `understudy serve` that has said where it listens. */
export interface RunningService extends RunningCommand {
  /** Service root. */
  readonly url: string
  readonly origin: string
}

/** @throws Error with what the process wrote when it ends before it listens */
export async function serve(
  args: readonly string[],
  options?: RunOptions,
): Promise<RunningService> {
  const started = [commandLineFile, 'serve', ...args, '--port', '0']
  return untilListening(startCommand(process.execPath, started, options))
}

export async function untilListening(command: RunningCommand): Promise<RunningService> {
  const [, url = ''] = await command.until(/^understudy (?:listening on|recording \S+ at) (\S+)\n/m)
  return { ...command, url, origin: new URL(url).origin }
}

/** The environment without what the runner of these tests would tell a runner inside them. */
function ownEnvironment(): NodeJS.ProcessEnv {
  const { NODE_OPTIONS: _, JEST_WORKER_ID: __, NODE_TEST_CONTEXT: ___, ...rest } = process.env
  return { ...rest, NODE_ENV: 'test', UNDERSTUDY_JOURNAL: '' }
}
