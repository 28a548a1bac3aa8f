import { join } from 'node:path'
import { expect, test } from '@jest/globals'
import * as fc from 'fast-check'
import { readContract } from '../../src/contract/index.ts'
import { createJournal } from '../../src/journal/index.ts'
import { getValidators } from '../../src/schemas/index.ts'
import { handleRequest, Service } from '../../src/service/index.ts'
import { createSource } from '../../src/service/source.ts'
import type { FixtureDocument, Mark } from '../../src/store/index.ts'
import { firstCompany, firstFixtures, viewOf, type Company } from './company.ts'
import { step, type Step } from './steps.ts'

/** Sequences of requests; more by the environment, with `FC_SEED` to repeat them. */
const runs = Number(process.env['STORE_MODEL_RUNS'] ?? 25)
const seed = process.env['FC_SEED'] === undefined ? undefined : Number(process.env['FC_SEED'])

const contract = readContract([join('test', 'contracts', 'company.xml')])
const validators = getValidators(contract.model)

function open(fixtures: FixtureDocument): Service {
  const source = createSource({ clock: new Date('2026-01-01T00:00:00Z'), ids: 'sequential' })
  const journal = createJournal({ contract, validators, capacity: 1 })
  return new Service({ contract, basePath: '', auth: 'off', source, journal }, fixtures)
}

interface Sent {
  readonly method: string
  readonly path: string
  readonly body?: object
}

function send(service: Service, { method, path, body }: Sent) {
  const { status, body: text } = handleRequest(service, {
    method,
    url: path,
    headers: body ? { 'content-type': 'application/json' } : {},
    body: body && Buffer.from(JSON.stringify(body)),
    serviceRoot: 'http://service.test',
    isHttps: false,
  })
  return { status, body: text === undefined ? undefined : (JSON.parse(String(text)) as unknown) }
}

const ids = '($select=ID;$orderby=ID)'
const expanded = `Boss($select=ID),Friend($select=ID),Pass,Cards($orderby=No),Reports${ids},Groups${ids},Orders${ids}`
const views = {
  People: `/People?$orderby=ID&$expand=${expanded}`,
  Groups: `/Groups?$orderby=ID&$expand=Members${ids}`,
  Orders: '/Orders?$orderby=ID&$expand=Buyer($select=ID)',
}

function view(service: Service): unknown {
  const entries = Object.entries(views).map(([name, path]) => {
    const { body } = send(service, { method: 'GET', path: encodeURI(path) })
    return [name, (body as { value: unknown }).value]
  })
  return Object.fromEntries(entries)
}

/** What the plain model knows: the company, and those of the snapshots that are still known. */
interface Plain {
  company: Company
  snapshots: (Company | undefined)[]
}

interface Real {
  readonly service: Service
  readonly marks: Mark[]
}

type Command = fc.Command<Plain, Real>

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

const commands = fc.commands([...requests, goingBack], {
  maxCommands: 60,
  size: 'max',
})

test('any sequence of requests leaves what a plain model has, each link at both its ends', () => {
  const service = open(firstFixtures)
  fc.assert(
    fc.property(commands, (sequence) => {
      service.reset()
      const setup = () => ({
        model: { company: firstCompany, snapshots: [] } satisfies Plain,
        real: { service, marks: [] } satisfies Real,
      })
      fc.modelRun(setup, sequence)
      // What it writes down as fixtures is the same company.
      expect(view(open(service.state()))).toEqual(view(service))
    }),
    { numRuns: runs, ...(seed !== undefined && { seed }) },
  )
})
