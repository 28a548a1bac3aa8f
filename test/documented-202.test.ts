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

const api = (name: string, title: string, line: string, response: string) =>
  page(
    name,
    `# ${title}\n\n## HTTP request\n\`\`\`http\n${line}\n\`\`\`\n\n## Response\n${response}\n`,
  )

const table = '## Properties\n|Property|Type|Description|\n|:--|:--|:--|\n|id|String|Key.|\n'
const contract = [
  page('crew', `# crew resource type\n\n${table}|displayName|String|Its name.|\n`),
  page('crewJob', `# crewJob resource type\n\n${table}`),
  api(
    'crew-post',
    'Create crew',
    'POST /crews',
    'If successful, this method returns a `202 Accepted` response that contains a link to the [crewJob](crewJob.md).',
  ),
  api(
    'crew-list',
    'List crews',
    'GET /crews',
    'If successful, this method returns a `200 OK` response code and a collection of [crew](crew.md) objects in the response body.',
  ),
  api(
    'crew-rest',
    'crew: rest',
    'POST /crews/{id}/rest',
    'If successful, this method returns a `202 Accepted` response code with a Location header, the location of the [crewJob](crewJob.md).',
  ),
]

test('what pages answer 202 to, without a body, is so answered and made', async () => {
  const service = createUnderstudy({ contract, ids: 'sequential', auth: 'off' })
  const id = '00000000-0000-4000-8000-000000000001'
  const created = await supertest(service.app).post('/beta/crews').send({ displayName: 'Blue' })
  expect(created.status).toBe(202)
  expect(created.text).toBe('')
  expect(created.headers['location']).toMatch(new RegExp(`/beta/crews\\('${id}'\\)$`))
  const read = await supertest(service.app).get('/beta/crews').expect(200)
  expect((read.body as { value: unknown }).value).toEqual([{ id, displayName: 'Blue' }])
  await supertest(service.app).post(`/beta/crews/${id}/rest`).expect(202, '')
  expect(service.journal.exchanges.map(({ violations }) => violations)).toEqual([[], [], []])
})
