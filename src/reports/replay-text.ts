import type { ReplayProblem } from '../scenarios/index.ts'

/** One line: `scenario.yaml:12: body /displayName: expected 'Sales', found 'Audit'`. */
export function writeProblem(problem: ReplayProblem): string {
  const { file, line, subject, pointer, expected, found } = problem
  const place = pointer === '' ? subject : `${subject} ${pointer}`
  return `${file}:${line}: ${place}: expected ${expected}, found ${found}`
}
