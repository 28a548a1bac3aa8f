import { planComputedProperties } from '../compute-properties.ts'
import type { Transformation } from './transformation.ts'

/** @see Data Aggregation, "Transformation compute" */
export const computeTransformation: Transformation<'computeTrafo'> = {
  kinds: ['computeTrafo'],
  plan: ({ items }, { type, structure, expansions }, { plan }) => {
    const computed = planComputedProperties(items, type, plan, '$apply')
    const parts = new Map(structure.parts)
    for (const name of computed.names) parts.set(name, undefined)
    return {
      shape: { type: computed.type, structure: { ...structure, parts }, expansions },
      apply: computed.apply,
    }
  },
}
