import { readJournal } from '../../journal/index.ts'
import { UsageError } from '../../errors.ts'
import { observeJournal } from '../recording/index.ts'
import type { ExchangeFormat } from './exchange-format.ts'
import { findRoot, isBelow } from './find-root.ts'

/** A journal as `--journal` writes it. */
export const journalFormat: ExchangeFormat = {
  name: 'journal',
  extension: '.ndjson',
  describes: 'a journal (input alone)',
  recognizes: (file, text) => /\.ndjson$/i.test(file) || text.startsWith('{"understudyJournal":'),
  read: (file, text, { root: given, say }) => {
    const { sessions, incomplete } = readJournal(file, text.split('\n'))
    for (const sentence of [...incomplete, ...sessions.flatMap((each) => each.incomplete)]) {
      say(sentence)
    }
    const exchanges = sessions.flatMap((session) => session.exchanges)
    const [first] = exchanges
    if (!first) throw new UsageError(`${file}: expected a journal with exchanges, found none`)
    const host = first.request.headers['host'] ?? first.request.headers['Host'] ?? 'localhost'
    const origin = `http://${Array.isArray(host) ? host[0] : String(host)}`
    const known = exchanges.map(({ request, response }) => ({
      url: origin + request.url,
      body: response.body,
    }))
    const root = given ?? findRoot(known) ?? origin
    const { pathname } = new URL(root)
    const basePath = pathname.replace(/\/+$/, '')
    const own = exchanges.filter(({ request }) => isBelow(request.url, basePath))
    return Promise.resolve({
      kind: 'exchanges',
      name: file,
      traffic: observeJournal(own, { root, basePath }),
    })
  },
}
