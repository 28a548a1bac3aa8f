import { badRequest, ODataError } from '../errors.ts'
import { writeJson } from '../model/index.ts'
import type { ServiceRequest } from './http-message.ts'
import { headerText } from './negotiate.ts'
import { readJsonBody } from './read-body.ts'

/**
 * The `GET` that a `POST` to `/$query` stands for: the options of the body join those of the URL.
 * @returns `undefined` when the path does not end in `/$query`
 * @throws ODataError 405 for another method, 415 for another media type, 400 for a body that holds no options
 * @see URL Conventions, "Passing Query Options in the Request Body"
 */
export function readQueryRequest(request: ServiceRequest): ServiceRequest | undefined {
  const mark = request.url.indexOf('?')
  const path = mark < 0 ? request.url : request.url.slice(0, mark)
  // Few do, and the pattern would cost every request.
  if (!path.endsWith('query') && !path.endsWith('query/')) return undefined
  const resource = /^(.+)\/(?:\$|%24)query\/?$/.exec(path)?.[1]
  if (resource === undefined) return undefined
  if (request.method !== 'POST') {
    throw new ODataError(405, 'MethodNotAllowed', `$query takes POST, not ${request.method}`, {
      headers: { Allow: 'POST' },
    })
  }
  const query = [mark < 0 ? '' : request.url.slice(mark + 1), readOptions(request)]
  const options = query.filter((part) => part !== '').join('&')
  const { 'content-type': _, ...headers } = request.headers
  const url = options === '' ? resource : `${resource}?${options}`
  return { ...request, method: 'GET', url, headers, body: undefined }
}

function readOptions({ body, headers }: ServiceRequest): string {
  const contentType = headerText(headers, 'content-type')
  const type = (contentType ?? 'text/plain').split(';')[0]!.trim().toLowerCase()
  const text = body?.toString('utf8') ?? ''
  switch (type) {
    case 'text/plain':
    case 'application/x-www-form-urlencoded':
      if (/[\r\n]/.test(text.trim())) {
        throw badRequest('the body of $query: expected options separated by &, found a line break')
      }
      return text.trim()
    case 'application/json':
      return writeOptions(readJsonBody(body, contentType))
  }
  throw new ODataError(
    415,
    'UnsupportedMediaType',
    `expected a body of text/plain, application/x-www-form-urlencoded or application/json, found '${contentType}'`,
    { target: 'Content-Type' },
  )
}

/** Members of an object as options of a URL: system query options, and parameters of a function. */
function writeOptions(body: unknown): string {
  if (body === undefined) return ''
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw badRequest('the body of $query: expected a JSON object of query options')
  }
  return Object.entries(body)
    .map(([name, value]: [string, unknown]) => writeOption(name, value))
    .join('&')
}

function writeOption(name: string, value: unknown): string {
  if (name.startsWith('$')) {
    const isNumber = name === '$top' || name === '$skip'
    if (typeof value !== (isNumber ? 'number' : 'string')) {
      throw badRequest(`expected a JSON ${isNumber ? 'number' : 'string'} for ${name}`, `/${name}`)
    }
    return `${name}=${encodeURIComponent(String(value))}`
  }
  const [, parameter = '', isExpression] = /^@?([^@]*)(@expression)?$/.exec(name) ?? []
  if (parameter === '') throw badRequest(`'${name}' is not a query option`, `/${name}`)
  const text =
    isExpression && typeof value === 'string'
      ? value
      : typeof value === 'string'
        ? `'${value.replaceAll("'", "''")}'`
        : writeJson(value)
  return `@${encodeURIComponent(parameter)}=${encodeURIComponent(text)}`
}
