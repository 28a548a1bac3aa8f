import { badRequest } from '../errors.ts'
import { parseCompute, type ComputeItem } from '../syntax/index.ts'
import { planComputedProperties, type ComputedProperties } from './compute-properties.ts'
import type { SystemQueryOption } from './system-query-option.ts'

export type ComputePlan = ComputedProperties

/** @see URL Conventions, "System Query Option $compute" */
export const compute: SystemQueryOption<readonly ComputeItem[], '$compute'> = {
  name: '$compute',
  appliesTo: ['collection', 'single', 'count'],
  parse: parseCompute,
  plan: (items, type, context) => {
    if (type.kind !== 'entityType' && type.kind !== 'complexType') {
      throw badRequest(`$compute: ${type.qualifiedName} is not a structured type`, '$compute')
    }
    return planComputedProperties(items, type, context, '$compute')
  },
  resultType: ({ type }) => type,
  apply: ({ apply }, instances, context) => ({
    ...instances,
    items: apply(instances.items, context),
    source: undefined,
  }),
}
