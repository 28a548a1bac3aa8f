import { checkExpression, type Checked } from './check.ts'
import { generate, seededRandom } from './generate.ts'

/** What came of a run. */
export interface FuzzReport {
  readonly count: number
  readonly outcomes: Readonly<Record<Checked['outcome'], number>>
  /** Each once, by its kind, with the first expression that shows it. */
  readonly problems: readonly { readonly text: string; readonly problem: string }[]
  /** Operators and functions that were evaluated, and how often. */
  readonly seen: Readonly<Record<string, number>>
}

/** Generates and checks expressions; the same seed gives the same ones. */
export function fuzz(count: number, seed: number, mostProblems = 50): FuzzReport {
  const outcomes = { agrees: 0, unknown: 0, refused: 0, unsupported: 0, problem: 0 }
  const problems = new Map<string, { text: string; problem: string }>()
  const seen = new Map<string, number>()
  const random = seededRandom(seed)
  for (let index = 0; index < count; index++) {
    const generated = generate(random)
    const { outcome, problem } = checkExpression(generated, (name) => {
      seen.set(name, (seen.get(name) ?? 0) + 1)
    })
    outcomes[outcome]++
    if (outcome !== 'problem' || problem === undefined || problems.size >= mostProblems) continue
    const { text } = generated
    const kind = problem.replaceAll(/\d+|"[^"]*"|'[^']*'/g, '…')
    const known = problems.get(kind)
    if (!known || known.text.length > text.length) problems.set(kind, { text, problem })
  }
  return { count, outcomes, problems: [...problems.values()], seen: Object.fromEntries(seen) }
}
