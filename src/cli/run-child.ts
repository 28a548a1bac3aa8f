import { spawn } from 'node:child_process'
import { constants } from 'node:os'
import { fileFaultCode } from '../store/file-fault.ts'

const passedOn = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

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
  return new Promise((resolve) => {
    const child = spawn(file, args, {
      stdio: 'inherit',
      env: { ...process.env, ...environment },
    })
    let interrupts = 0
    const pass = (signal: NodeJS.Signals): void => {
      if (signal === 'SIGINT' && ++interrupts > 1) return void child.kill('SIGKILL')
      // The terminal has sent it to the child as well, which would take a second one for impatience.
      if (signal === 'SIGINT' && process.stdin.isTTY) return
      child.kill(signal)
    }
    for (const signal of passedOn) process.on(signal, pass)
    const end = (code: number): void => {
      for (const signal of passedOn) process.off(signal, pass)
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
      end(code ?? 128 + (signal === null ? 0 : constants.signals[signal]))
    })
  })
}
