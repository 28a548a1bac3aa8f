import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from '@jest/globals'
import supertest from 'supertest'
import { createUnderstudy } from '../src/index.ts'

const folder = mkdtempSync(join(tmpdir(), 'understudy-'))
afterAll(() => rmSync(folder, { recursive: true }))

function page(name: string, text: string): string {
  const file = join(folder, `${name}.md`)
  writeFileSync(file, text)
  return file
}

const resource = (name: string, inherits: string, ...relationships: readonly string[]) =>
  page(
    name,
    `# ${name} resource type\n\nAbout a ${name}. ${inherits}\n\n## Properties\n|Property|Type|Description|\n|:--|:--|:--|\n|id|String|Key.|\n\n## Relationships\n|Relationship|Type|Description|\n|:--|:--|:--|\n${relationships.map((row) => `|${row}|\n`).join('')}`,
  )

const api = (name: string, title: string, lines: string, response: string) =>
  page(
    name,
    `# ${title}\n\n## HTTP request\n\`\`\`http\n${lines}\n\`\`\`\n\n## Response\nIf successful, this method returns a \`${response} in the response body.\n`,
  )

const listOf = (type: string) =>
  `200 OK\` response code and a collection of [${type}](${type}.md) objects`

const inherits = 'Inherits from [being](being.md).'
const contract = [
  resource('being', ''),
  resource(
    'singer',
    inherits,
    'memberOf|[being](being.md) collection|What the singer sings in. Read-only.',
    'transitiveMemberOf|[being](being.md) collection|The same with what that is part of.',
    'ownedBeings|[being](being.md) collection|What the singer looks after. Read-only.',
    'teacher|[being](being.md)|Who teaches the singer.',
    'pupils|[being](being.md) collection|Those that have their **teacher** property set to this singer. Read-only.',
  ),
  resource(
    'choir',
    inherits,
    'members|[being](being.md) collection|Singers and choirs.',
    'transitiveMembers|[being](being.md) collection|All of them.',
    'memberOf|[being](being.md) collection|Where the choir sings too. Read-only.',
    'owners|[being](being.md) collection|Who looks after it.',
  ),
  resource('band', inherits, 'members|[being](being.md) collection|Its musicians.'),
  api('singer-list', 'List singers', 'GET /singers', listOf('singer')),
  api('choir-list', 'List choirs', 'GET /choirs', listOf('choir')),
  api('band-list', 'List bands', 'GET /bands', listOf('band')),
  api(
    'choir-post-members',
    'Add member',
    'POST /choirs/{id}/members/$ref',
    '204 No Content` response code. It returns nothing',
  ),
  api(
    'singer-put-teacher',
    'Set teacher',
    'PUT /singers/{id}/teacher/$ref',
    '204 No Content` response code. It returns nothing',
  ),
]
const fixtures = {
  singers: [{ id: 'ada' }, { id: 'bob' }],
  bands: [{ id: 'trio', 'members@odata.bind': ["singers('ada')"] }],
  choirs: [
    { id: 'alto', 'owners@odata.bind': ["singers('bob')"] },
    { id: 'all', 'members@odata.bind': ["choirs('alto')"] },
  ],
}

async function start() {
  const service = createUnderstudy({ contract, fixtures, auth: 'off' })
  const basePath = '/beta'
  const idsOf = async (path: string): Promise<readonly string[]> => {
    const { body } = await supertest(service.app).get(`${basePath}${path}`).expect(200)
    return (body as { readonly value: readonly { readonly id: string }[] }).value.map(
      ({ id }) => id,
    )
  }
  const link = (method: 'post' | 'put', path: string, id: string) =>
    supertest(service.app)
      [method](`${basePath}${path}/$ref`)
      .send({ '@odata.id': `http://localhost${basePath}/${id}` })
      .expect(204)
  await link('post', '/choirs/alto/members', 'singers/ada')
  return { service, idsOf, link }
}

test('what types derived from the target call memberOf shows the members that any type links', async () => {
  const { idsOf } = await start()
  expect(await idsOf('/singers/ada/memberOf')).toEqual(['trio', 'alto'])
  expect(await idsOf('/choirs/alto/memberOf')).toEqual(['all'])
  expect(await idsOf('/choirs/alto/members')).toEqual(['ada'])
  expect(await idsOf('/bands/trio/members')).toEqual(['ada'])
})

test('ownedBeings are those that name the singer among their owners', async () => {
  const { idsOf } = await start()
  expect(await idsOf('/singers/bob/ownedBeings')).toEqual(['alto'])
  expect(await idsOf('/singers/ada/ownedBeings')).toEqual([])
})

test('a description that names the property of the other end makes them partners', async () => {
  const { idsOf, link } = await start()
  await link('put', '/singers/ada/teacher', 'singers/bob')
  expect(await idsOf('/singers/bob/pupils')).toEqual(['ada'])
})

test('transitive links lead on from step to step, and are no part of the state', async () => {
  const { service, idsOf } = await start()
  expect(await idsOf('/choirs/all/transitiveMembers')).toEqual(['alto', 'ada'])
  expect(await idsOf('/singers/ada/transitiveMemberOf')).toEqual(['trio', 'alto', 'all'])
  expect(await idsOf('/singers/ada/transitiveMemberOf/microsoft.graph.choir')).toEqual([
    'alto',
    'all',
  ])
  expect(service.state()).toEqual({
    ...fixtures,
    choirs: [
      {
        id: 'alto',
        'members@odata.bind': ["singers('ada')"],
        'owners@odata.bind': ["singers('bob')"],
      },
      fixtures.choirs[1],
    ],
  })
})

test('choirs that are members of each other are followed once', async () => {
  const { idsOf, link } = await start()
  await link('post', '/choirs/alto/members', 'choirs/all')
  expect(await idsOf('/choirs/alto/transitiveMembers')).toEqual(['ada', 'all'])
})
