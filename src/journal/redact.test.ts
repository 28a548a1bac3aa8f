import { expect, test } from '@jest/globals'
import { redactBody, redactHeader } from './redact.ts'

test.each<[name: string, value: unknown, shown: unknown]>([
  ['authorization', 'Bearer s3cret', 'Bearer <redacted>'],
  ['Authorization', 'bearer  s3cret', 'bearer <redacted>'],
  ['Authorization', 'Basic dTpw', 'Basic <redacted>'],
  ['Authorization', 's3cret', '<redacted>'],
  ['Authorization', '', '<redacted>'],
  ['Authorization', ['Bearer a', 'Bearer b'], '<redacted>'],
  ['Proxy-Authorization', 'Basic dTpw', 'Basic <redacted>'],
  ['Cookie', 'session=1', '<redacted>'],
  ['set-cookie', ['session=1'], '<redacted>'],
  ['X-Api-Key', 's3cret', '<redacted>'],
  ['accept', 'application/json', 'application/json'],
  ['content-length', 5, 5],
])('%s: %j', (name, value, shown) => {
  expect(redactHeader(name, value)).toEqual(shown)
})

test.each<[body: unknown, shown: unknown]>([
  [
    { id: 'a', headers: { authorization: 'x' } },
    { id: 'a', headers: { authorization: 'x' } },
  ],
  [null, null],
  [
    {
      requests: [
        { id: '1', headers: { Authorization: 'Bearer s', Accept: '*/*' } },
        { id: '2' },
        5,
      ],
    },
    {
      requests: [
        { id: '1', headers: { Authorization: 'Bearer <redacted>', Accept: '*/*' } },
        { id: '2' },
        5,
      ],
    },
  ],
  [{ requests: 5 }, { requests: 5 }],
  [
    '--b\r\nauthorization:Bearer s\r\nAccept: */*\r\nCookie: a=b\r\n\r\nGET x HTTP/1.1\r\n',
    '--b\r\nauthorization: Bearer <redacted>\r\nAccept: */*\r\nCookie: <redacted>\r\n\r\nGET x HTTP/1.1\r\n',
  ],
])('body %j', (body, shown) => {
  expect(redactBody(body)).toEqual(shown)
})
