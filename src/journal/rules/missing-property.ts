import type { ContractOperation } from '../../contract/contract.ts'
import { isJsonObject, type JsonObject, type Model } from '../../model/index.ts'
import { writeSource } from '../write-source.ts'
import type { ExchangeFacts, Finding, ViolationRule } from './rule.ts'

export const missingProperty: ViolationRule = {
  name: 'missing-property',
  severity: 'error',
  about: 'request',
  describes:
    "A create or a call of an action leaves out, or gives as null, what the page's table of the body calls required; a warning where only the sentence before the table does, or the page's own example is without it.",
  find: (facts) => {
    const { operation, record, reader } = facts
    const body = bodyOf(facts)
    if (!operation?.requestBody || !body || record.method !== 'POST') return []
    // What is not there, or not allowed, was not asked for more.
    if ([401, 403, 404, 405].includes(record.status)) return []
    return operation.requestBody.properties.flatMap((property): Finding[] => {
      const { name, isRequired, isRequiredInRow, source } = property
      if (!isRequired || isGiven(body, name)) return []
      if (isSetByServer(operation, name, reader.contract.model)) return []
      return [
        {
          ...((!isRequiredInRow || isShownWithout(operation, name)) && { severity: 'warning' }),
          message: `${operation.name} requires '${name}' in the body`,
          pointer: `/${name}`,
          expected: 'a value',
          actual: Object.hasOwn(body, name) ? 'null' : 'nothing',
          source: writeSource(source),
        },
      ]
    })
  },
}

/** `undefined` for what is none of properties: another media type, a list, a reference to what is there. */
function bodyOf({ record: { requestBody }, address }: ExchangeFacts): JsonObject | undefined {
  if (address.isRaw || address.problem || address.kind !== 'resource') return undefined
  if (requestBody === undefined || requestBody === '') return {}
  if (!isJsonObject(requestBody)) return undefined
  return '@odata.id' in requestBody || '@id' in requestBody ? undefined : requestBody
}

/** A navigation property is given by what it is bound to, too. */
function isGiven(body: JsonObject, name: string): boolean {
  if (body[name] !== undefined && body[name] !== null) return true
  return Object.hasOwn(body, `${name}@odata.bind`) || Object.hasOwn(body, `${name}@bind`)
}

/** Pages list `id` among what a create requires, and read-only in the resource. */
function isSetByServer({ requestBody }: ContractOperation, name: string, model: Model): boolean {
  const type = requestBody?.shape && model.types.get(requestBody.shape.typeName)
  return type !== undefined && 'properties' in type && !!type.properties.get(name)?.isComputed
}

function isShownWithout({ examples }: ContractOperation, name: string): boolean {
  return examples.some(({ request }) => isJsonObject(request?.body) && !isGiven(request.body, name))
}
