import { existsSync } from 'node:fs'
import { basename, join } from 'node:path'
import { describe, expect, test } from '@jest/globals'
import { readContract } from '../read-contract.ts'
import { lint } from './lint.ts'

const seeds = join(process.cwd(), '../shared/seeds')

if (existsSync(seeds)) {
  describe('the three seed pages', () => {
    const diagnostics = lint(readContract([seeds]))
    const add = 'accesspackage-post-incompatibleaccesspackages.md'
    const create = 'accesspackage-post.md'
    const resource = 'accesspackage.md'
    test.each<[string, string, readonly number[]]>([
      ['no-content-with-body', add, [64, 104]],
      ['reference-without-odata-id', add, [79]],
      ['foreign-namespace', add, [80, 97, 105]],
      ['read-only-in-create-example', create, [63]],
      ['read-only-in-create-example', add, [81, 82, 87]],
      ['read-only-required-on-create', add, [49, 50, 51, 54, 57, 58]],
      ['todo-placeholder', add, [4, 6, 22, 23, 24, 49, 50, 51, 52, 53, 54, 55, 56, 57, 58]],
      [
        'placeholder-value',
        add,
        [81, 82, 83, 84, 85, 86, 87, 106, 107, 108, 109, 110, 112, 113, 114, 115],
      ],
      ['placeholder-value', create, [64, 65, 86, 88, 89]],
      ['duplicate-example-name', create, [53]],
      ['duplicate-example-name', add, [69]],
      ['relationship-link-mismatch', resource, [64, 65]],
      ['broken-link', resource, [16, 20, 31, 36, 61, 62, 63, 64, 65, 66]],
      ['method-without-page', resource, [26, 28, 29, 30, 31, 32, 33, 34, 35, 36, 37, 38, 39, 40]],
      ['type-without-page', resource, [61, 62, 63, 66]],
      ['unlinked-page', add, [10]],
      ['link-case', resource, []],
    ])('%s in %s', (rule, file, lines) => {
      const found = diagnostics.filter(
        ({ rule: name, source }) => name === rule && basename(source.file) === file,
      )
      expect(found.map(({ source }) => source.line)).toEqual(lines)
    })

    test('nothing else is found', () => {
      expect(diagnostics).toHaveLength(85)
    })
  })
} else {
  test('the three seed pages: skipped: no corpus', () => {
    expect(existsSync(seeds)).toBe(false)
  })
}
