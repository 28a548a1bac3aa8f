import { readFileSync } from 'node:fs'
import { CommanderError } from 'commander'
import { createProgram } from './cli/program.ts'
import { ODataError, UsageError } from './errors.ts'

const { version } = JSON.parse(
  readFileSync(new URL('../package.json', import.meta.url), 'utf8'),
) as { version: string }

const program = createProgram(version, (code) => {
  process.exitCode = code
})
for (const command of [program, ...program.commands]) command.exitOverride()

async function main(): Promise<void> {
  try {
    await program.parseAsync()
  } catch (error) {
    if (error instanceof CommanderError) {
      // Commander has printed the help or the message by then.
      process.exitCode = error.exitCode === 0 ? 0 : 2
    } else if (error instanceof UsageError || error instanceof ODataError) {
      process.stderr.write(`understudy: ${error.message}\n`)
      process.exitCode = 2
    } else {
      throw error
    }
  }
}

// Who reads the output may have had enough of it, as `head` has: that is no failure.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error
  })
}
void main()
