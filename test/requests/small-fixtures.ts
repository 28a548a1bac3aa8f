/** Five access packages with every relationship, two groups, two catalogs and a policy. */
export const small = {
  accessPackageCatalogs: [
    { id: 'c1', displayName: 'Sales' },
    { id: 'c2', displayName: 'Audit & more' },
  ],
  groups: [
    { id: 'g1', displayName: 'Guests' },
    { id: 'g2', displayName: 'Hosts' },
  ],
  accessPackages: [
    {
      id: 'p1',
      catalogId: 'c1',
      displayName: 'Alpha',
      description: 'The first',
      'incompatibleAccessPackages@odata.bind': ["accessPackages('p2')", "accessPackages('p3')"],
      'incompatibleGroups@odata.bind': ["groups('g1')", "groups('g2')"],
      accessPackageResourceRoleScopes: [{ id: 'r1' }],
    },
    { id: 'p2', catalogId: 'c1', displayName: 'beta', isHidden: true },
    { id: 'p3', catalogId: 'c2', displayName: "O'Hara & Co", description: 'a+b' },
    { id: 'p4', catalogId: 'c2', displayName: 'Delta', createdDateTime: '2024-05-01T00:00:00Z' },
    { id: 'p5', catalogId: null, displayName: null, createdDateTime: '2025-05-01T00:00:00Z' },
  ],
  accessPackageAssignmentPolicies: [{ id: 'q1', accessPackageId: 'p1', displayName: 'All' }],
}
