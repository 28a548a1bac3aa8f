import type { Command } from 'commander'
import { collect } from './option-values.ts'

/** What ends `run` and `report` with another code than 0. */
export function addGateOptions(command: Command): void {
  command
    .option(
      '--min-coverage <percent>',
      'exit with 4 below this percentage of operations, or of each kind: operations=80,properties=50',
    )
    .option(
      '--fail-on <kinds>',
      'exit with 3 on any of violation, warning, unmatched, or none (run: violation; report: none)',
      collect,
    )
}
