import { spawn, type ChildProcess } from 'node:child_process'
import { fileFaultCode } from '../store/file-fault.ts'
import { exitCodeOf, takeSignals } from './ending-signals.ts'

/**
 * Runs a command with the streams of this process, passing signals on; a second SIGINT kills it.
 * @returns its exit code; 128 and the signal's number where one ended it, 127 where it is not found, 126
 * where it cannot be run
 * @see POSIX, "Exit Status for Commands"
 */
export function runChild(
  [file = '', ...args]: readonly string[],
  environment: Readonly<Record<string, string>>,
): Promise<number> {
  // A terminal sends its signals to all processes in front; elsewhere, a group of its own has them
  // reach what the command starts, and reach it once.
  const isGroup = !hasTerminal() && process.platform !== 'win32'
  return new Promise((resolve) => {
    const child = spawn(file, args, {
      stdio: 'inherit',
      detached: isGroup,
      env: { ...process.env, ...environment },
    })
    let interrupts = 0
    const restore = takeSignals((signal) => {
      if (signal !== 'SIGINT') sendTo(child, signal, isGroup)
      else if (++interrupts > 1) sendTo(child, 'SIGKILL', isGroup)
      else if (!hasTerminal()) sendTo(child, signal, isGroup)
    })
    const end = (code: number): void => {
      restore()
      resolve(code)
    }
    child.once('error', (error) => {
      if (child.pid !== undefined) return
      const isMissing = fileFaultCode(error) === 'ENOENT'
      const reason = isMissing ? 'command not found' : `cannot be run: ${error.message}`
      process.stderr.write(`understudy: ${file}: ${reason}\n`)
      end(isMissing ? 127 : 126)
    })
    child.once('exit', (code, signal) => {
      end(code ?? (signal === null ? 128 : exitCodeOf(signal)))
    })
  })
}

function hasTerminal(): boolean {
  return [process.stdin, process.stdout, process.stderr].some(({ isTTY }) => isTTY)
}

function sendTo(child: ChildProcess, signal: NodeJS.Signals, isGroup: boolean): void {
  if (!isGroup || child.pid === undefined) return void child.kill(signal)
  try {
    process.kill(-child.pid, signal)
  } catch (error) {
    // It has ended by then.
    if (fileFaultCode(error) !== 'ESRCH') throw error
  }
}
