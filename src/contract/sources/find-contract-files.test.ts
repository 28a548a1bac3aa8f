import { mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, relative } from 'node:path'
import { describe, expect, test } from '@jest/globals'
import { findContractFiles } from './find-contract-files.ts'

function folderOf(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'understudy-'))
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    writeFileSync(join(folder, name), text)
  }
  return folder
}

function filesIn(folder: string): unknown {
  const { pages, csdlXml, csdlJson } = findContractFiles([folder])
  return [...pages, ...csdlXml, ...csdlJson].map((file) => relative(folder, file))
}

const page = '---\ndoc_type: apiPageType\n---\n# A\n'

describe('findContractFiles', () => {
  test('finds the pages and CSDL documents of a folder, and nothing else', () => {
    const folder = folderOf({
      'README.md': page,
      'api/tea-post.md': '# Create tea',
      'api/tea-get.md': '# Get tea',
      'resources/README.md': '# Resources',
      'resources/tea.md': '# tea',
      'notes.md': '# Notes',
      'more/tea-list.md': page,
      'metadata.xml': '<edmx:Edmx Version="4.0"/>',
      'pom.xml': '<project/>',
      'csdl.json': '{ "$Version": "4.0" }',
      'package.json': '{}',
      '.git/a.md': page,
    })
    expect(filesIn(folder)).toEqual([
      'api/tea-get.md',
      'api/tea-post.md',
      'more/tea-list.md',
      'resources/tea.md',
      'metadata.xml',
      'csdl.json',
    ])
  })

  test('takes of a service folder its contract only', () => {
    const folder = folderOf({ 'contract/api/a.md': page, 'data/x.md': page })
    expect(filesIn(folder)).toEqual(['contract/api/a.md'])
  })

  test('takes named files as they are, each once', () => {
    const folder = folderOf({ 'a.md': '# A', 'b.json': '{}' })
    const file = join(folder, 'a.md')
    expect(findContractFiles([file, join(folder, 'b.json'), file])).toEqual({
      pages: [file],
      csdlXml: [],
      csdlJson: [join(folder, 'b.json')],
    })
  })

  test('walks each folder once where links lead back', () => {
    const folder = folderOf({ 'api/a.md': page })
    symlinkSync(folder, join(folder, 'api', 'again'))
    symlinkSync(tmpdir(), join(folder, 'outside'))
    symlinkSync('nowhere', join(folder, 'api', 'b.md'))
    expect(filesIn(folder)).toEqual(['api/a.md'])
  })

  test.each<[string, (folder: string) => string, string]>([
    [
      'a path that does not exist',
      (folder) => join(folder, 'none'),
      'none: no such file or folder',
    ],
    [
      'an empty folder',
      (folder) => folder,
      ': expected reference pages or CSDL documents, found none',
    ],
    [
      'a file of another format',
      (folder) => join(folder, 'a.txt'),
      'a.txt: expected a reference page (.md) or a CSDL document (.xml, .edmx, .csdl, .json)',
    ],
  ])('refuses %s by name', (_, pathIn, message) => {
    const path = pathIn(folderOf({ 'a.txt': '' }))
    expect(() => findContractFiles([path])).toThrow(
      expect.objectContaining({ name: 'UsageError', message: expect.stringContaining(message) }),
    )
    expect(() => findContractFiles([path])).toThrow(path)
  })
})
