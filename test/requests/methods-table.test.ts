import { describe, expect, test } from '@jest/globals'
import type { Understudy } from '../../src/index.ts'
import {
  answer,
  answerUnchanged,
  ids,
  refusal,
  root,
  send,
  start,
  type Answer,
  type Sent,
} from './answer.ts'
import { contracts, seeds } from './contracts.ts'

const packages = [
  {
    id: 'a',
    catalogId: 'c',
    displayName: 'Audit',
    'incompatibleAccessPackages@odata.bind': ["accessPackages('b')"],
    'incompatibleGroups@odata.bind': ["groups('g')"],
    accessPackageResourceRoleScopes: [{ id: 'r' }],
  },
  { id: 'b', catalogId: 'c', displayName: 'Books', isHidden: true },
  { id: 'd', catalogId: 'c', displayName: 'Desk' },
]
const fixtures = {
  accessPackages: packages,
  groups: [
    { id: 'g', displayName: 'Guests' },
    { id: 'h', displayName: 'Hosts' },
  ],
}

const type = 'microsoft.graph.accessPackage'
const noContent: Answer = { status: 204, body: undefined }
const missing = (key: string, typeName = type) =>
  refusal(404, `no ${typeName} with the key '${key}' is here`)
const defaults = {
  description: null,
  isHidden: false,
  isRoleScopesVisible: false,
  createdBy: null,
  createdDateTime: null,
  modifiedBy: null,
  modifiedDateTime: null,
}
const audit = { ...defaults, id: 'a', catalogId: 'c', displayName: 'Audit' }
const books = { ...defaults, id: 'b', catalogId: 'c', displayName: 'Books', isHidden: true }
const desk = { ...defaults, id: 'd', catalogId: 'c', displayName: 'Desk' }

describe.each([...contracts])('by $name', ({ contract, doors, setName }) => {
  const contextOf = (door: string) => `${root}/$metadata#${setName(door)}`
  const startHere = (): Understudy => start(fixtures, { contract })

  /** A refusal: what is asked, and the answer; the state stays as it was. */
  type Refused = readonly [name: string, line: string, sent: Sent | undefined, expected: Answer]

  const malformedBodies = (line: string, expected = type): Refused[] => [
    [
      'malformed JSON',
      line,
      { body: '{"displayName":' },
      refusal(400, /^the body is not JSON: /, { target: '' }),
    ],
    [
      'another media type',
      line,
      { body: '<a/>', headers: { 'Content-Type': 'application/xml' } },
      refusal(415, "expected a body of application/json, found 'application/xml'", {
        target: 'Content-Type',
      }),
    ],
    [
      'no body',
      line,
      undefined,
      refusal(
        400,
        `expected a JSON object with the properties of ${expected} as the body, found none`,
        { target: '' },
      ),
    ],
    [
      'an array',
      line,
      { body: [{ displayName: 'x' }] },
      refusal(
        400,
        `expected a JSON object with the properties of ${expected} as the body, found an array`,
        { target: '' },
      ),
    ],
  ]

  const invalidBodies = (line: string): Refused[] => [
    ...malformedBodies(line),
    [
      'an unknown property and a value of the wrong type',
      line,
      { body: { dispalyName: 'x', isHidden: 'yes', description: 3 } },
      refusal(400, new RegExp(`^the body is not a valid ${type} \\(3 problems\\): `), {
        details: [
          {
            code: 'InvalidBody',
            message: `'dispalyName' is not a property of ${type}; did you mean 'displayName'?`,
            target: '/dispalyName',
          },
          {
            code: 'InvalidBody',
            message: 'expected Edm.String, found the number 3',
            target: '/description',
          },
          {
            code: 'InvalidBody',
            message: 'expected Edm.Boolean, found the string "yes"',
            target: '/isHidden',
          },
        ],
      }),
    ],
    [
      'null as the key',
      line,
      { body: { id: null, displayName: 'x' } },
      refusal(400, new RegExp(`^the body is not a valid ${type} \\(1 problem\\): `), {
        details: [
          { code: 'InvalidBody', message: 'expected Edm.String, found null', target: '/id' },
        ],
      }),
    ],
    [
      'a key of the wrong type',
      line,
      { body: { id: 7, displayName: 'x' } },
      refusal(400, new RegExp(`^the body is not a valid ${type} \\(1 problem\\): `), {
        details: [
          {
            code: 'InvalidBody',
            message: 'expected Edm.String, found the number 7',
            target: '/id',
          },
        ],
      }),
    ],
  ]

  describe('List accessPackages', () => {
    test.each([...doors])('GET %s answers 200 with all of them', async (door) => {
      expect(await answer(startHere(), `GET ${door}`)).toEqual({
        status: 200,
        body: { '@odata.context': contextOf(door), value: [audit, books, desk] },
      })
    })
  })

  describe('Create accessPackage', () => {
    test.each([...doors])('POST %s answers 201 and the entity is there', async (door) => {
      const service = startHere()
      const { status, body, headers } = await send(service, `POST ${door}`, {
        body: { catalogId: 'c', displayName: 'New' },
      })
      expect([status, headers['location']]).toEqual([201, `${root}/${setName(door)}('${body.id}')`])
      expect(await answer(service, `GET ${door}/${body.id}`)).toEqual({ status: 200, body })
      expect(body).toMatchObject({ catalogId: 'c', displayName: 'New', isHidden: false })
    })

    const refused: Refused[] = [
      ...invalidBodies('POST /accessPackages'),
      [
        'a key that is taken',
        'POST /accessPackages',
        { body: { id: 'a', displayName: 'x' } },
        refusal(409, `a ${type} with the key 'a' exists already`, { target: '/id' }),
      ],
    ]
    test.each(refused)('is refused for %s', async (_, line, sent, expected) => {
      expect(await answerUnchanged(startHere(), line, sent)).toEqual(expected)
    })
  })

  describe('Get accessPackage', () => {
    test.each(
      doors.flatMap((door) => ['/a', "('a')", "(id='a')"].map((key) => [door, key] as const)),
    )('GET %s%s answers 200 with it', async (door, key) => {
      expect(await answer(startHere(), `GET ${door}${key}`)).toEqual({
        status: 200,
        body: { '@odata.context': `${contextOf(door)}/$entity`, ...audit },
      })
    })

    test('is refused for a missing key', async () => {
      expect(await answerUnchanged(startHere(), 'GET /accessPackages/zz')).toEqual(missing('zz'))
    })
  })

  describe('Update accessPackage', () => {
    test.each([...doors])('PATCH %s/a answers 204 and changes what is given', async (door) => {
      const service = startHere()
      const body = { displayName: 'Renamed', isHidden: true }
      expect(await answer(service, `PATCH ${door}/a`, { body })).toEqual(noContent)
      const { body: found } = await send(service, `GET ${door}/a`)
      const modified = { modifiedDateTime: '2026-01-01T00:00:00.000Z' }
      expect(found).toEqual({
        '@odata.context': `${contextOf(door)}/$entity`,
        ...audit,
        ...body,
        ...modified,
      })
    })

    test('leaves the key and what the server sets as they are, and journals it', async () => {
      const service = startHere()
      const body = { id: 'zz', createdBy: 'x', displayName: 'Renamed' }
      expect(await answer(service, 'PATCH /accessPackages/a', { body })).toEqual(noContent)
      expect(await ids(service, '/accessPackages')).toEqual(['a', 'b', 'd'])
      expect(
        service.journal.exchanges[0]!.violations.filter(
          ({ rule }) => rule === 'read-only-property',
        ).map(({ pointer }) => pointer),
      ).toEqual(expect.arrayContaining(['/id', '/createdBy']))
    })

    const refused: Refused[] = [
      ...invalidBodies('PATCH /accessPackages/a'),
      ['a missing key', 'PATCH /accessPackages/zz', { body: { displayName: 'x' } }, missing('zz')],
    ]
    test.each(refused)('is refused for %s', async (_, line, sent, expected) => {
      expect(await answerUnchanged(startHere(), line, sent)).toEqual(expected)
    })
  })

  describe('Delete accessPackage', () => {
    test.each([...doors])('DELETE %s/b answers 204 and takes its links along', async (door) => {
      const service = startHere()
      expect(await answer(service, `DELETE ${door}/b`)).toEqual(noContent)
      expect(await answer(service, `GET ${door}/b`)).toEqual(missing('b'))
      expect(await ids(service, `${door}/a/incompatibleAccessPackages`)).toEqual([])
      expect(await ids(service, door)).toEqual(['a', 'd'])
    })

    test('takes links along in the other direction, and what it contains, not what it links', async () => {
      const service = startHere()
      expect(await answer(service, 'DELETE /accessPackages/a')).toEqual(noContent)
      expect(await ids(service, '/accessPackages/b/accessPackagesIncompatibleWith')).toEqual([])
      expect(await ids(service, '/groups')).toEqual(['g', 'h'])
      expect(JSON.stringify(service.state())).not.toContain('"r"')
    })

    test('is refused for a missing key', async () => {
      expect(await answerUnchanged(startHere(), 'DELETE /accessPackages/zz')).toEqual(missing('zz'))
    })
  })

  describe('List accessPackageResourceRoleScopes', () => {
    test.each([...doors])('GET %s/a/… answers 200 with those of the package', async (door) => {
      const service = startHere()
      const { status, body } = await send(service, `GET ${door}/a/accessPackageResourceRoleScopes`)
      expect([status, body.value.map(({ id }: { id: string }) => id)]).toEqual([200, ['r']])
      expect(await ids(service, `${door}/b/accessPackageResourceRoleScopes`)).toEqual([])
    })

    test('is refused for a missing key', async () => {
      expect(
        await answerUnchanged(
          startHere(),
          'GET /accessPackages/zz/accessPackageResourceRoleScopes',
        ),
      ).toEqual(missing('zz'))
    })
  })

  describe('Create accessPackageResourceRoleScope', () => {
    const path = '/accessPackages/b/accessPackageResourceRoleScopes'

    test.each([...doors])('POST %s/b/… answers 201 and adds to that package', async (door) => {
      const service = startHere()
      const body = { accessPackageResourceRole: { originId: 'Member_g', originSystem: 'AadGroup' } }
      const line = `POST ${door}/b/accessPackageResourceRoleScopes`
      const { status, body: created } = await send(service, line, { body })
      expect([status, typeof created.id]).toEqual([201, 'string'])
      expect(await ids(service, `${door}${path.slice('/accessPackages'.length)}`)).toEqual([
        created.id,
      ])
      expect(await ids(service, '/accessPackages/a/accessPackageResourceRoleScopes')).toEqual(['r'])
    })

    const scope = 'microsoft.graph.accessPackageResourceRoleScope'
    const refused: Refused[] = [
      ...malformedBodies(`POST ${path}`, scope),
      [
        'a missing key',
        'POST /accessPackages/zz/accessPackageResourceRoleScopes',
        { body: {} },
        missing('zz'),
      ],
    ]
    test.each(refused)('is refused for %s', async (_, line, sent, expected) => {
      expect(await answerUnchanged(startHere(), line, sent)).toEqual(expected)
    })
  })

  describe.each([
    {
      navigation: 'incompatibleAccessPackages',
      set: 'accessPackages',
      target: type,
      linked: 'b',
      free: 'd',
      other: 'groups/g',
      otherType: 'microsoft.graph.group',
    },
    {
      navigation: 'incompatibleGroups',
      set: 'groups',
      target: 'microsoft.graph.group',
      linked: 'g',
      free: 'h',
      other: 'accessPackages/d',
      otherType: type,
    },
  ])('$navigation', ({ navigation, set, target, linked, free, other, otherType }) => {
    const path = `/accessPackages/a/${navigation}`
    const reference = (url: unknown): Sent => ({ body: { '@odata.id': url } })

    test.each([...doors])('List: GET %s/a/… answers 200 with what is linked', async (door) => {
      const { status, body } = await send(startHere(), `GET ${door}/a/${navigation}`)
      expect([status, body]).toMatchObject([200, { value: [{ id: linked }] }])
      const context = set === 'accessPackages' ? contextOf(door) : `${root}/$metadata#${set}`
      expect(body['@odata.context']).toBe(context)
      expect(body.value).toHaveLength(1)
    })

    test('List: is refused for a missing key', async () => {
      expect(await answerUnchanged(startHere(), `GET /accessPackages/zz/${navigation}`)).toEqual(
        missing('zz'),
      )
    })

    test.each(
      doors.flatMap((door) =>
        [
          `${root}/${set}/${free}`,
          `${root}/${set}('${free}')`,
          `/beta/${set}/${free}`,
          `${set}/${free}`,
          `${set}('${free}')`,
          `https://graph.microsoft.com/v1.0/${set}/${free}`,
        ].map((url) => [door, url] as const),
      ),
    )('Add: POST %s/a/…/$ref with %s answers 204 and links it', async (door, url) => {
      const service = startHere()
      const line = `POST ${door}/a/${navigation}/$ref`
      expect(await answer(service, line, reference(url))).toEqual(noContent)
      expect(await ids(service, path)).toEqual([linked, free])
    })

    test('Add: twice answers 204 twice and leaves one link', async () => {
      const service = startHere()
      const line = `POST ${path}/$ref`
      expect(await answer(service, line, reference(`${set}/${free}`))).toEqual(noContent)
      expect(await answer(service, line, reference(`${root}/${set}('${free}')`))).toEqual(noContent)
      expect(await ids(service, path)).toEqual([linked, free])
    })

    const malformed = (found: string) =>
      refusal(
        400,
        `expected the URL of an entity, such as accessPackages('id'), found '${found}'`,
        {
          target: '/@odata.id',
        },
      )
    const refused: Refused[] = [
      [
        'a missing key',
        `POST /accessPackages/zz/${navigation}/$ref`,
        reference(`${set}/${free}`),
        missing('zz'),
      ],
      [
        'a target that is not there',
        `POST ${path}/$ref`,
        reference(`${set}/zz`),
        refusal(404, `'${set}/zz' names no entity: no ${target} with the key 'zz' is here`, {
          target: '/@odata.id',
        }),
      ],
      ['a reference that is no path', `POST ${path}/$ref`, reference('zz'), malformed('zz')],
      [
        'a reference to a collection',
        `POST ${path}/$ref`,
        reference(`/beta/${set}`),
        malformed(`beta/${set}`),
      ],
      [
        'a reference that is no string',
        `POST ${path}/$ref`,
        reference(3),
        refusal(400, 'expected the URL of an entity in @odata.id, found 3', {
          target: '/@odata.id',
        }),
      ],
      [
        'no reference',
        `POST ${path}/$ref`,
        { body: {} },
        refusal(400, 'expected the URL of an entity in @odata.id, found nothing', {
          target: '/@odata.id',
        }),
      ],
      [
        'no body',
        `POST ${path}/$ref`,
        undefined,
        refusal(400, 'expected a JSON object with @odata.id as the body, found none', {
          target: '/@odata.id',
        }),
      ],
      [
        'a reference to another type',
        `POST ${path}/$ref`,
        reference(other),
        refusal(400, `expected a reference to a ${target}, found a ${otherType}: '${other}'`, {
          target: '/@odata.id',
        }),
      ],
      [
        'malformed JSON',
        `POST ${path}/$ref`,
        { body: '{' },
        refusal(400, /^the body is not JSON/, { target: '' }),
      ],
    ]
    test.each(refused)('Add: is refused for %s', async (_, line, sent, expected) => {
      expect(await answerUnchanged(startHere(), line, sent)).toEqual(expected)
    })

    test.each(
      doors.flatMap((door) => [
        `${door}/a/${navigation}/${linked}/$ref`,
        `${door}('a')/${navigation}('${linked}')/$ref`,
        `${door}/a/${navigation}/$ref?$id=${root}/${set}/${linked}`,
      ]),
    )('Remove: DELETE %s answers 204 and keeps the entity', async (url) => {
      const service = startHere()
      expect(await answer(service, `DELETE ${url}`)).toEqual(noContent)
      expect(await ids(service, path)).toEqual([])
      expect((await send(service, `GET /${set}/${linked}`)).status).toBe(200)
      expect((await send(service, 'GET /accessPackages/a')).status).toBe(200)
    })

    const unlinked: Refused[] = [
      [
        'a missing key',
        `DELETE /accessPackages/zz/${navigation}/${linked}/$ref`,
        undefined,
        missing('zz'),
      ],
      ['what is not linked', `DELETE ${path}/${free}/$ref`, undefined, missing(free, target)],
      ['what is not there', `DELETE ${path}/zz/$ref`, undefined, missing('zz', target)],
    ]
    test.each(unlinked)('Remove: is refused for %s', async (_, line, sent, expected) => {
      expect(await answerUnchanged(startHere(), line, sent)).toEqual(expected)
    })
  })

  describe('List accessPackagesIncompatibleWith', () => {
    test.each([...doors])('GET %s/b/… answers 200 with those that name it', async (door) => {
      expect(await answer(startHere(), `GET ${door}/b/accessPackagesIncompatibleWith`)).toEqual({
        status: 200,
        body: { '@odata.context': contextOf(door), value: [audit] },
      })
    })

    test('is refused for a missing key', async () => {
      expect(
        await answerUnchanged(startHere(), 'GET /accessPackages/zz/accessPackagesIncompatibleWith'),
      ).toEqual(missing('zz'))
    })
  })

  describe('filterByCurrentUser', () => {
    test.each([...doors])("GET %s/filterByCurrentUser(on='…') answers 200", async (door) => {
      const path = `${door}/filterByCurrentUser(on='allowedRequestor')`
      expect(await answer(startHere(), `GET ${path}`)).toEqual({
        status: 200,
        body: { '@odata.context': contextOf(door), value: [audit, books, desk] },
      })
    })

    test('answers what a fixture gives for the call', async () => {
      const call = "accessPackages/filterByCurrentUser(on='allowedRequestor')"
      const service = start({ ...fixtures, [call]: [{ id: 'b' }] }, { contract })
      expect(await ids(service, `/${call}`)).toEqual(['b'])
    })
  })

  test.each([
    ['PUT /accessPackages/a', { body: { displayName: 'x' } }, 'DELETE, PATCH'],
    ['DELETE /accessPackages', undefined, 'POST'],
    ['PATCH /accessPackages', { body: {} }, 'POST'],
    ['POST /accessPackages/a', { body: {} }, 'DELETE, PATCH'],
    ['POST /accessPackages/a/accessPackagesIncompatibleWith/$ref', { body: {} }, ''],
    ['DELETE /accessPackages/a/incompatibleAccessPackages/b', undefined, ''],
    ["POST /accessPackages/filterByCurrentUser(on='allowedRequestor')", { body: {} }, ''],
  ])('%s, which no page documents, is refused and journalled', async (line, sent, documented) => {
    const service = startHere()
    const before = service.state()
    const { status, headers, body } = await send(service, line, sent)
    expect([status, body.error.code]).toEqual([405, 'MethodNotAllowed'])
    expect(headers['allow']!.split(', ').toSorted()).toEqual(
      ['GET', 'HEAD', 'OPTIONS', ...documented.split(', ').filter((name) => name)].toSorted(),
    )
    expect(service.state()).toEqual(before)
    expect(service.journal.exchanges[0]!.violations).toMatchObject([
      { rule: 'undocumented-operation', severity: 'error' },
    ])
  })

  test.each(doors.map((door) => `GET ${door}/a`))('%s with --auth require', async (line) => {
    const service = start(fixtures, { contract, auth: 'require' })
    const refused = await send(service, line)
    expect([refused.status, refused.headers['www-authenticate']]).toEqual([401, 'Bearer'])
    expect(refused.body).toEqual(
      refusal(
        401,
        'expected an Authorization header with a Bearer token, found no Authorization header',
      ).body,
    )
    const headers = { Authorization: 'Bearer token' }
    expect((await answer(service, line, { headers })).status).toBe(200)
  })

  test('Create accessPackage with --auth permissions asks for a documented permission', async () => {
    const service = start(fixtures, { contract, auth: 'permissions' })
    const create = async (scp: string) => {
      const headers = { Authorization: `Bearer ${token({ scp, upn: 'eve@example.com' })}` }
      return send(service, 'POST /accessPackages', { body: { displayName: 'New' }, headers })
    }
    const refused = await create('User.Read')
    expect([refused.status, refused.body.error.code]).toEqual([403, 'Authorization_RequestDenied'])
    expect(refused.body.error.message).toContain('EntitlementManagement.ReadWrite.All')
    const created = await create('EntitlementManagement.ReadWrite.All')
    expect([created.status, created.body.createdBy]).toEqual([201, 'eve@example.com'])
    expect(await ids(start(fixtures, { contract }), '/accessPackages')).toEqual(['a', 'b', 'd'])
  })
})

function token(claims: object): string {
  return `e30.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.`
}

if (!seeds) {
  test('skipped: no corpus', () => {
    expect(seeds).toBeUndefined()
  })
}
