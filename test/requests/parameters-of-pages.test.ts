import { describe, expect, test } from '@jest/globals'
import { answer } from './answer.ts'
import { startOffice } from './office.ts'

const headers = { Authorization: 'Bearer token' }

async function sendMail(body: unknown) {
  const service = startOffice()
  const { status, body: answered } = await answer(service, 'POST /me/sendMail', { body, headers })
  const { violations } = service.journal.exchanges.at(-1)!
  return { status, answered, violations }
}

describe('parameters of an action that pages document', () => {
  test.each([
    [{ message: { subject: 'Lunch' }, saveToSentItems: true, copies: ['a@contoso.com'] }],
    [{ message: { subject: 'Lunch' } }],
  ])('%j is taken as it is', async (body) => {
    expect(await sendMail(body)).toEqual({ status: 202, answered: undefined, violations: [] })
  })

  test.each([
    [{ copies: 'a@contoso.com' }, '/copies', 'expected an array, found the string "a@contoso.com"'],
    [{ copies: [7] }, '/copies/0', 'expected Edm.String, found the number 7'],
    [{ saveToSentItems: 'no' }, '/saveToSentItems', 'expected Edm.Boolean, found the string "no"'],
    [
      { message: 'Lunch' },
      '/message',
      'expected microsoft.graph.message, an object, found the string "Lunch"',
    ],
    [
      { message: { subjects: 'Lunch' } },
      '/message/subjects',
      "'subjects' is not a property of microsoft.graph.message; did you mean 'subject'?",
    ],
  ])('%j is refused', async (body, target, message) => {
    const { status, answered } = await sendMail(body)
    expect(status).toBe(400)
    expect(answered).toMatchObject({
      error: { code: 'BadRequest', details: [{ code: 'InvalidBody', target, message }] },
    })
  })

  test('one that the page requires is missed, and the call is served', async () => {
    expect(await sendMail({})).toMatchObject({
      status: 202,
      violations: [
        {
          rule: 'missing-property',
          severity: 'error',
          pointer: '/message',
          message: "user: sendMail requires 'message' in the body",
          source: 'test/contracts/office/api/user-sendmail.md:26',
        },
      ],
    })
  })

  test('what the page itself shows is served, with a warning', async () => {
    const body = { message: { subject: 'Lunch' }, saveToSentItems: 'false' }
    expect(await sendMail(body)).toMatchObject({
      status: 202,
      violations: [
        {
          rule: 'documented-placeholder',
          severity: 'warning',
          message:
            'expected Edm.Boolean, found the string "false"; the documented example shows it, so it is taken as not given',
          pointer: '/saveToSentItems',
          expected: 'Edm.Boolean',
          actual: 'the string "false"',
        },
      ],
    })
  })

  test('one that no page names is served, with a warning', async () => {
    expect(await sendMail({ Message: { subject: 'Lunch' } })).toMatchObject({
      status: 202,
      violations: [
        { rule: 'missing-property', pointer: '/message' },
        {
          rule: 'undocumented-parameter',
          severity: 'warning',
          message:
            "'Message' is not a documented parameter of microsoft.graph.sendMail; did you mean 'message'?",
          pointer: '/Message',
          expected: 'message, copies, saveToSentItems',
          actual: '{"subject":"Lunch"}',
        },
      ],
    })
  })
})
