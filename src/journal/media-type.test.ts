import { expect, test } from '@jest/globals'
import { isJson, isText, readContentType } from './media-type.ts'

test.each<[string, string, string]>([
  ['multipart/mixed; boundary=batch_1', 'multipart/mixed', 'batch_1'],
  ['Multipart/Mixed;BOUNDARY=Aa', 'multipart/mixed', 'Aa'],
  ['multipart/mixed; boundary="a b;c"; x=y', 'multipart/mixed', 'a b;c'],
  ['multipart/mixed; boundary="a\\"b"', 'multipart/mixed', 'a"b'],
  ['multipart/mixed; x="boundary=no"; boundary=yes', 'multipart/mixed', 'yes'],
  ['multipart/mixed ; boundary = a ', 'multipart/mixed', 'a'],
  ['multipart/mixed', 'multipart/mixed', ''],
  ['multipart/mixed; boundary=', 'multipart/mixed', ''],
  ['', '', ''],
])('%s has the type %s and the boundary %j', (text, type, boundary) => {
  expect(readContentType(text)).toEqual({ type, boundary })
})

test.each<[string, boolean, boolean]>([
  ['application/json', true, false],
  ['Application/JSON;odata.metadata=minimal', true, false],
  ['application/merge-patch+json', true, false],
  ['application/xml', false, false],
  ['application/jsonx', false, false],
  ['text/plain;charset=utf-8', false, true],
  ['text/json', false, true],
  ['', false, false],
])('%s is JSON: %j, is text: %j', (text, json, plain) => {
  expect([isJson(text), isText(text)]).toEqual([json, plain])
})
