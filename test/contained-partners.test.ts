import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from '@jest/globals'
import { createUnderstudy } from '../src/index.ts'

const folder = mkdtempSync(join(tmpdir(), 'understudy-'))
afterAll(() => rmSync(folder, { recursive: true }))

function page(name: string, text: string): string {
  const file = join(folder, `${name}.md`)
  writeFileSync(file, text)
  return file
}

const resource = (name: string, relationship: string) =>
  page(
    name,
    `# ${name} resource type\n\n## Properties\n|Property|Type|Description|\n|:--|:--|:--|\n|id|String|Key.|\n\n## Relationships\n|Relationship|Type|Description|\n|:--|:--|:--|\n|${relationship}|\n`,
  )

const list = (name: string, path: string, type: string) =>
  page(
    name,
    `# List ${type}s\n\n## HTTP request\n\`\`\`http\nGET ${path}\n\`\`\`\n\n## Response\nIf successful, this method returns a \`200 OK\` response code and a collection of [${type}](${type}.md) objects in the response body.\n`,
  )

test('the state has what is contained once, though it leads back to what contains it', () => {
  const contract = [
    resource('desk', 'notebooks|[notebook](notebook.md) collection|Those on it.'),
    resource('notebook', 'sections|[section](section.md) collection|Its sections.'),
    resource('section', 'parentNotebook|[notebook](notebook.md)|Where it stands.'),
    list('desk-list-notebooks', '/desks/{id}/notebooks', 'notebook'),
    list('notebook-list-sections', '/desks/{id}/notebooks/{id}/sections', 'section'),
  ]
  const fixtures = { desks: [{ id: 'd1', notebooks: [{ id: 'n1', sections: [{ id: 's1' }] }] }] }
  expect(createUnderstudy({ contract, fixtures }).state()).toEqual(fixtures)
})
