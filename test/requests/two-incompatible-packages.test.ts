import { join } from 'node:path'
import { describe, expect, test } from '@jest/globals'
import { startUnderstudy } from '../../src/index.ts'
import { answer, ids, root, send, sequentialId, start } from './answer.ts'
import { contracts, seeds, type ContractCase } from './contracts.ts'

const scenario = join('test', 'requests', 'two-packages.yaml')
const catalogId = '662d99e7-6ceb-4c21-9cb4-9b0bbfdefccc'
const sales = { catalogId, displayName: 'Sales', description: 'Sales tools' }
const audit = { catalogId, displayName: 'Audit', description: 'Audit tools' }

describe.each([...contracts])('two incompatible access packages by $name', (contractCase) => {
  test.each([...contractCase.doors])('through %s', async (door) => {
    const service = start({ accessPackages: [] }, { contract: contractCase.contract })
    const first = await send(service, `POST ${door}`, { body: sales })
    expect([first.status, first.headers['location']]).toEqual([
      201,
      `${root}/${contractCase.setName(door)}('${sequentialId(1)}')`,
    ])
    expect(first.body).toEqual({
      '@odata.context': `${root}/$metadata#${contractCase.setName(door)}/$entity`,
      ...sales,
      id: sequentialId(1),
      isHidden: false,
      isRoleScopesVisible: false,
      createdBy: null,
      createdDateTime: '2026-01-01T00:00:00.000Z',
      modifiedBy: null,
      modifiedDateTime: '2026-01-01T00:00:00.000Z',
    })
    const second = await send(service, `POST ${door}`, { body: audit })
    expect([second.status, second.body.id]).toEqual([201, sequentialId(2)])
    const link = `${door}/${first.body.id}/incompatibleAccessPackages`
    const body = { '@odata.id': `${root}${door}/${second.body.id}` }
    expect(await answer(service, `POST ${link}/$ref`, { body })).toEqual(noContent)
    for (const other of contractCase.doors) {
      expect(await ids(service, `${other}/${first.body.id}/incompatibleAccessPackages`)).toEqual([
        second.body.id,
      ])
      expect(
        await ids(service, `${other}/${second.body.id}/accessPackagesIncompatibleWith`),
      ).toEqual([first.body.id])
    }
    expect(await answer(service, `DELETE ${link}/${second.body.id}/$ref`)).toEqual(noContent)
    expect(await ids(service, `${door}/${second.body.id}/accessPackagesIncompatibleWith`)).toEqual(
      [],
    )
    expect(await ids(service, door)).toEqual([first.body.id, second.body.id])
  })

  test.each([...contractCase.doors])('over HTTP, through %s', async (door) => {
    expect(await linkOverHttp(contractCase, door)).toEqual([
      { status: 204, body: '' },
      { id: sequentialId(1) },
    ])
  })

  test('as a scenario, in process', async () => {
    const service = start({}, { contract: contractCase.contract })
    // The given fixtures, four requests, and the one at the end.
    const { outcome, steps } = await service.play(scenario)
    expect([outcome, steps.length]).toEqual(['passed', 6])
    expect(await ids(service, '/accessPackages')).toEqual([sequentialId(2)])
  })

  test('as a scenario, against a listening service', async () => {
    const { contract } = contractCase
    const service = await startUnderstudy({ contract, fixtures: { accessPackages: [] } })
    try {
      const player = start({}, { contract })
      expect((await player.play(scenario, { against: service.url })).outcome).toBe('passed')
    } finally {
      await service.close()
    }
  })
})

/** What the link answers, and what then rules the second access package out. */
async function linkOverHttp({ contract }: ContractCase, door: string): Promise<unknown[]> {
  const service = await startUnderstudy({
    contract,
    fixtures: { accessPackages: [] },
    ids: 'sequential',
  })
  const post = (path: string, body: unknown) =>
    fetch(service.url + path, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(body),
    })
  try {
    await post(door, sales)
    await post(door, audit)
    const [first, second] = [1, 2].map((n) => `${door}/${sequentialId(n)}`)
    const reference = { '@odata.id': service.url + second }
    const link = await post(`${first}/incompatibleAccessPackages/$ref`, reference)
    const found = await fetch(`${service.url}${second}/accessPackagesIncompatibleWith?$select=id`)
    const { value } = (await found.json()) as { value: unknown[] }
    return [{ status: link.status, body: await link.text() }, ...value]
  } finally {
    await service.close()
  }
}

const noContent = { status: 204, body: undefined }

if (!seeds) {
  test('skipped: no corpus', () => {
    expect(seeds).toBeUndefined()
  })
}
