const assert = require('node:assert/strict')
const { test } = require('node:test')
const { ODataSyntaxError, parse, printCommonExpr } = require('odata-understudy/odata')

test('the parser gives trees and errors, and loads no server', () => {
  const { expression } = parse('filter', "$filter=contains(Name,'a%20b')")
  assert.equal(printCommonExpr(expression), "contains(Name,'a b')")
  const names = { entitySetName: ['Products'] }
  assert.throws(() => parse('entitySetName', 'Prodcts', { names }), ODataSyntaxError)
  const loaded = Object.keys(require.cache)
  assert.deepEqual(
    loaded.filter((file) => /node_modules\/(?:express|ajv|lowdb)\//.test(file)),
    [],
  )
})
