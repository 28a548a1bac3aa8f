import { describe, expect, test } from '@jest/globals'
import { readContract } from '../contract/index.ts'
import { compileResourcePattern } from './resource-pattern.ts'

const { model } = readContract(['fixtures/access-packages'])

const filterByCurrentUser = "/accessPackages/filterByCurrentUser(on='allowedRequestor')"

describe('a pattern of resources and a path: how many names, keys and calls stray', () => {
  test.each<readonly [pattern: string, path: string, strayed: number]>([
    ['/', '/', 0],
    ['/', '/me', 1],
    ['/accessPackages', '/accessPackages', 0],
    ['/accessPackages', '/accesspackages', 1],
    ["/accessPackages('a1')", '/accessPackages/a1', 0],
    ['/accessPackages/a1', "/accessPackages(id='a1')", 0],
    ['/accessPackages/a1', "/accessPackages( id = 'a1' )", 0],
    ['/accessPackages/a1', '/accessPackages(%27a1%27)', 0],
    ['/accessPackages(*)', '/accessPackages/a1', 0],
    ['/accessPackages/{id}', '/accessPackages/a1', 0],
    ['/accessPackages/{id}', '/accessPackages/$count', 1],
    ['/accessPackages/*', '/accessPackages/$count', 0],
    ['/accessPackages/*', '/accessPackages', 1],
    ['/accessPackages/*', '/accessPackages/a1/incompatibleGroups', 1],
    ['/accessPackages/a1', '/users/a2', 2],
    ["/accessPackages('O''Neil')/x", "/accessPackages/O'Neil/x", 0],
    ["/accessPackages('a/b')/x", '/accessPackages/a%2Fb/x', 0],
    ["/accessPackages('a,b')", "/accessPackages('a,b')", 0],
    ['/Products(1)/Name', '/Products/1/Name', 0],
    ["/lines(order='o',number=2)", "/lines(number = 2, order = 'o')", 0],
    ["/lines(order='o',number=2)", "/lines(order='o',number=3)", 1],
    ['/a%20b/%ZZ', '/a b/%ZZ', 0],
    [filterByCurrentUser, "/accessPackages/filterByCurrentUser(on = 'allowedRequestor')", 0],
    ['/accessPackages/filterByCurrentUser', filterByCurrentUser, 0],
    ['/**/incompatibleGroups', '/accessPackages/a1/incompatibleGroups', 0],
  ])('%s and %s: %i', (pattern, path, strayed) => {
    const compiled = compileResourcePattern(pattern, model)
    expect(compiled.countStrayed(path)).toBe(strayed)
    expect(compiled.matches(path)).toBe(strayed === 0)
  })
})
