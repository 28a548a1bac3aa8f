import { describe, expect, test } from '@jest/globals'
import { readContract } from '../contract/index.ts'
import { resourceSegments } from './resource-segments.ts'

const { model } = readContract(['fixtures/access-packages'])

const cases: readonly (readonly [path: string, segments: readonly string[]])[] = [
  ['/', []],
  ['/accessPackages', ['accessPackages']],
  ['/accessPackages/a1', ['accessPackages', 'a1']],
  ["/accessPackages('a1')", ['accessPackages', 'a1']],
  ["/accessPackages(id='a1')", ['accessPackages', 'a1']],
  ["/accessPackages( id = 'a1' )", ['accessPackages', 'a1']],
  ['/accessPackages(%27a1%27)', ['accessPackages', 'a1']],
  ['/accessPackages(*)', ['accessPackages', '*']],
  ["/accessPackages('O''Neil')/x", ['accessPackages', "O'Neil", 'x']],
  ["/accessPackages('a/b')/x", ['accessPackages', 'a/b', 'x']],
  ["/accessPackages('a,b')", ['accessPackages', 'a,b']],
  ['/Products(1)/Name', ['Products', '1', 'Name']],
  ["/lines(order='o',number=2)", ['lines', "number=2,order='o'"]],
  ["/lines(number=2,order='o')", ['lines', "number=2,order='o'"]],
  ['/accessPackages()', ['accessPackages']],
  ['/a%20b/%ZZ', ['a b', '%ZZ']],
  [
    "/accessPackages/filterByCurrentUser(on='allowedRequestor')",
    ['accessPackages', "filterByCurrentUser(on='allowedRequestor')"],
  ],
  [
    "/accessPackages/filterByCurrentUser( on = 'allowedRequestor' )",
    ['accessPackages', "filterByCurrentUser(on='allowedRequestor')"],
  ],
]

describe('segments of a resource path', () => {
  test.each(cases)('%s', (path, segments) => {
    expect(resourceSegments(path, model)).toEqual(segments)
  })
})
