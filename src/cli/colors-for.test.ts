import { expect, test } from '@jest/globals'
import { colorsFor } from './colors-for.ts'

const terminal = { isTTY: true }
const file = {}

test.each<[string, { isTTY?: boolean }, Record<string, string>, boolean]>([
  ['a terminal', terminal, { TERM: 'xterm' }, true],
  ['a file', file, { TERM: 'xterm' }, false],
  ['a file, in CI', file, { CI: 'true' }, false],
  ['a dumb terminal', terminal, { TERM: 'dumb' }, false],
  ['a terminal, with NO_COLOR', terminal, { NO_COLOR: '1' }, false],
  ['a terminal, with an empty NO_COLOR', terminal, { NO_COLOR: '' }, true],
  ['a file, with FORCE_COLOR', file, { FORCE_COLOR: '1' }, true],
  ['a terminal, with FORCE_COLOR=0', terminal, { FORCE_COLOR: '0' }, false],
  ['a file, with both', file, { FORCE_COLOR: '1', NO_COLOR: '1' }, false],
])('%s', (_, output, environment, isColoured) => {
  expect(colorsFor(output, environment).red('x')).toBe(isColoured ? '\u001b[31mx\u001b[39m' : 'x')
})
