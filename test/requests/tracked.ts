import { createUnderstudy, type FixturesDocument, type Understudy } from '../../src/index.ts'
import { readAnswer, sendTo, type Answer, type Sent } from './answer.ts'

/** Three authors with two books, notes and agents. */
export const library: FixturesDocument = {
  Countries: [
    { Code: 'ie', Name: 'Ireland' },
    { Code: 'cl', Name: 'Chile' },
  ],
  Agents: [
    { ID: 7, Name: 'Gil' },
    { ID: 8, Name: 'Hal' },
  ],
  Authors: [
    {
      ID: 1,
      Name: 'Ada',
      City: 'Cork',
      Home: { Street: 'Quay', 'Country@odata.bind': "Countries('ie')" },
      'Agent@odata.bind': 'Agents(7)',
      Notes: [{ ID: 1, Text: 'one' }],
    },
    { ID: 2, Name: 'Bo', City: 'Cork' },
    { ID: 3, Name: 'Cy', City: 'Lima' },
  ],
  Books: [
    { ID: 11, Title: 'Tides', 'Author@odata.bind': 'Authors(1)' },
    { ID: 12, Title: 'Bees', 'Author@odata.bind': 'Authors(1)' },
  ],
}

export function openLibrary(clock = '2026-01-01T00:00:00Z'): Understudy {
  return createUnderstudy({
    contract: 'test/contracts/tracked.xml',
    fixtures: library,
    clock,
  })
}

/** What a client of one version asks; the host is left out of links. */
export interface Client {
  readonly get: (url: string, headers?: Sent['headers']) => Promise<Answer & { headers: Headers }>
  /** Reads a result with `track-changes`, page by page, and gives its delta link. */
  readonly track: (url: string, headers?: Sent['headers']) => Promise<string>
  /** Reads the changes of a delta link, page by page. */
  readonly changes: (link: string) => Promise<readonly unknown[]>
}

type Headers = Readonly<Record<string, string>>

export const host = 'http://service.test'

export function clientOf(service: Pick<Understudy, 'app'>, version: '4.0' | '4.01'): Client {
  const own = {
    'OData-MaxVersion': version,
    Prefer: version === '4.0' ? 'odata.track-changes' : 'track-changes',
  }
  const prefix = version === '4.0' ? '@odata.' : '@'
  const get: Client['get'] = async (url, headers = {}) => {
    const response = await sendTo(service.app, `GET ${url.replace(host, '')}`, {
      headers: { ...own, ...headers },
    })
    return { ...readAnswer(response), headers: response.headers as Headers }
  }
  const readAll = async (url: string, headers?: Sent['headers']) => {
    const value: unknown[] = []
    let next: string | undefined = url
    let deltaLink = ''
    while (next !== undefined) {
      const page = (await get(next, headers)).body as { readonly value: readonly unknown[] }
      const links: Readonly<Record<string, unknown>> = page
      value.push(...page.value)
      deltaLink = links[`${prefix}deltaLink`] as string
      next = links[`${prefix}nextLink`] as string | undefined
    }
    return { value, deltaLink }
  }
  return {
    get,
    track: async (url, headers) => (await readAll(url, headers)).deltaLink,
    changes: async (link) => (await readAll(link)).value,
  }
}

/** Sends what changes the state, one line each: `DELETE /Books(11)`, `PATCH /Books(11) {"Title":"x"}`. */
export async function change(
  service: Pick<Understudy, 'app'>,
  ...lines: readonly string[]
): Promise<void> {
  for (const line of lines) {
    const [, request = '', body] = /^(\S+ \S+)(?: (.*))?$/.exec(line) ?? []
    const { status, text } = await sendTo(service.app, request, body === undefined ? {} : { body })
    if (status >= 400) throw new Error(`${line}: ${status} ${text}`)
  }
}
