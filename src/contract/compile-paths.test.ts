import { describe, expect, test } from '@jest/globals'
import { parseDocumentedPath, readDocumentedUrl, shapeOfPath } from './compile-paths.ts'

describe('a documented URL', () => {
  test.each([
    ['/groups', '/groups', undefined, undefined],
    ['groups/{id}/', '/groups/{id}', undefined, undefined],
    ['https://graph.microsoft.com/beta/groups', '/groups', undefined, '/beta'],
    ['https://graph.microsoft.com/V1.0/me', '/me', undefined, '/v1.0'],
    ['/groups/<id>/members', '/groups/{id}/members', undefined, undefined],
    ['/users/{id | upn}/events?$top=5', '/users/{id | upn}/events', '$top=5', undefined],
    ["/search(q='a?b')?$top=1", "/search(q='a?b')", '$top=1', undefined],
  ])('%s', (url, text, query, basePath) => {
    expect(readDocumentedUrl(url)).toEqual({ text, query, basePath })
  })

  test('is none when it is prose', () => {
    expect(readDocumentedUrl('** Entity URI for thing not found')).toBeUndefined()
  })
})

describe('the segments of a documented path', () => {
  test.each([
    [
      '/groups/{id}/members/{id}/$ref',
      'name groups, key {id}, name members, key {id}, system $ref',
    ],
    ["/groups('a/b')/owners", "name groups, key 'a/b', name owners"],
    ['/reports/getUsage(period={period})', 'name reports, call getUsage period'],
    ['/users/delta()', 'name users, call delta'],
    ['/places/microsoft.graph.room', 'name places, cast microsoft.graph.room'],
    [
      '/groups/02bd9fd6-8f93-4758-87c3-1fb73740a315',
      'name groups, key 02bd9fd6-8f93-4758-87c3-1fb73740a315',
    ],
    ['/sheets/{id|name}/rows', 'name sheets, key {id|name}, name rows'],
    ['/drive/root:/{path}:/children', 'name drive, name root'],
  ])('%s', (text, expected) => {
    const written = parseDocumentedPath(text).map(({ kind, name, parameters }) =>
      [kind, name, ...parameters].join(' '),
    )
    expect(written.join(', ')).toBe(expected)
  })

  test.each([
    ['/groups/{id}', '/Groups/{group-id}', true],
    ['/groups/{id}', "/groups('{id}')", true],
    ['/groups/{id}', '/groups/{id}/members', false],
    ['/drive/root:/{a}:/children', '/drive/root:/{b}:/content', false],
  ])('%s and %s have one shape: %s', (a, b, isSame) => {
    expect(shapeOfPath(a) === shapeOfPath(b)).toBe(isSame)
  })
})
