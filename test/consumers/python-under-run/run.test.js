const assert = require('node:assert/strict')
const { spawnSync } = require('node:child_process')
const { test } = require('node:test')
const { sample } = require('./link-two-packages.cjs')
const { plain } = require('./use-contract.cjs')

function run(...args) {
  const options = ['--ids', 'sequential', '--clock', '2026-01-01T00:00:00Z']
  const script = ['--', 'python3', 'sales.py', ...args]
  const { status, stdout, stderr } = spawnSync(
    'npx',
    ['understudy', 'run', sample, ...options, ...script],
    { encoding: 'utf8' },
  )
  // What npm has to say of its own configuration is not the command's.
  return { status, stdout, stderr: plain(stderr).replaceAll(/^npm .*\n/gm, '') }
}

const summary = `coverage: operations 4.1 % (1 of 24), statuses 4.1 % (1 of 24), options 0 % (0 of 57), properties 10.2 % (10 of 98), relationships 0 % (0 of 16)
least privilege: delegated EntitlementManagement.ReadWrite.All; application EntitlementManagement.ReadWrite.All
`

test('a script that keeps to the contract ends with its own exit code', () => {
  assert.deepEqual(run(), {
    status: 0,
    stdout: 'python is done\n',
    stderr: `1 exchange: 0 violations, 0 warnings\n${summary}`,
  })
})

test('a script that leaves it ends with 3, and the terminal says where', () => {
  const path = '/accessPackages/00000000-0000-4000-8000-000000000001'
  assert.deepEqual(run('leave-contract'), {
    status: 3,
    stdout: 'python is done\n',
    stderr: `error undocumented-operation: the contract declares no PUT ${path}
  #2 PUT /beta${path} (405)
  expected: PATCH /accessPackages/{id}
  found: PUT /beta${path}
  page: contract/api/accesspackage-update.md:7
  curl: curl -g -X PUT http://127.0.0.1:4010/beta${path} -H 'authorization: Bearer <redacted>' -H 'content-type: application/json' --data-raw '{"catalogId": "9b1c6f0e-8d4a-4e0b-a7c2-61d35f7e2a90", "displayName": "Sales", "description": "Sales tools"}'
  nearest: PATCH /accessPackages/{id} (contract/api/accesspackage-update.md:7): the method: PATCH is documented, PUT was sent
  nearest: DELETE /accessPackages/{id} (contract/api/accesspackage-delete.md:7): the method: DELETE is documented, PUT was sent
  nearest: GET /accessPackages/{id} (contract/api/accesspackage-get.md:7): the method: GET is documented, PUT was sent

2 exchanges: 1 violation, 0 warnings, 1 request of no operation
${summary}`,
  })
})
