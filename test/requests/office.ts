import { createUnderstudy, type Understudy } from '../../src/index.ts'

/** Reference pages of users, their mail, teams and plans: what Graph documents beside plain entities. */
export function startOffice(): Understudy {
  return createUnderstudy({
    contract: 'test/contracts/office',
    basePath: '/beta',
    fixtures: {
      users: [
        { id: 'u1', displayName: 'Adele', userPrincipalName: 'adele@contoso.com' },
        { id: 'u2', displayName: 'Alex', userPrincipalName: 'alex@contoso.com' },
      ],
      groups: [{ id: 'g1', displayName: 'Staff' }],
      me: { id: 'u1', displayName: 'Adele', messages: [{ id: 'm1', subject: 'Report' }] },
      teams: [{ id: 't1', displayName: 'North', 'members@odata.bind': ['users/u1', 'groups/g1'] }],
      'planner/tasks': [{ id: 'k1', title: 'One' }],
      'planner/buckets': [{ id: 'b1', name: 'New', 'tasks@odata.bind': ['planner/tasks/k1'] }],
    },
    clock: '2026-01-01T00:00:00Z',
    ids: 'sequential',
  })
}
