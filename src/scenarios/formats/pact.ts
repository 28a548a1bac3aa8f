import { isJsonObject, type JsonValue } from '../../model/index.ts'
import type { StepDocument } from '../recording/index.ts'
import type { ExchangeFormat, FormatContents, WriteContext } from './exchange-format.ts'
import {
  fillIn,
  fillInText,
  findLinks,
  giveExamples,
  type ExampleValues,
} from './example-values.ts'
import { writePactRules, type PactRules } from './pact-rules.ts'
import { octetsOf } from './make-examples.ts'

type ScenarioContents = Extract<FormatContents, { kind: 'scenario' }>

/** A Pact file, specification V4: one interaction a step. */
export const pactFormat: ExchangeFormat = {
  name: 'pact',
  extension: '.pact.json',
  describes: 'a Pact V4 file (output alone)',
  takes: 'scenario',
  write: (contents, context) => {
    if (contents.kind !== 'scenario') return Promise.resolve('')
    const pact = {
      consumer: { name: context.consumer },
      provider: { name: context.provider },
      interactions: writeInteractions(contents, context),
      metadata: {
        pactSpecification: { version: '4.0' },
        'odata-understudy': { scenario: contents.name },
      },
    }
    return Promise.resolve(`${JSON.stringify(pact, null, 2)}\n`)
  },
}

function writeInteractions(
  { document, name, placeOf }: ScenarioContents,
  { root, say }: WriteContext,
): readonly object[] {
  const base = root ?? 'http://localhost'
  const values = giveExamples(document, base)
  const links = findLinks(document.steps)
  const given = fillIn(document.given?.fixtures ?? {}, values)
  if (document.finally?.length) say(`${placeOf(0)}: finally is left out: a pact has no clean-up`)
  if (document.steps.length > 1) {
    say(
      `${placeOf(0)}: the interactions of a pact are independent: each names the steps before it as its state`,
    )
  }
  return document.steps.map((step, index) => {
    const place = placeOf(index)
    if (step.body !== undefined && octetsOf(step.body)) {
      say(`${place}: the body is octets: its base64 stands for it`)
    }
    const request = writeRequest(step, base, values)
    const context = { values, links, say: (message: string) => say(`${place}: ${message}`) }
    const state = index === 0 ? name : `${name}, after step ${index}`
    const response = writeResponse(step, context)
    const before = document.steps.slice(0, index).map((each) => fillInText(each.request, values))
    const params = {
      ...(Object.keys(given as object).length > 0 && { fixtures: given }),
      ...(before.length > 0 && { requests: before }),
    }
    return {
      type: 'Synchronous/HTTP',
      description: `${index + 1}: ${step.request}`,
      key: `${name}:${index + 1}`,
      pending: false,
      providerStates: [{ name: state, ...(Object.keys(params).length > 0 && { params }) }],
      request,
      response,
    }
  })
}

function writeRequest(step: StepDocument, root: string, values: ExampleValues): object {
  const [, method = 'GET', written = '/'] = /^(\S+)\s+(.*)$/s.exec(step.request.trim()) ?? []
  const filled = fillInText(written, values)
  const basePath = new URL(root).pathname.replace(/\/+$/, '')
  const relative = filled.startsWith(root) ? filled.slice(root.length) : filled
  const [path = '', query = ''] = (basePath + relative).split(/\?(.*)/s)
  const headers = {
    ...(step.body !== undefined && { 'Content-Type': 'application/json' }),
    ...Object.fromEntries(
      Object.entries(step.headers ?? {}).map(([name, text]) => [
        name,
        fillInText(String(text), values),
      ]),
    ),
  }
  const isVariable = /\$\{(?!base\})/.test(written)
  return {
    method: method.toUpperCase(),
    path: path === '' ? '/' : path,
    ...(query !== '' && { query: writeQuery(query) }),
    ...(Object.keys(headers).length > 0 && { headers: asLists(headers) }),
    ...(step.body !== undefined && { body: writeBody(fillIn(step.body, values)) }),
    ...(isVariable && {
      generators: {
        path: {
          type: 'ProviderState',
          expression: basePath + written.replace('${base}', '').split('?')[0]!,
        },
      },
    }),
  }
}

function writeResponse(step: StepDocument, context: Parameters<typeof writePactRules>[2]): object {
  const { status, headers = {}, body } = step.expect ?? {}
  const statuses = (Array.isArray(status) ? status : [status]) as readonly unknown[]
  if (statuses.length > 1) context.say('of several statuses the first is expected')
  const expectedHeaders = Object.entries(headers).map(([name, expected]) => ({
    name,
    ...writePactRules(expected, name, context),
  }))
  const isEmpty = isJsonObject(body) && '$empty' in body
  const expected = body === undefined || isEmpty ? undefined : writePactRules(body, '$', context)
  const headerRules = Object.assign({}, ...expectedHeaders.map(({ rules }) => rules)) as PactRules
  const matchingRules = {
    ...(Object.keys(headerRules).length > 0 && { header: headerRules }),
    ...(expected && Object.keys(expected.rules).length > 0 && { body: expected.rules }),
  }
  const shownHeaders = {
    ...(expected && { 'Content-Type': 'application/json' }),
    ...Object.fromEntries(
      expectedHeaders.map(({ name, example }) => [name, String(example as string)]),
    ),
  }
  const contentRule = {
    'Content-Type': {
      combine: 'AND',
      matchers: [{ match: 'regex', regex: '^application/([\\w.+-]+\\+)?json(;.*)?$' }],
    },
  }
  const rules = expected
    ? { ...matchingRules, header: { ...contentRule, ...matchingRules.header } }
    : matchingRules
  return {
    status: typeof statuses[0] === 'number' ? statuses[0] : 200,
    ...(Object.keys(shownHeaders).length > 0 && { headers: asLists(shownHeaders) }),
    ...(expected?.example !== undefined && { body: writeBody(expected.example) }),
    ...(isEmpty && {
      body: { content: '', contentType: 'text/plain', contentTypeHint: 'TEXT', encoded: false },
    }),
    ...(Object.keys(rules).length > 0 && { matchingRules: rules }),
  }
}

function writeBody(content: JsonValue): object {
  return { content, contentType: 'application/json', contentTypeHint: 'TEXT', encoded: false }
}

function writeQuery(query: string): Record<string, readonly string[]> {
  const parameters: Record<string, string[]> = {}
  for (const [name, value] of new URLSearchParams(query.replaceAll('+', '%2B'))) {
    ;(parameters[name] ??= []).push(value)
  }
  return parameters
}

function asLists(headers: Readonly<Record<string, string>>): Record<string, readonly string[]> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value]]))
}
