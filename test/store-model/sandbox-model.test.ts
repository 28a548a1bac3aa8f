import { expect, test } from '@jest/globals'
import * as fc from 'fast-check'
import { commands, runsOfModel, type Command, type Plain, type Real } from './commands.ts'
import { firstCompany, firstFixtures, viewOf } from './company.ts'
import { open, tags, view } from './company-service.ts'

/** A service and its sandboxes, any of which may have been made of any other: a plain model for each. */
type Plains = Plain[]
type Reals = Real[]

function on(index: number, command: Command): fc.Command<Plains, Reals> {
  return {
    check: () => true,
    run: (plains, reals) => {
      const at = index % reals.length
      return command.run(plains[at]!, reals[at]!)
    },
    toString: () => `${index}: ${String(command)}`,
  }
}

function fork(index: number): fc.Command<Plains, Reals> {
  return {
    check: (plains) => plains.length < 6,
    run: (plains, reals) => {
      const at = index % reals.length
      reals.push({ service: reals[at]!.service.fork(`worker-${reals.length}`), marks: [] })
      plains.push({ company: plains[at]!.company, snapshots: [] })
    },
    toString: () => `${index}: fork`,
  }
}

/** The first goes, too: its sandboxes do not need it. */
function remove(index: number): fc.Command<Plains, Reals> {
  return {
    check: (plains) => plains.length > 1,
    run: (plains, reals) => {
      const at = index % reals.length
      reals[at]!.service.close()
      reals.splice(at, 1)
      plains.splice(at, 1)
    },
    toString: () => `${index}: remove`,
  }
}

/** A world of its own, which shares nothing with the others. */
function replace(index: number): fc.Command<Plains, Reals> {
  return {
    check: () => true,
    run: (plains, reals) => {
      const at = index % reals.length
      reals[at]!.service.replaceFixtures(firstFixtures)
      const snapshots = plains[at]!.snapshots.map(() => undefined)
      plains[at] = { company: firstCompany, snapshots }
    },
    toString: () => `${index}: replace`,
  }
}

const index = fc.nat(5)
const ofOne = commands.map((each) => fc.tuple(index, each).map((given) => on(...given)))
const ofAll = fc.oneof(
  { weight: 6, arbitrary: index.map(fork) },
  { weight: 2, arbitrary: index.map(remove) },
  { weight: 1, arbitrary: index.map(replace) },
)

test('any sequence of requests to a service and its sandboxes leaves each what a model of its own has', () => {
  fc.assert(
    fc.property(fc.commands([...ofOne, ofAll, ofAll], { maxCommands: 80, size: 'max' }), (each) => {
      const reals: Reals = [{ service: open(firstFixtures), marks: [] }]
      const plains: Plains = [{ company: firstCompany, snapshots: [] }]
      fc.modelRun(() => ({ model: plains, real: reals }), each)
      for (const [at, { service }] of reals.entries()) {
        expect(view(service)).toEqual(viewOf(plains[at]!.company))
        const alone = open(service.state())
        expect(view(alone)).toEqual(view(service))
        expect(tags(alone)).toEqual(tags(service))
      }
    }),
    runsOfModel(),
  )
})
