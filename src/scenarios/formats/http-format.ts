import type { ExchangeFormat } from './exchange-format.ts'
import { readHttpFile } from './read-http-file.ts'
import { writeHttpFile } from './write-http-file.ts'

/** Request files of the REST clients of Visual Studio Code and JetBrains. */
export const httpFormat: ExchangeFormat = {
  name: 'http',
  extension: '.http',
  describes: 'a .http file of REST clients',
  recognizes: (file) => /\.(?:http|rest)$/i.test(file),
  read: readHttpFile,
  takes: 'scenario',
  write: (contents, context) =>
    Promise.resolve(contents.kind === 'scenario' ? writeHttpFile(contents, context) : ''),
}
