import { describe, expect, test } from '@jest/globals'
import type { ErrorDetail } from '../../src/errors.ts'
import { answer, ids, refusal, root, start } from './answer.ts'
import { small } from './small-fixtures.ts'

const set = '/accessPackages'
const type = 'microsoft.graph.accessPackage'

test.each([
  ["$filter=displayName eq 'Alpha'", 'p1'],
  ['%24filter=displayName%20eq%20%27Alpha%27', 'p1'],
  ["$filter=displayName+eq+'Alpha'", 'p1'],
  ["filter=displayName eq 'Alpha'", 'p1'],
  ["$FILTER=displayName eq 'Alpha'", 'p1'],
  ["$filter=displayName eq 'O''Hara %26 Co'", 'p3'],
  ["$filter=description eq 'a%2Bb'", 'p3'],
  ['$filter=isHidden', 'p2'],
  ['$filter=not isHidden and catalogId ne null', 'p1 p3 p4'],
  ['$filter=displayName eq null', 'p5'],
  ["$filter=displayName lt 'E'", 'p1 p4'],
  ["$filter=tolower(displayName) eq 'alpha' or contains(displayName,'elt')", 'p1 p4'],
  ["$filter=startswith(displayName,'b') eq true", 'p2'],
  ['$filter=length(displayName) gt 5', 'p3'],
  ["$filter=id in ('p1','p3','zz')", 'p1 p3'],
  ['$filter=createdDateTime gt 2024-12-31T23:59:59Z', 'p5'],
  ['$filter=year(createdDateTime) eq 2024', 'p4'],
  ["$filter=accessPackageCatalog/displayName eq 'Sales'", 'p1 p2'],
  ["$filter=incompatibleAccessPackages/any(p:p/displayName eq 'beta')", 'p1'],
  ["$filter=incompatibleAccessPackages/any(p: p/displayName eq 'beta')", 'p1'],
  ['$filter=incompatibleAccessPackages/any()', 'p1'],
  ["$filter=incompatibleGroups/all(g:g/displayName ne 'Guests')", 'p2 p3 p4 p5'],
  ['$filter=incompatibleGroups/$count eq 2', 'p1'],
  ["$filter=accessPackagesIncompatibleWith/any(p:p/id eq 'p1')", 'p2 p3'],
  ["$filter=@name eq displayName&@name='Alpha'", 'p1'],
  ['$orderby=displayName', 'p5 p1 p4 p3 p2'],
  ['$orderby=displayName desc', 'p2 p3 p4 p1 p5'],
  ['$orderby=catalogId desc,displayName', 'p4 p3 p1 p2 p5'],
  ['$orderby=accessPackageCatalog/displayName,id desc', 'p5 p4 p3 p2 p1'],
  ['$orderby=incompatibleAccessPackages/$count desc', 'p1 p2 p3 p4 p5'],
  ['$top=2', 'p1 p2'],
  ['$top=0', ''],
  ['$skip=3', 'p4 p5'],
  ['$skip=9', ''],
  ['$skip=1&$top=2', 'p2 p3'],
  ['$search=hara', 'p3'],
  ['$search="the first"', 'p1'],
  ['$search=alpha OR beta', 'p1 p2'],
  ['$search=NOT a', 'p5'],
  ['sap-client=100&debug=1&$top=1', 'p1'],
  ['&$top=1&&', 'p1'],
])('?%s gives %s', async (query, expected) => {
  expect((await ids(start(small), `${set}?${query}`)).join(' ')).toBe(expected)
})

describe('what is left of a representation', () => {
  test.each([
    ['?$select=id&$top=1', '(id)', { value: [{ id: 'p1' }] }],
    [
      '?$select=displayName,id&$top=1&$count=true',
      '(displayName,id)',
      { '@odata.count': 5, value: [{ displayName: 'Alpha', id: 'p1' }] },
    ],
    [
      '?$count=true&$filter=isHidden&$select=id',
      '(id)',
      { '@odata.count': 1, value: [{ id: 'p2' }] },
    ],
    ['?$count=false&$top=0', '', { value: [] }],
  ])('%s', async (query, fragment, body) => {
    expect(await answer(start(small), `GET ${set}${query}`)).toEqual({
      status: 200,
      body: { '@odata.context': `${root}/$metadata#accessPackages${fragment}`, ...body },
    })
  })

  test('$select=* gives every property', async () => {
    const service = start(small)
    const { body } = await answer(service, `GET ${set}/p1?$select=*`)
    const { body: whole } = await answer(service, `GET ${set}/p1`)
    expect(body).toEqual(whole)
  })
})

describe('$expand', () => {
  test.each([
    [
      '$expand=accessPackageCatalog($select=displayName)',
      '(id,accessPackageCatalog(displayName))',
      { accessPackageCatalog: { displayName: 'Sales' } },
    ],
    [
      '$expand=accessPackageAssignmentPolicies($select=id)',
      '(id,accessPackageAssignmentPolicies(id))',
      { accessPackageAssignmentPolicies: [{ id: 'q1' }] },
    ],
    [
      '$expand=accessPackageResourceRoleScopes($select=id)',
      '(id,accessPackageResourceRoleScopes(id))',
      { accessPackageResourceRoleScopes: [{ id: 'r1' }] },
    ],
    [
      '$expand=incompatibleAccessPackages($select=id)',
      '(id,incompatibleAccessPackages(id))',
      { incompatibleAccessPackages: [{ id: 'p2' }, { id: 'p3' }] },
    ],
    [
      '$expand=accessPackagesIncompatibleWith($select=id)',
      '(id,accessPackagesIncompatibleWith(id))',
      { accessPackagesIncompatibleWith: [] },
    ],
    [
      '$expand=incompatibleGroups($select=id)',
      '(id,incompatibleGroups(id))',
      { incompatibleGroups: [{ id: 'g1' }, { id: 'g2' }] },
    ],
    [
      '$expand=incompatibleGroups($select=id),accessPackageCatalog($select=id)',
      '(id,incompatibleGroups(id),accessPackageCatalog(id))',
      { incompatibleGroups: [{ id: 'g1' }, { id: 'g2' }], accessPackageCatalog: { id: 'c1' } },
    ],
    [
      "$expand=incompatibleGroups($filter=displayName eq 'Hosts';$select=id)",
      '(id,incompatibleGroups(id))',
      { incompatibleGroups: [{ id: 'g2' }] },
    ],
    [
      '$expand=incompatibleGroups($orderby=displayName desc;$top=1;$count=true;$select=id)',
      '(id,incompatibleGroups(id))',
      { 'incompatibleGroups@odata.count': 2, incompatibleGroups: [{ id: 'g2' }] },
    ],
    [
      '$expand=incompatibleGroups($skip=1;select=id)',
      '(id,incompatibleGroups(id))',
      { incompatibleGroups: [{ id: 'g2' }] },
    ],
    [
      '$expand=incompatibleAccessPackages($top=1;$select=id;$expand=accessPackagesIncompatibleWith($select=id))',
      '(id,incompatibleAccessPackages(id,accessPackagesIncompatibleWith(id)))',
      {
        incompatibleAccessPackages: [{ id: 'p2', accessPackagesIncompatibleWith: [{ id: 'p1' }] }],
      },
    ],
    [
      '$expand=incompatibleGroups/$ref',
      '(id)',
      {
        incompatibleGroups: [
          { '@odata.id': `${root}/groups('g1')` },
          { '@odata.id': `${root}/groups('g2')` },
        ],
      },
    ],
    ['$expand=incompatibleGroups/$count', '(id)', { 'incompatibleGroups@odata.count': 2 }],
  ])('%s', async (query, fragment, related) => {
    expect(await answer(start(small), `GET ${set}/p1?$select=id&${query}`)).toEqual({
      status: 200,
      body: {
        '@odata.context': `${root}/$metadata#accessPackages${fragment}/$entity`,
        id: 'p1',
        ...related,
      },
    })
  })

  test('a single-valued relationship to nothing is null', async () => {
    const query = '$select=id&$expand=accessPackageCatalog'
    expect(await answer(start(small), `GET ${set}/p5?${query}`)).toMatchObject({
      body: { id: 'p5', accessPackageCatalog: null },
    })
  })

  test('$expand=* gives all six relationships', async () => {
    const { body } = await answer(start(small), `GET ${set}/p1?$select=id&$expand=*`)
    expect(Object.keys(body as object).toSorted()).toEqual([
      '@odata.context',
      'accessPackageAssignmentPolicies',
      'accessPackageCatalog',
      'accessPackageResourceRoleScopes',
      'accessPackagesIncompatibleWith',
      'id',
      'incompatibleAccessPackages',
      'incompatibleGroups',
    ])
  })
})

describe('paths', () => {
  test.each([
    ['/accessPackages/$count', '5'],
    ['/accessPackages/$count?$filter=isHidden', '1'],
    ['/accessPackages/$count?$search=alpha', '1'],
    ['/accessPackages/$count?$top=1&$skip=1&$orderby=id', '5'],
    ['/accessPackages/p1/incompatibleGroups/$count', '2'],
    ['/accessPackages/p1/displayName/$value', 'Alpha'],
    ['/accessPackages/p1/isHidden/$value', 'false'],
    ['/accessPackages/p1/accessPackageCatalog/displayName/$value', 'Sales'],
    ['/accessPackages/p1/incompatibleAccessPackages/p2/displayName/$value', 'beta'],
  ])('%s is the text %s', async (path, text) => {
    expect(await answer(start(small), `GET ${path}`)).toEqual({ status: 200, body: text })
  })

  test.each([
    [
      '/accessPackages/p1/displayName',
      { '@odata.context': `${root}/$metadata#accessPackages('p1')/displayName`, value: 'Alpha' },
    ],
    [
      '/accessPackages/p1/incompatibleGroups/$ref',
      {
        '@odata.context': `${root}/$metadata#Collection($ref)`,
        value: [{ '@odata.id': `${root}/groups('g1')` }, { '@odata.id': `${root}/groups('g2')` }],
      },
    ],
    [
      '/accessPackages/p1/accessPackageCatalog/$ref',
      {
        '@odata.context': `${root}/$metadata#$ref`,
        '@odata.id': `${root}/accessPackageCatalogs('c1')`,
      },
    ],
    [
      '/accessPackages/p1/accessPackageCatalog?$select=id',
      { '@odata.context': `${root}/$metadata#accessPackageCatalogs(id)/$entity`, id: 'c1' },
    ],
    [
      '/accessPackages/p1/accessPackageResourceRoleScopes/r1?$select=id',
      {
        '@odata.context': `${root}/$metadata#accessPackages('p1')/accessPackageResourceRoleScopes(id)/$entity`,
        id: 'r1',
      },
    ],
    [
      "/accessPackages(id='p1')?$select=id",
      { '@odata.context': `${root}/$metadata#accessPackages(id)/$entity`, id: 'p1' },
    ],
    [
      '/accessPackages(%27p1%27)?$select=id',
      { '@odata.context': `${root}/$metadata#accessPackages(id)/$entity`, id: 'p1' },
    ],
  ])('%s', async (path, body) => {
    expect(await answer(start(small), `GET ${path}`)).toEqual({ status: 200, body })
  })

  test.each(['/accessPackages/p5/catalogId', '/accessPackages/p5/accessPackageCatalog'])(
    '%s, which is null, answers 204',
    async (path) => {
      expect(await answer(start(small), `GET ${path}`)).toEqual({ status: 204, body: undefined })
    },
  )

  test.each([
    ['x/y z', "/accessPackages('x%2Fy%20z')"],
    ["O'Hara", "/accessPackages('O''Hara')"],
    ["O'Hara", '/accessPackages/O%27Hara'],
    ['a=b', '/accessPackages/a=b'],
    ['a+b', '/accessPackages/a+b'],
    ['jo@example.com', '/accessPackages/jo@example.com'],
    ['grün', '/accessPackages/gr%C3%BCn'],
  ])('the key %s is found by %s', async (id, path) => {
    const service = start({ accessPackages: [{ id }] })
    expect(await answer(service, `GET ${path}?$select=id`)).toMatchObject({
      status: 200,
      body: { id },
    })
  })
})

describe('refusals', () => {
  test.each([
    [
      "?$fitler=displayName eq 'x'",
      400,
      "'$fitler' is not a system query option; did you mean '$filter'?",
      '$fitler',
    ],
    ['?$top=1&$top=1', 400, '$top is given twice', '$top'],
    ['?$top=1&top=1', 400, '$top is given twice', '$top'],
    ['?$top=-1', 400, "$top: expected a non-negative integer, found '-1'", '$top'],
    ['?$skip=x', 400, "$skip: expected a non-negative integer, found 'x'", '$skip'],
    ['?$count=yes', 400, "$count: expected true or false, found 'yes'", '$count'],
    [
      "?$filter=dispalyName eq 'x'",
      400,
      `$filter: 'dispalyName' is not a property of ${type} at 0; did you mean 'displayName'?`,
      '$filter',
    ],
    [
      '?$filter=displayName',
      400,
      '$filter: expected a Boolean expression at 0, found Edm.String',
      '$filter',
    ],
    [
      '?$filter=displayName eq 3',
      400,
      '$filter: expected a value that compares with Edm.String at 15, found Edm.Int32',
      '$filter',
    ],
    ['?$filter=', 400, '$filter: expected an expression at 0, found end of expression', '$filter'],
    ['?$select=nope', 400, `$select: 'nope' at 0 is not a property of ${type}`, '$select'],
    ['?$orderby=nope', 400, `$orderby: 'nope' is not a property of ${type} at 0`, '$orderby'],
    [
      '?$expand=incompatibleGroup',
      400,
      `$expand: 'incompatibleGroup' at 0 is not a navigation property of ${type}; did you mean 'incompatibleGroups'?`,
      '$expand',
    ],
    ['?$expand=incompatibleGroups($nope=1)', 400, "'$nope' is not a system query option", '$nope'],
    ['/p1?$filter=true', 400, '$filter does not apply to a single instance', '$filter'],
    ['/$count?$select=id', 400, '$select does not apply to a count', '$select'],
    ['?$levels=1', 400, '$levels applies to a navigation property within $expand only', '$levels'],
    [
      '?$index=1',
      400,
      '$index applies to an insert into a collection with Core.PositionalInsert only',
      '$index',
    ],
    ['?$index=x', 400, "$index: expected an integer, found 'x'", '$index'],
    ['?$id=x', 400, '$id applies to $entity and to references only', '$id'],
    ['?$select=displayName($top=1)', 400, '$top does not apply to a single instance', '$top'],
    [
      '?$schemaversion=a b',
      400,
      "$schemaversion: expected a version or *, found 'a b'",
      '$schemaversion',
    ],
    ['/$count?$skiptoken=x', 400, '$skiptoken applies to reading a collection only', '$skiptoken'],
    [
      '?$skiptoken=nope',
      400,
      "$skiptoken: 'nope' is not from a next link of this service",
      '$skiptoken',
    ],
  ])('%s answers %i', async (query, status, message, target) => {
    expect(await answer(start(small), `GET ${set}${query}`)).toEqual(
      refusal(status, message, { target }),
    )
  })

  test('a $deltatoken of no delta link is named and answers 400', async () => {
    expect(await answer(start(small), `GET ${set}?$deltatoken=x`)).toEqual(
      refusal(400, "$deltatoken: 'x' is not from a delta link of this service", {
        target: '$deltatoken',
      }),
    )
  })

  test.each<[path: string, message: string, ...nearest: string[]]>([
    ['/nope', "'nope' is not a resource of this service"],
    [
      '/accessPackage',
      "'accessPackage' is not a resource of this service; did you mean 'accessPackages'?",
      'GET /accessPackages',
      'POST /accessPackages',
    ],
    ['/accessPackages/zz', `no ${type} with the key 'zz' is here`],
    [
      '/accessPackages/p1/nope',
      `'nope' at 18 is not a property or operation of ${type}`,
      'GET /accessPackages/{id}',
      'GET /accessPackages/{id}/accessPackageResourceRoleScopes',
      'GET /accessPackages/{id}/accessPackagesIncompatibleWith',
    ],
    [
      '/accessPackages/p1/displayName/nope',
      "'nope' follows a value of type Edm.String",
      'DELETE /accessPackages/{id}/incompatibleAccessPackages/{incompatibleId}/$ref',
      'DELETE /accessPackages/{id}/incompatibleGroups/{groupId}/$ref',
    ],
    [
      '/accessPackages/p1/$count',
      '$count does not apply to what stands before it',
      'GET /accessPackages/{id}',
      'GET /accessPackages/{id}/accessPackageResourceRoleScopes',
      'GET /accessPackages/{id}/accessPackagesIncompatibleWith',
    ],
    [
      '/accessPackages/$count/p1',
      "'p1' at 22 follows a segment that ends a path",
      'GET /accessPackages/{id}',
      'DELETE /accessPackages/{id}',
      'PATCH /accessPackages/{id}',
    ],
    [
      '/accessPackages/p5/accessPackageCatalog/displayName',
      'there is no microsoft.graph.accessPackageCatalog here',
    ],
    ['/accessPackages/p1/incompatibleAccessPackages/p4', `no ${type} with the key 'p4' is here`],
  ])(
    '%s answers 404, and lists what comes nearest to a path that is none',
    async (path, message, ...nearest) => {
      const { status, body } = await answer(start(small), `GET ${path}`)
      const { details = [], ...error } = (body as { error: { details?: readonly ErrorDetail[] } })
        .error
      expect({ status, body: { error } }).toEqual(refusal(404, message))
      expect(details.map((detail) => [detail.code, detail.message.split(' (')[0]])).toEqual(
        nearest.map((operation) => ['NearestOperation', operation]),
      )
    },
  )

  test.each([
    ['/accessPackages()', 'expected a key at 14, found ()'],
    ["/accessPackages(nope='p1')", `expected a key of ${type} (id), found 'nope'`],
    ['/accessPackages//p1', "the path: expected a path segment at 15, found '/p1'"],
  ])('%s answers 400', async (path, message) => {
    expect(await answer(start(small), `GET ${path}`)).toEqual(refusal(400, message))
  })

  test.each([
    [
      "on='alowedRequestor'",
      "'alowedRequestor' is not a member of microsoft.graph.accessPackageFilterByCurrentUserOptions, which the parameter 'on' takes; did you mean 'allowedRequestor'?",
      'on',
    ],
    [
      "of='allowedRequestor'",
      "'of' is not a parameter of microsoft.graph.filterByCurrentUser; did you mean 'on'?",
      'of',
    ],
  ])('filterByCurrentUser(%s) answers 400', async (parameters, message, target) => {
    expect(
      await answer(start(small), `GET /accessPackages/filterByCurrentUser(${parameters})`),
    ).toEqual(refusal(400, message, { target }))
  })
})

describe('a call that fixtures answer', () => {
  const call = "filterByCurrentUser(on='allowedRequestor')"
  const longDoor = 'identityGovernance/entitlementManagement/accessPackages'

  test.each([
    [`accessPackages/${call}`, `/accessPackages/${call}`],
    [`accessPackages/${call}`, `/${longDoor}/${call}`],
    [`${longDoor}/${call}`, `/accessPackages/${call}`],
    [`accessPackages/${call}`, '/accessPackages/filterByCurrentUser(on=%27allowedRequestor%27)'],
  ])('named %s is found by %s, with the query applied', async (name, path) => {
    const service = start({ ...small, [name]: [{ id: 'p2' }, { id: 'p3' }] })
    expect(await ids(service, path)).toEqual(['p2', 'p3'])
    expect(await ids(service, `${path}?$filter=isHidden`)).toEqual(['p2'])
    expect(await answer(service, `GET ${path}/$count`)).toEqual({ status: 200, body: '2' })
  })
})
