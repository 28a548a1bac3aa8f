import { join } from 'node:path'
import { describe, expect, test } from '@jest/globals'
import { answer, answerUnchanged, ids, refusal, sequentialId, start } from './answer.ts'
import { seeds } from './contracts.ts'

interface Documented {
  readonly contract: readonly string[]
  readonly set: string
  readonly navigation: string
  readonly type: string
  readonly text: string
  readonly flag: string
}

const shelves: Documented = {
  contract: [join('test', 'contracts', 'entity-as-reference')],
  set: 'shelves',
  navigation: 'neighbours',
  type: 'microsoft.graph.shelf',
  text: 'label',
  flag: 'isFull',
}
const packages: Documented | undefined = seeds && {
  contract: seeds.contract,
  set: 'accessPackages',
  navigation: 'incompatibleAccessPackages',
  type: 'microsoft.graph.accessPackage',
  text: 'displayName',
  flag: 'isHidden',
}

/** A page that asks for an entity where the protocol has a reference. */
describe.each(packages ? [shelves, packages] : [shelves])(
  'POST /$set/{id}/$navigation/$ref, documented with an entity as its body',
  ({ contract, set, navigation, type, text, flag }) => {
    const line = `POST /${set}/a/${navigation}/$ref`
    const startHere = () => start({ [set]: [{ id: 'a' }, { id: 'b' }] }, { contract })

    test('links the entity that an id names, and journals the deviation', async () => {
      const service = startHere()
      const body = { id: 'b', [text]: 'ignored' }
      expect(await answer(service, line, { body })).toEqual({ status: 204, body: undefined })
      expect(await ids(service, `/${set}/a/${navigation}`)).toEqual(['b'])
      expect((await answer(service, `GET /${set}/b/${text}`)).status).toBe(204)
      expect(service.journal.exchanges[0]!.violations).toContainEqual(
        expect.objectContaining({
          rule: 'reference-without-odata-id',
          severity: 'warning',
          message:
            'the body is an entity instead of a reference; the page documents it, so it is taken',
          pointer: '/@odata.id',
          expected: '@odata.id',
          actual: 'a representation',
        }),
      )
    })

    test('creates and links an entity without an id', async () => {
      const service = startHere()
      const body = { [text]: 'New' }
      expect(await answer(service, line, { body })).toEqual({ status: 204, body: undefined })
      expect(await ids(service, `/${set}/a/${navigation}`)).toEqual([sequentialId(1)])
      expect(await ids(service, `/${set}?$filter=${text} eq 'New'`)).toEqual([sequentialId(1)])
    })

    test('takes a placeholder that the page shows as not given', async () => {
      const service = startHere()
      const body = { [text]: 'String', [flag]: 'Boolean' }
      expect(await answer(service, line, { body })).toEqual({ status: 204, body: undefined })
      expect(await answer(service, `GET /${set}/${sequentialId(1)}/${flag}/$value`)).toEqual({
        status: 200,
        body: 'false',
      })
    })

    test('takes a reference as well', async () => {
      const service = startHere()
      const body = { '@odata.id': `${set}/b` }
      expect(await answer(service, line, { body })).toEqual({ status: 204, body: undefined })
      expect(await ids(service, `/${set}/a/${navigation}`)).toEqual(['b'])
    })

    test.each([
      ['an id that is not there', { id: 'zz' }, refusal(404, `no ${type} with the id "zz"`)],
      [
        'an unknown property',
        { nope: 1 },
        refusal(400, /\/nope/, {
          details: [
            {
              code: 'InvalidBody',
              message: `'nope' is not a property of ${type}`,
              target: '/nope',
            },
          ],
        }),
      ],
      [
        'nothing',
        {},
        refusal(400, 'expected the URL of an entity in @odata.id, found nothing', {
          target: '/@odata.id',
        }),
      ],
    ])('is refused for %s', async (_, body, expected) => {
      expect(await answerUnchanged(startHere(), line, { body })).toEqual(expected)
    })
  },
)

if (!seeds) {
  test('skipped: no corpus', () => {
    expect(seeds).toBeUndefined()
  })
}
