import { expect, test } from '@jest/globals'
import { pathOf } from './path-of.ts'

test.each([
  ['', ''],
  ['/', ''],
  ['//', ''],
  ['/Packages', 'Packages'],
  ['//Packages/', 'Packages'],
  ['/Packages//', 'Packages/'],
  ["/Packages('a%2Fb')/Related/?$top=1", "Packages('a%2Fb')/Related"],
  ['?$format=json', ''],
  ['/?a=/b', ''],
  ['/%24batch', '$batch'],
  ['/Packages/%24count', 'Packages/%24count'],
])('%p has the path %p', (url, path) => {
  expect(pathOf(url)).toBe(path)
})
