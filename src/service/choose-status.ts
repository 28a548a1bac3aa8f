import type { ContractOperation } from '../contract/contract.ts'
import type { Outcome } from '../engine/index.ts'
import { applyPreference, type Preferences } from './preferences.ts'

/**
 * The status of a successful outcome. Where the Protocol leaves a choice, as an update may answer with
 * or without a representation, the client's preference decides, then what the page documents.
 * @param answered `headers`: those of the response, which take `Preference-Applied`
 * @see Protocol, "Preference return", "Success Responses", "Returning Results from Data Modification Requests"
 */
export function chooseStatus(
  outcome: Outcome,
  answered: {
    readonly method: string
    readonly preferences: Preferences
    readonly operation: ContractOperation | undefined
    readonly headers: Record<string, string>
    /** The request has `$select` or `$expand`. */
    readonly isShaped?: boolean | undefined
  },
): number {
  const { method, preferences, operation, headers } = answered
  if (outcome.kind === 'redirect') return 302
  if (outcome.kind === 'notModified') return 304
  if (outcome.kind === 'stream' && outcome.isUnmodified) return 304
  if (outcome.kind === 'nothing') {
    return method === 'GET' ? 204 : chooseDocumented(operation, [204, 200, 202])
  }
  if (method === 'GET') return 200
  const { returned } = preferences
  if (returned) applyPreference(headers, preferences, 'return')
  if (outcome.kind === 'modified') {
    applyPreference(headers, preferences, 'continue-on-error')
    if (outcome.hasFailures) return 200
  }
  if (outcome.kind !== 'entity' && !isModified(outcome)) {
    return returned === 'minimal' ? 204 : chooseDocumented(operation, [200, 201, 202])
  }
  if (outcome.kind === 'entity' && outcome.isNew) {
    if (returned === 'minimal') return 204
    return chooseDocumented(operation, method === 'PUT' ? [201, 200, 204] : [201, 202])
  }
  if (outcome.kind === 'entity' && method === 'POST') {
    return returned === 'minimal' ? 204 : chooseDocumented(operation, [200, 201, 202])
  }
  if (returned) return returned === 'representation' ? 200 : 204
  // "This implies a `return=representation` preference."
  if (answered.isShaped) return 200
  return chooseDocumented(operation, [204, 200])
}

function isModified(outcome: Outcome): boolean {
  return 'isModified' in outcome && outcome.isModified === true
}

/** The first of the possible statuses that is documented; without one, the first of all. */
function chooseDocumented(
  operation: ContractOperation | undefined,
  possible: readonly [number, ...number[]],
): number {
  const documented = possible.find((status) =>
    operation?.responses.some((response) => response.status === status),
  )
  return documented ?? possible[0]
}
