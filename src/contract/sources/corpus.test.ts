import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from '@jest/globals'
import type { PageDocument } from '../page.ts'
import { findContractFiles } from './find-contract-files.ts'
import { readHttpRequest, readHttpResponse, readRequestLines } from './read-http.ts'
import { readPage } from './read-page.ts'

const corpus = join(process.cwd(), '../shared/graph-docs')
const seeds = join(process.cwd(), '../shared/seeds')

if (existsSync(corpus) && existsSync(seeds)) {
  describe('the reference pages of Microsoft Graph', () => {
    const figuresOf = (folder: string): unknown => {
      const pages = findContractFiles([folder]).pages.map((file) =>
        readPage(file, readFileSync(file, 'utf8')),
      )
      const count = (of: (page: PageDocument) => number): number =>
        pages.reduce((sum, page) => sum + of(page), 0)
      return {
        api: count(({ kind }) => Number(kind === 'api')),
        resource: count(({ kind }) => Number(kind === 'resource')),
        enums: count(({ kind }) => Number(kind === 'enums')),
        other: count(({ kind }) => Number(kind === 'other')),
        tables: count(({ sections }) => sections.flatMap(({ tables }) => tables).length),
        links: count(({ links }) => links.length),
        annotations: count(({ annotations }) => annotations.length),
        unparsed: count(({ annotations }) => annotations.filter(({ value }) => !value).length),
        requestLines: count(
          ({ sections }) =>
            sections
              .filter(({ heading }) => /^http request/i.test(heading))
              .flatMap(({ codeBlocks }) => codeBlocks.flatMap(readRequestLines)).length,
        ),
        requests: count(({ codeBlocks }) => codeBlocks.filter(readHttpRequest).length),
        responses: count(({ codeBlocks }) => codeBlocks.filter(readHttpResponse).length),
      }
    }

    test('the whole corpus is read', () => {
      expect(figuresOf(corpus)).toEqual({
        api: 2052,
        resource: 870,
        enums: 156,
        other: 34,
        tables: 7019,
        links: 22596,
        annotations: 7028,
        unparsed: 4,
        requestLines: 3524,
        requests: 4553,
        responses: 2497,
      })
    })

    test('the three seed pages are read', () => {
      expect(figuresOf(seeds)).toEqual({
        api: 2,
        resource: 1,
        enums: 0,
        other: 0,
        tables: 8,
        links: 38,
        annotations: 9,
        unparsed: 0,
        requestLines: 2,
        requests: 4,
        responses: 2,
      })
    })
  })
} else {
  test('the reference pages of Microsoft Graph: skipped: no corpus', () => {
    expect(existsSync(corpus) && existsSync(seeds)).toBe(false)
  })
}
