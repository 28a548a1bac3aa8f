import { expect } from '@jest/globals'
import * as fc from 'fast-check'
import type { Service } from '../../src/service/index.ts'
import type { Mark } from '../../src/store/index.ts'
import { firstCompany, viewOf, type Company } from './company.ts'
import { send, view } from './company-service.ts'
import { step, type Step } from './steps.ts'

/** What the plain model knows: the company, and those of the snapshots that are still known. */
export interface Plain {
  company: Company
  snapshots: (Company | undefined)[]
}

export interface Real {
  readonly service: Service
  readonly marks: Mark[]
}

export type Command = fc.Command<Plain, Real>

/** @param run changes both, and says what was done when they differ */
function command(text: string, run: (plain: Plain, real: Real) => void): Command {
  return {
    check: () => true,
    run: (plain, real) => {
      run(plain, real)
      expect(view(real.service)).toEqual(viewOf(plain.company))
    },
    toString: () => text,
  }
}

const write = ({ method, path, body }: Step) =>
  `${method} ${path} ${body ? JSON.stringify(body) : ''}`

function request(each: Step, plain: Plain, { service }: Real): void {
  const after = each.apply(plain.company)
  const { status } = send(service, each)
  expect([write(each), status < 300]).toEqual([write(each), after !== undefined])
  plain.company = after ?? plain.company
}

/** A change set happens whole or not at all. */
function requestSet(steps: readonly Step[], plain: Plain, { service }: Real): void {
  const apply = (company: Company | undefined, each: Step) => company && each.apply(company)
  const after = steps.reduce<Company | undefined>(apply, plain.company)
  const requests = steps.map(({ method, path, body }, index) => ({
    id: String(index),
    atomicityGroup: 'all',
    method,
    url: path,
    ...(body && { headers: { 'Content-Type': 'application/json' }, body }),
  }))
  const { body } = send(service, { method: 'POST', path: '/$batch', body: { requests } })
  const { responses } = body as { responses: readonly { status: number }[] }
  expect(responses.every(({ status }) => status < 300)).toBe(after !== undefined)
  plain.company = after ?? plain.company
}

function takeSnapshot(plain: Plain, { service, marks }: Real): void {
  plain.snapshots.push(plain.company)
  marks.push(service.snapshot())
}

/** What was taken after it is no longer known. */
function restore(index: number, plain: Plain, { service, marks }: Real): void {
  const mark = marks[index]
  if (!mark) return
  const found = plain.snapshots[index]
  expect(service.restore(mark)).toBe(found !== undefined)
  if (!found) return
  plain.company = found
  plain.snapshots = plain.snapshots.map((each, at) => (at > index ? undefined : each))
}

function reset(plain: Plain, { service }: Real): void {
  service.reset()
  plain.company = firstCompany
  plain.snapshots = plain.snapshots.map(() => undefined)
}

const single = step.map((each) => command(write(each), (plain, real) => request(each, plain, real)))

const changeSet = fc
  .array(step, { minLength: 1, maxLength: 4 })
  .map((steps) =>
    command(`[${steps.map(write).join('; ')}]`, (plain, real) => requestSet(steps, plain, real)),
  )

/** Most of a sequence is requests: a state that goes back too often stays small. */
const goingBack = fc.oneof(
  { weight: 4, arbitrary: fc.constant(command('snapshot', takeSnapshot)) },
  {
    weight: 4,
    arbitrary: fc
      .nat(5)
      .map((index) => command(`restore ${index}`, (plain, real) => restore(index, plain, real))),
  },
  { weight: 1, arbitrary: fc.constant(command('reset', reset)) },
)

const requests = [single, single, single, single, single, single, changeSet, changeSet]

/** What is done to one service. */
export const commands: readonly fc.Arbitrary<Command>[] = [...requests, goingBack]

/** Sequences that are tried; more by the environment, with `FC_SEED` to repeat them. */
export function runsOfModel(): { readonly numRuns: number; readonly seed?: number } {
  const { STORE_MODEL_RUNS: runs = '25', FC_SEED: seed } = process.env
  return { numRuns: Number(runs), ...(seed !== undefined && { seed: Number(seed) }) }
}
