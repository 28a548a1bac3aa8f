import { describe, expect, test } from '@jest/globals'
import { entityTypeOf } from '../../../test/shop-model.ts'
import { openShop } from '../../../test/shop-engine.ts'
import { shop as model } from '../../../test/shop-query.ts'
import type { ContractOperation } from '../../contract/contract.ts'
import { judgeBody } from './judge-body.ts'

/** An operation whose page shows one request body, as far as a body is judged by it. */
function documented(body: unknown): ContractOperation {
  return { examples: [{ request: { body } }] } as unknown as ContractOperation
}

function judge(body: unknown, shown?: unknown) {
  const operation = shown === undefined ? undefined : documented(shown)
  const shop = openShop({}, { operation })
  const judged = judgeBody(body, entityTypeOf(model, 'customer'), 'create', shop.context)
  return { judged, reported: shop.deviations.map(({ rule, pointer }) => `${rule} ${pointer}`) }
}

describe('documented placeholders are taken as not given', () => {
  const placeholder = (pointer: string) => `documented-placeholder ${pointer}`

  test.each([
    [{ isActive: 'Boolean' }, {}, ['/isActive']],
    [{ name: 'x', age: 'Integer' }, { name: 'x' }, ['/age']],
    [
      { address: { city: 'x', place: { north: 'Double' } } },
      { address: { city: 'x', place: {} } },
      ['/address/place/north'],
    ],
    [{ tags: [1, 'a', 2] }, { tags: ['a'] }, ['/tags/0', '/tags/2']],
  ])('%j becomes %j', (body, judged, pointers) => {
    expect(judge(body, body)).toEqual({ judged, reported: pointers.map(placeholder) })
  })

  test('another value at that place is refused, and so is that value elsewhere', () => {
    for (const body of [{ isActive: 'yes' }, { age: 'Boolean' }]) {
      expect(() => judge(body, { isActive: 'Boolean' })).toThrow(
        expect.objectContaining({ statusCode: 400 }),
      )
    }
  })

  test('one refused value refuses the body', () => {
    const shown = { isActive: 'Boolean' }
    expect(() => judge({ ...shown, age: 'x' }, shown)).toThrow(
      expect.objectContaining({ details: [expect.objectContaining({ target: '/age' })] }),
    )
  })
})

test('a valid body stays as it is', () => {
  const body = { name: 'Ann', tags: ['x'], '@odata.type': '#shop.customer' }
  expect(judge(body)).toEqual({ judged: body, reported: [] })
})

test.each([
  [
    undefined,
    'expected a JSON object with the properties of shop.customer as the body, found none',
  ],
  [null, 'expected a JSON object with the properties of shop.customer as the body, found null'],
  [[], 'expected a JSON object with the properties of shop.customer as the body, found an array'],
  ['x', 'expected a JSON object with the properties of shop.customer as the body, found "x"'],
])('%j is refused', (body, message) => {
  expect(() => judge(body)).toThrow(expect.objectContaining({ statusCode: 400, message }))
})

test.each([
  [{ nmae: 1 }, ['/nmae']],
  [{ age: 'x', tags: [1] }, ['/age', '/tags/0']],
  [{ isActive: null }, ['/isActive']],
  [{ id: null }, ['/id']],
  [{ orders: [{ number: 'x' }] }, ['/orders/0/number']],
  [{ address: { ctiy: 'x' } }, ['/address/ctiy']],
])('%j is refused at %j', (body, targets) => {
  expect(() => judge(body)).toThrow(
    expect.objectContaining({
      statusCode: 400,
      details: targets.map((target) => expect.objectContaining({ code: 'InvalidBody', target })),
    }),
  )
})
