import { describe, expect, test } from '@jest/globals'
import type { ContractOperation, Example } from '../../contract/contract.ts'
import { primitiveTypes } from '../../model/index.ts'
import { findDocumentedAnswer } from './documented-answer.ts'

const source = { file: 'report.md', line: 1 }

interface Shown {
  readonly url?: string
  readonly status?: number
  readonly location?: string
  readonly text?: string
}

function example({ url = '/reports/sum()', status = 200, location, text }: Shown): Example {
  const message = {
    headers: [],
    body: undefined,
    bodyText: undefined,
    bodySource: undefined,
    source,
  }
  const headers = location === undefined ? [] : [{ name: 'Location', value: location }]
  const body = text?.startsWith('{') ? (JSON.parse(text) as unknown) : undefined
  return {
    name: undefined,
    request: { ...message, method: 'GET', url },
    response: { ...message, headers, status, body, bodyText: text },
  }
}

function documenting(method: 'GET' | 'POST', shown: readonly Shown[]): ContractOperation {
  return {
    name: 'sum',
    method,
    paths: [],
    permissions: undefined,
    headers: [],
    requestBody: undefined,
    responses: [],
    examples: shown.map(example),
    origin: 'page',
    source,
  }
}

const number = primitiveTypes['Edm.Int32']

describe('the answer of a call that its page shows', () => {
  test.each([
    ['a value', [{ text: '{"@odata.context": "x", "value": 12}' }], { kind: 'value', value: 12 }],
    [
      'a list',
      [{ text: '{"value": [{"@odata.id": "x", "id": "a"}]}' }],
      { kind: 'value', value: [{ id: 'a' }] },
    ],
    [
      'a list of objects of derived types',
      [{ text: '{"value": [{"@odata.type": "#a.b", "@odata.etag": "x", "id": "a"}]}' }],
      { kind: 'value', value: [{ '@odata.type': '#a.b', id: 'a' }] },
    ],
    [
      'an object',
      [{ text: '{"@odata.context": "x", "a": 1}' }],
      { kind: 'value', value: { a: 1 } },
    ],
    ['other text', [{ text: 'Name,Count\nA,1\n' }], { kind: 'text', text: 'Name,Count\nA,1' }],
    [
      'a redirect',
      [{ status: 302, location: 'https://example.com/a.csv' }],
      { kind: 'redirect', location: 'https://example.com/a.csv' },
    ],
    ['no body', [{}], undefined],
    ['an error alone', [{ status: 404, text: '{"error": {}}' }], undefined],
    ['nothing', [], undefined],
  ] as const)('%s', (_, shown, answer) => {
    expect(findDocumentedAnswer(number, documenting('GET', shown), undefined)).toEqual(answer)
  })

  test('of several is that of the format asked for', () => {
    const shown = [
      { url: '/reports/sum()?$format=text/csv', text: 'Name' },
      { url: '/reports/sum()?$format=application%2Fjson', text: '{"value": 1}' },
    ]
    const operation = documenting('GET', shown)
    expect(findDocumentedAnswer(number, operation, 'application/json')).toEqual({
      kind: 'value',
      value: 1,
    })
    expect(findDocumentedAnswer(number, operation, 'text/csv')).toEqual({
      kind: 'text',
      text: 'Name',
    })
    expect(findDocumentedAnswer(number, operation, undefined)).toEqual({
      kind: 'text',
      text: 'Name',
    })
  })

  test('of an action may be that there is none', () => {
    const operation = documenting('POST', [{ status: 202 }])
    expect(findDocumentedAnswer(undefined, operation, undefined)).toEqual({ kind: 'nothing' })
  })
})
