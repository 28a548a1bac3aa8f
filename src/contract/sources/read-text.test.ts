import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { readContract } from '../read-contract.ts'
import { readText } from './read-text.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'text-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

function write(name: string, content: string | Buffer): string {
  const file = join(folder, name)
  writeFileSync(file, content)
  return file
}

const document = (encoding: string) =>
  `<?xml version="1.0" encoding="${encoding}"?>
<edmx:Edmx Version="4.0" xmlns:edmx="http://docs.oasis-open.org/odata/ns/edmx"><edmx:DataServices>
<Schema Namespace="N" xmlns="http://docs.oasis-open.org/odata/ns/edm"><ComplexType Name="Größe"/></Schema>
</edmx:DataServices></edmx:Edmx>`
const utf16 = (text: string) => Buffer.from(text, 'utf16le')

describe('a document is read in its encoding, as a file and of a folder', () => {
  test.each<[string, string | Buffer]>([
    ['UTF-8', document('utf-8')],
    ['UTF-8 with a byte order mark', `\uFEFF${document('utf-8')}`],
    ['UTF-16, little-endian', utf16(`\uFEFF${document('utf-16')}`)],
    ['UTF-16, big-endian', utf16(`\uFEFF${document('utf-16')}`).swap16()],
    ['UTF-16 without a byte order mark', utf16(document('utf-16'))],
    ['UTF-8 that is called UTF-16', document('utf-16')],
    ['ISO 8859-1', Buffer.from(document('iso-8859-1'), 'latin1')],
  ])('%s', (_, content) => {
    const file = write('a.xml', content)
    for (const path of [file, folder]) {
      expect([...readContract([path]).model.types.keys()]).toEqual(['N.Größe'])
    }
  })
})

test.each<[string, string | Buffer, string]>([
  [
    'a.xml',
    Buffer.from(document('utf-8'), 'latin1'),
    ':1: expected text in utf-8, found other bytes',
  ],
  ['a.json', Buffer.from([0x7b, 0xff]), ':1: expected text in utf-8, found other bytes'],
  ['a.xml', document('klingon'), ':1: expected text in klingon, found an unknown encoding'],
])('%s with bytes that are no text of it is refused', (name, content, message) => {
  const file = write(name, content)
  expect(() => readText(file)).toThrow(`${file}${message}`)
})
