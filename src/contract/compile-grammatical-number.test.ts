import { describe, expect, test } from '@jest/globals'
import { camelCase, pluralOf, singularOf } from './compile-grammatical-number.ts'

const both: readonly (readonly [string, string])[] = [
  ['group', 'groups'],
  ['accessPackage', 'accessPackages'],
  ['accessPackageAssignmentPolicy', 'accessPackageAssignmentPolicies'],
  ['businessProcess', 'businessProcesses'],
  ['mailbox', 'mailboxes'],
  ['managedAppStatus', 'managedAppStatuses'],
  ['branch', 'branches'],
  ['cache', 'caches'],
  ['child', 'children'],
  ['childFolder', 'childFolders'],
  ['person', 'people'],
  ['criterion', 'criteria'],
  ['journey', 'journeys'],
  ['license', 'licenses'],
  ['ipAddress', 'ipAddresses'],
  ['analysis', 'analyses'],
  ['termsOfUseAgreement', 'termsOfUseAgreements'],
  ['series', 'series'],
]

describe('grammatical number', () => {
  test.each(both)('%s and %s', (singular, plural) => {
    expect([pluralOf(singular), singularOf(plural)]).toEqual([plural, singular])
  })

  test.each([
    ['accessPackages', 'accessPackages'],
    ['AccessPackage', 'AccessPackages'],
  ])('the plural of %s is %s', (name, plural) => expect(pluralOf(name)).toBe(plural))

  test.each([
    ['access', 'access'],
    ['status', 'status'],
    ['drive', 'drive'],
  ])('the singular of %s is %s', (name, singular) => expect(singularOf(name)).toBe(singular))

  test.each([
    ['AccessPackage', 'accessPackage'],
    ['URL', 'URL'],
    ['group', 'group'],
  ])('%s in camel case is %s', (name, expected) => expect(camelCase(name)).toBe(expected))
})
