/*
 * What every consumer does with the packed package, whatever runs its tests: start the service on
 * the sample contract, create two access packages, make one incompatible with the other, and check
 * what the contract says of it. Copied beside each consumer's test.
 */
const assert = require('node:assert/strict')
const path = require('node:path')

const sample = path.join(
  path.dirname(require.resolve('odata-understudy/package.json')),
  'fixtures/access-packages',
)

async function send(service, method, path, body) {
  const response = await fetch(service.url + path, {
    method,
    headers: { Authorization: 'Bearer t', 'Content-Type': 'application/json' },
    ...(body && { body: JSON.stringify(body) }),
  })
  const text = await response.text()
  return { status: response.status, body: text === '' ? undefined : JSON.parse(text) }
}

/** @returns how many access packages there are */
async function countPackages(service) {
  const { status, body } = await send(service, 'GET', '/accessPackages')
  assert.equal(status, 200)
  return body.value.length
}

async function linkTwoPackages(service) {
  const [catalog] = (await send(service, 'GET', '/accessPackageCatalogs')).body.value
  const create = async (displayName) => {
    const created = await send(service, 'POST', '/accessPackages', {
      catalogId: catalog.id,
      displayName,
      description: `For ${displayName}`,
    })
    assert.equal(created.status, 201, JSON.stringify(created.body))
    assert.equal(created.body.displayName, displayName)
    return created.body.id
  }
  const before = await countPackages(service)
  const sales = await create('Sales')
  const audit = await create('Audit')
  const linked = await send(
    service,
    'POST',
    `/accessPackages/${sales}/incompatibleAccessPackages/$ref`,
    { '@odata.id': `${service.url}/accessPackages/${audit}` },
  )
  assert.deepEqual(linked, { status: 204, body: undefined })
  const partners = await send(
    service,
    'GET',
    `/accessPackages/${audit}/accessPackagesIncompatibleWith`,
  )
  assert.deepEqual(
    partners.body.value.map(({ id }) => id),
    [sales],
  )
  service.assertContract()
  assert.equal(await countPackages(service), before + 2)
}

async function startAndLinkTwoPackages(startUnderstudy) {
  const service = await startUnderstudy({ contract: sample, port: 0 })
  const { url } = service
  try {
    const before = await countPackages(service)
    await linkTwoPackages(service)
    await service.reset()
    assert.equal(await countPackages(service), before)
  } finally {
    await service.close()
  }
  await assert.rejects(fetch(`${url}/accessPackages`))
}

module.exports = { linkTwoPackages, sample, startAndLinkTwoPackages }
