import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from '@jest/globals'
import { readContract } from '../src/contract/index.ts'
import { sendDocumentedRequests, type Tally } from './documented-requests.ts'

const corpus = join(process.cwd(), '..', 'shared')
const beta = join(corpus, 'graph-docs', 'beta')

if (existsSync(beta)) {
  describe('a contract takes the requests that its own pages document', () => {
    sendAll()
  })
} else {
  test('documented requests, skipped: no corpus', () => expect(corpus).toBeDefined())
}

function sendAll(): void {
  test('all of the three seeds', () => {
    expect(refused(tallyOf([join(corpus, 'seeds')]))).toEqual([])
  })

  test('all of the access package family', () => {
    const family = pagesOf((name) => name.startsWith('accesspackage') || name === 'group.md')
    expect(refused(tallyOf(family))).toEqual([])
  })

  test.each([
    ['v1.0', 719, 730, 0],
    ['beta', 1586, 1613, 1],
  ])('of %s, at least %i of %i, and the others for known causes', (version, floor, all, column) => {
    const tally = tallyOf([join(corpus, 'graph-docs', version)])
    const { requests, refusals } = tally
    expect(requests).toBe(all)
    expect(requests - refusals.length).toBeGreaterThanOrEqual(floor)
    expect(refusals.filter(({ status }) => status === 500)).toEqual([])
    const expected = causes.map(({ cause, counts }) => [cause, counts[column]!] as const)
    expect(tallyCauses(tally)).toEqual(new Map(expected.filter(([, count]) => count > 0)))
  })
}

function pagesOf(belongs: (name: string) => boolean): string[] {
  return ['api', 'resources'].flatMap((folder) =>
    readdirSync(join(beta, folder))
      .filter(belongs)
      .map((name) => join(beta, folder, name)),
  )
}

function tallyOf(contract: readonly string[]): Tally {
  return sendDocumentedRequests(readContract(contract))
}

function refused({ refusals }: Tally): string[] {
  return refusals.map(({ request, message }) => `${request}: ${message}`)
}

interface Cause {
  readonly cause: string
  /** The page of the request, and what is answered. */
  readonly matches: RegExp
  readonly counts: readonly [v1: number, beta: number]
}

/** What is refused all the same, why, and how often in each reference. */
const causes: readonly Cause[] = [
  { cause: 'the body on the page is no JSON', matches: /the body is not JSON/, counts: [3, 1] },
  { cause: 'the example lacks its body', matches: /found none$/, counts: [0, 2] },
  {
    cause: 'the URL has a slip',
    matches: /is not a system query option|expected an operator/,
    counts: [1, 3],
  },
  {
    cause: 'an option of a collection after a key',
    matches: /does not apply to a single/,
    counts: [1, 2],
  },
  {
    cause: 'another page documents the door',
    matches: /workbookrangeview|privilegedrolesummary/,
    counts: [3, 4],
  },
  {
    cause: 'the verb or path on the page is another',
    matches: /-my\.md|addformulalocal|put-apiconnector/,
    counts: [1, 5],
  },
  {
    cause: 'paths with colons are not supported',
    matches: /site-get(bypath)?\.md/,
    counts: [2, 2],
  },
  {
    cause: 'the standard has it, this service not',
    matches: /use PUT to replace|the answer of microsoft\.graph/,
    counts: [0, 2],
  },
  {
    cause: 'an operation in another case',
    matches: /timecard-(clock|startbreak|endbreak)/,
    counts: [0, 4],
  },
  {
    cause: 'a placeholder as a parameter',
    matches: /which the parameter 'on' takes/,
    counts: [0, 1],
  },
  { cause: 'a link to what is contained', matches: /is a containment/, counts: [0, 1] },
]

/** Requests by cause, with what no cause explains in full. */
function tallyCauses({ refusals }: Tally): ReadonlyMap<string, number> {
  const counts = new Map<string, number>()
  for (const { source, message } of refusals) {
    const text = `${source} ${message}`
    const cause = causes.find(({ matches }) => matches.test(text))?.cause ?? text
    counts.set(cause, (counts.get(cause) ?? 0) + 1)
  }
  return counts
}
