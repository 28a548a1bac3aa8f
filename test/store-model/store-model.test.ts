import { expect, test } from '@jest/globals'
import * as fc from 'fast-check'
import { commands, runsOfModel, type Plain, type Real } from './commands.ts'
import { firstCompany, firstFixtures } from './company.ts'
import { open, view } from './company-service.ts'

test('any sequence of requests leaves what a plain model has, each link at both its ends', () => {
  const service = open(firstFixtures)
  fc.assert(
    fc.property(fc.commands([...commands], { maxCommands: 60, size: 'max' }), (sequence) => {
      service.reset()
      const setup = () => ({
        model: { company: firstCompany, snapshots: [] } satisfies Plain,
        real: { service, marks: [] } satisfies Real,
      })
      fc.modelRun(setup, sequence)
      // What it writes down as fixtures is the same company.
      expect(view(open(service.state()))).toEqual(view(service))
    }),
    runsOfModel(),
  )
})
