import assert from 'node:assert/strict'
import { createRequire } from 'node:module'
import { test } from 'node:test'
import { ODataSyntaxError, parse } from 'odata-understudy/odata'

test('the parser gives trees and errors', () => {
  assert.equal(parse('odataUri', 'http://host/service/Products(1)/Name').kind, 'odataUri')
  assert.throws(
    () => parse('guid', '01234567-89ab'),
    (error) => {
      assert.ok(error instanceof ODataSyntaxError)
      assert.equal(error.position, 13)
      return true
    },
  )
})

test('both module systems have one ODataSyntaxError', () => {
  const required = createRequire(import.meta.url)('odata-understudy/odata')
  assert.equal(required.ODataSyntaxError, ODataSyntaxError)
})
