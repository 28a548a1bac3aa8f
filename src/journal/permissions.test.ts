import { expect, test } from '@jest/globals'
import type { Permissions } from '../contract/contract.ts'
import { findPermissionRow } from './permissions.ts'

const at = (line: number) => ({ file: 'page.md', line })
const rows = { delegatedWork: at(3), delegatedPersonal: at(4), application: at(5) }
const work: Permissions = {
  delegatedWork: ['P.Read'],
  delegatedPersonal: [],
  application: [],
  source: at(1),
  rows,
}
const personal: Permissions = { ...work, delegatedWork: [], delegatedPersonal: ['P.Read'] }

test.each<[kind: string, scp: readonly string[], roles: readonly string[], Permissions, number]>([
  ['delegated', ['Q'], [], work, 3],
  ['delegated, where the page has personal accounts alone', ['Q'], [], personal, 4],
  ['application', [], ['Q'], work, 5],
  ['both', ['Q'], ['Q'], work, 1],
  ['no', [], [], work, 1],
  ['application, where no row is known', [], ['Q'], { ...work, rows: undefined }, 1],
])('%s permissions are judged by the row for them', (_kind, scp, roles, permissions, line) => {
  expect(findPermissionRow({ scp, roles }, permissions)).toEqual(at(line))
})
