import { join } from 'node:path'
import { expect, test } from '@jest/globals'
import { readContract } from '../../src/contract/index.ts'
import { parse } from '../../src/odata.ts'

/*
 * A contract of reference pages as the names that `parse` takes. Its `identityGovernance` has no page and is open, so that any
 * name may be a property; what leads on, and operations, are those of the pages.
 */

const names = readContract([join(process.cwd(), 'fixtures/access-packages/contract')])
const set = 'identityGovernance/entitlementManagement/accessPackages'

const accepted = [
  `${set}?$filter=contains(displayName,'team')&$select=id,displayName`,
  `${set}('a')/accessPackageCatalog`,
  `${set}/662d99e7-6ceb-4c21-9cb4-9b0bbfdefccc`,
  `${set}?$expand=accessPackageCatalog($select=id)&$orderby=displayName%20desc`,
  `${set}?$filter=incompatibleAccessPackages/any(p:p/isHidden%20eq%20true)`,
  `${set}?$apply=groupby((catalogId),aggregate($count%20as%20many))&$orderby=many`,
]

test.each(accepted)('%s is read', (text) => {
  expect(parse('odataRelativeUri', text, { names }).kind).toBe('odataRelativeUri')
})

const rejected: readonly [text: string, message: string][] = [
  [
    'identityGovernence',
    "expected an entity set, singleton or operation at 18, found 'identityGovernence'; did you mean 'identityGovernance'?",
  ],
  [
    'identityGovernance?$expand=catalogue',
    "expected a navigation property at 36, found 'catalogue'",
  ],
]

test.each(rejected)('%s is refused', (text, message) => {
  expect(() => parse('odataRelativeUri', text, { names })).toThrow(message)
})
