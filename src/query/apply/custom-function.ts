import { notImplemented } from '../../errors.ts'
import type { Transformation } from './transformation.ts'

/** What a function of the service makes of a collection, the service alone knows. */
export const customFunction: Transformation<'customFunction'> = {
  kinds: ['customFunction'],
  plan: ({ call }) => {
    throw notImplemented(`the function ${call.name} as a transformation`)
  },
}
