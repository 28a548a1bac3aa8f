import { isJsonObject, type JsonValue } from '../../model/index.ts'
import { isMultipartBatch, writeMultipartRequests } from '../multipart-batch.ts'
import type { StepDocument } from '../recording/index.ts'
import type { FormatContents, WriteContext } from './exchange-format.ts'
import { octetsOf } from './make-examples.ts'

/** A scenario as requests that a person sends one by one; captured values are request variables. */
export function writeHttpFile(
  contents: Extract<FormatContents, { kind: 'scenario' }>,
  { root, say }: WriteContext,
): string {
  const { document, placeOf, name } = contents
  const place = placeOf(0)
  if (document.given?.fixtures)
    say(`${place}: given.fixtures is left out: a .http file starts from what the service has`)
  if (document.steps.some(({ expect }) => expect)) {
    say(`${place}: what answers are expected to be is left out, but for what is captured`)
  }
  const captures = new Map(
    document.steps.flatMap((step, index) => findCaptures(step, `step${index + 1}`)),
  )
  const refer = (text: string): string =>
    text.replace(
      /\$\{([A-Za-z_][\w-]*)\}/g,
      (_, variable: string) => `{{${captures.get(variable) ?? variable}}}`,
    )
  const vars = Object.entries(document.vars ?? {}).map(([variable, value]) => {
    const isFromEnvironment = isJsonObject(value) && '$env' in value
    const text = isFromEnvironment
      ? `{{$processEnv ${String(value['$env'] as string)}}}`
      : typeof value === 'string'
        ? refer(value)
        : JSON.stringify(value)
    return `@${variable} = ${text}\n`
  })
  const requests = document.steps.map((step, index) => {
    if (step.body !== undefined && octetsOf(step.body)) {
      say(
        `${placeOf(index)}: the body is octets, which a .http file cannot hold: its base64 stands for it`,
      )
    }
    const isCaptured = [...captures.values()].some((path) => path.startsWith(`step${index + 1}.`))
    return writeRequest(step, isCaptured ? `step${index + 1}` : undefined, refer)
  })
  const cleanUp = (document.finally ?? []).map((step) =>
    writeRequest(typeof step === 'string' ? { request: step } : step, undefined, refer),
  )
  const head = `# ${name}\n@base = ${root ?? 'http://localhost:4010'}\n${vars.join('')}`
  return [head, ...requests, ...cleanUp].join('\n###\n\n')
}

function writeRequest(
  { request, headers: written = {}, body: content }: StepDocument,
  name: string | undefined,
  refer: (text: string) => string,
): string {
  const [, method = 'GET', url = '/'] = /^(\S+)\s+(.*)$/s.exec(request.trim()) ?? []
  const address = refer(url)
  const { headers, body } = packBatch(written, content)
  const hasType = Object.keys(headers).some((header) => header.toLowerCase() === 'content-type')
  const lines = [
    ...(name === undefined ? [] : [`# @name ${name}`]),
    `${method} ${address.startsWith('/') ? `{{base}}${address}` : address}`,
    ...(body !== undefined && !hasType ? ['Content-Type: application/json'] : []),
    ...Object.entries(headers).map(([header, value]) => `${header}: ${refer(String(value))}`),
  ]
  const text =
    body === undefined
      ? ''
      : `\n${refer(typeof body === 'string' ? body : JSON.stringify(body, null, 2))}\n`
  return `${lines.join('\n')}\n${text}`
}

/** A multipart batch as the text that is sent. */
function packBatch(headers: NonNullable<StepDocument['headers']>, body: StepDocument['body']) {
  const name = Object.keys(headers).find((each) => each.toLowerCase() === 'content-type')
  if (name === undefined || !isMultipartBatch(headers[name] ?? '', body)) return { headers, body }
  const batch = writeMultipartRequests(body)
  return { headers: { ...headers, [name]: batch.contentType }, body: batch.body }
}

/** Each captured name with the request variable that stands for it: `step1.response.body.$.id`. */
function findCaptures(
  { expect }: StepDocument,
  step: string,
): readonly (readonly [name: string, path: string])[] {
  const found: (readonly [string, string])[] = []
  const visit = (expected: JsonValue, path: string): void => {
    if (Array.isArray(expected)) {
      for (const [index, item] of (expected as readonly JsonValue[]).entries())
        visit(item, `${path}[${index}]`)
      return
    }
    if (!isJsonObject(expected)) return
    for (const [name, inner] of Object.entries(expected)) {
      if (name === '$capture') found.push([String(inner as string), path])
      else if (name === '$contains' || name === '$only') {
        visit(Array.isArray(inner) ? inner : [inner], path)
      } else if (!name.startsWith('$')) {
        visit(inner, /^\w+$/.test(name) ? `${path}.${name}` : `${path}['${name}']`)
      }
    }
  }
  if (expect?.body !== undefined) visit(expect.body, `${step}.response.body.$`)
  for (const [name, expected] of Object.entries(expect?.headers ?? {})) {
    if (isJsonObject(expected) && '$capture' in expected) {
      found.push([String(expected['$capture'] as string), `${step}.response.headers.${name}`])
    }
  }
  return found
}
