import { describe, expect, test } from '@jest/globals'
import { isSandboxPath, readSandboxPath } from './sandbox-path.ts'

describe('what is under a sandbox', () => {
  test.each([
    ['/~a', true],
    ['/~a/beta/people', true],
    ['/~a?$top=1', true],
    ['/%7ea/beta', true],
    ['/%7Ea', true],
    ['/~', false],
    ['/~/beta', false],
    ['/~?x', false],
    ['/%7E/beta', false],
    ['/beta/~a', false],
    ['/beta', false],
    ['/', false],
    ['', false],
  ])('%s: %s', (url, expected) => {
    expect(isSandboxPath(url)).toBe(expected)
  })
})

describe('the name of a sandbox is read from a URL', () => {
  test.each([
    ['/~a', 'a', '/~a'],
    ['/~worker-1/beta?$top=1', 'worker-1', '/~worker-1/beta?$top=1'],
    ['/~3?x', '3', '/~3?x'],
    ['/%7Ev1.2_x/beta', 'v1.2_x', '/~v1.2_x/beta'],
    [`/~${'x'.repeat(64)}/`, 'x'.repeat(64), `/~${'x'.repeat(64)}/`],
  ])('%s', (url, name, plain) => {
    expect(readSandboxPath(url)).toEqual({ name, url: plain })
  })

  test.each([
    ['/~-a/beta', "found '-a'"],
    ['/~a%20b/beta', "found 'a%20b'"],
    [`/~${'x'.repeat(65)}`, `found '${'x'.repeat(65)}'`],
    ['/~a/~b/beta', "'/~a/~b/beta': a sandbox has no sandboxes"],
    ['/~a/%7eb?x', "'/~a/%7eb': a sandbox has no sandboxes"],
  ])('%s is refused', (url, message) => {
    expect(() => readSandboxPath(url)).toThrow(message)
  })
})
