import type { ReplayProblem } from '../scenarios/index.ts'

/** One line: `scenario.yaml:12: body /displayName: expected 'Sales', found 'Audit'`. */
export function writeProblem(problem: ReplayProblem): string {
  return `${writeLine(problem)}: ${tellProblem(problem)}`
}

/** Where it stands in the file: `scenario.yaml:12`. */
export function writeLine({ file, line }: ReplayProblem): string {
  return `${file}:${line}`
}

/** Without the line: `body /displayName: expected 'Sales', found 'Audit'`. */
export function tellProblem({ subject, pointer, expected, found }: ReplayProblem): string {
  const place = pointer === '' ? subject : `${subject} ${pointer}`
  return `${place}: expected ${expected}, found ${found}`
}
