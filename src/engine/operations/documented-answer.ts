import type { ContractOperation, Example } from '../../contract/contract.ts'
import type { EdmType, JsonObject, JsonValue } from '../../model/index.ts'

/** What a page shows as the answer of a call. */
export type DocumentedAnswer =
  | { readonly kind: 'value'; readonly value: readonly JsonObject[] | JsonValue }
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'redirect'; readonly location: string }
  | { readonly kind: 'nothing' }

/**
 * The answer that a call's own page shows: given where neither fixtures nor the state say what it is,
 * since nothing else is known of what an operation does.
 * @param type of what is answered
 * @param format of the request, which one of several examples may be for
 */
export function findDocumentedAnswer(
  type: EdmType | undefined,
  documented: ContractOperation | undefined,
  format: string | undefined,
): DocumentedAnswer | undefined {
  const shown = (documented?.examples ?? []).filter(
    ({ response }) => response !== undefined && response.status < 400,
  )
  const { response } = shown.find((example) => formatOf(example) === format) ?? shown[0] ?? {}
  if (!response) return undefined
  const location = response.headers.find(({ name }) => name.toLowerCase() === 'location')?.value
  if (response.status >= 300 && location !== undefined) return { kind: 'redirect', location }
  const { body, bodyText } = response
  if (body !== undefined) return { kind: 'value', value: answerIn(body as JsonValue, type) }
  if (bodyText !== undefined && type) return { kind: 'text', text: bodyText.trim() }
  return documented?.method === 'GET' ? undefined : { kind: 'nothing' }
}

/** The `$format` that an example's URL asks for. */
export function formatOf({ request }: Example): string | undefined {
  const value = /[?&](?:\$|%24)?format=([^&]*)/.exec(request?.url ?? '')?.[1]
  return value?.replaceAll('%2F', '/')
}

/** A collection or a single value stands in `value`; control information is written anew. */
function answerIn(body: JsonValue, type: EdmType | undefined): readonly JsonObject[] | JsonValue {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return body
  const members = body as JsonObject
  const isStructured = type?.kind === 'entityType' || type?.kind === 'complexType'
  const isWrapped =
    Object.hasOwn(members, 'value') && !(isStructured && type.properties.has('value'))
  return isWrapped
    ? withoutControlInformation(members['value']!)
    : withoutControlInformation(members)
}

function withoutControlInformation(value: JsonValue): JsonValue {
  if (Array.isArray(value)) {
    return value.map((item: JsonValue) => withoutControlInformation(item))
  }
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).filter(([name]) => !name.startsWith('@odata.') || name === '@odata.type'),
  )
}
