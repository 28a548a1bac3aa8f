import { UsageError } from '../errors.ts'

/** Takes note of what is wrong at a line, so that reading goes on to the next mistake. */
export type Report = (line: number, message: string) => void

interface FileProblem {
  readonly file: string
  readonly line: number
  readonly message: string
}

/** What is wrong with a scenario file and those that it names. */
export class FileProblems {
  readonly #problems: FileProblem[] = []

  reportOf(file: string): Report {
    return (line, message) => void this.#problems.push({ file, line, message })
  }

  /** @throws UsageError that lists all as `file:line: message`, in the order of the lines */
  throwAny(): void {
    if (this.#problems.length === 0) return
    const lines = this.#problems
      .toSorted((a, b) => (a.file === b.file ? a.line - b.line : 0))
      .map(({ file, line, message }) => `${file}:${line}: ${message}`)
    throw new UsageError([...new Set(lines)].join('\n'))
  }
}
