import { describe, expect, test } from '@jest/globals'
import { bearer } from '../../test/callers.ts'
import { readCaller } from './caller.ts'

describe('callers', () => {
  const ada = { upn: 'ada@contoso.com', scp: ['A.Read', 'B.Read'], roles: ['R'] }
  const noJwt = { hasToken: true, problem: 'a token that is no JWT' }
  test.each<[header: string | undefined, caller: unknown]>([
    [undefined, { hasToken: false, problem: 'no Authorization header' }],
    ['', { hasToken: false, problem: 'an empty Authorization header' }],
    ['Basic dTpw', { hasToken: false, problem: 'the scheme Basic in the Authorization header' }],
    ['dTpw', { hasToken: false, problem: 'another text in the Authorization header' }],
    ['Bearer', { hasToken: false, problem: 'the scheme Bearer without a token' }],
    ['Bearer  ', { hasToken: false, problem: 'the scheme Bearer without a token' }],
    ['Bearer a b', { hasToken: false, problem: 'a blank in the token' }],
    ['Bearer {token}', noJwt],
    ['bEARER \t x', noJwt],
    ['Bearer a.b.c', noJwt],
    [bearer(5), noJwt],
    [bearer(null), noJwt],
    [bearer([]), noJwt],
    [bearer({}), { hasToken: true, claims: { scp: [], roles: [] } }],
    [bearer({ upn: 5, scp: 5, roles: [5] }), { hasToken: true, claims: { scp: [], roles: [] } }],
    [bearer({ ...ada, scp: 'A.Read  B.Read' }), { hasToken: true, claims: ada }],
    [bearer({ ...ada, roles: 'R' }).replace('Bearer', 'bearer'), { hasToken: true, claims: ada }],
    [
      bearer({ upn: 'zoë@contoso.com' }),
      { hasToken: true, claims: { upn: 'zoë@contoso.com', scp: [], roles: [] } },
    ],
  ])('%s', (header, caller) => {
    expect(readCaller(header)).toEqual(caller)
    expect(readCaller(header)).toBe(readCaller(header))
  })

  test('no more than a hundred headers are remembered', () => {
    const first = readCaller('Bearer 0')
    for (let n = 1; n <= 100; n++) readCaller(`Bearer ${n}`)
    expect(readCaller('Bearer 0')).not.toBe(first)
    expect(readCaller('Bearer 100')).toBe(readCaller('Bearer 100'))
  })
})
