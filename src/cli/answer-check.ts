import { readContract } from '../contract/index.ts'
import { ODataError } from '../errors.ts'
import { findViolations, type ContractViolation } from '../journal/index.ts'
import { planRequest } from '../plan/index.ts'
import type { ReplayRequest, ReplayResponse } from '../scenarios/index.ts'
import { getValidators } from '../schemas/index.ts'
import { getOperationTable } from '../service/operation-table.ts'
import { ODataSyntaxError } from '../syntax/index.ts'

/**
 * Holds the answers of any service to a contract, as the double's own journal would.
 * @param resourcePaths paths that fixtures are named after
 */
export function createAnswerCheck(
  contractPath: string,
  resourcePaths: readonly string[],
): (request: ReplayRequest, response: ReplayResponse) => readonly ContractViolation[] {
  const contract = readContract([contractPath], { resourcePaths })
  const { model } = contract
  const operations = getOperationTable(contract)
  const validators = getValidators(model)

  const findOperation = (method: string, url: string) => {
    const [path = '', query = ''] = url.split(/\?(.*)/s)
    const isModification = method !== 'GET' && method !== 'HEAD'
    try {
      const plan = planRequest(path.slice(1), query, { model, isModification })
      return operations.find(isModification ? method : 'GET', plan.path.signature, plan.optionNames)
    } catch (error) {
      // A request that the contract does not know is the answering service's to judge.
      if (error instanceof ODataError || error instanceof ODataSyntaxError) return undefined
      throw error
    }
  }

  return ({ method, url, headers, body }, response) => {
    const headersSent = Object.entries(response.headers).filter(
      (entry): entry is [string, string | number | readonly string[]] => entry[1] !== undefined,
    )
    const text = typeof response.body === 'string' ? response.body : JSON.stringify(response.body)
    return findViolations(
      {
        method,
        url,
        requestHeaders: headers,
        requestBody: body,
        status: response.status,
        responseHeaders: Object.fromEntries(headersSent),
        responseBody: text,
        operation: findOperation(method, url),
        violations: [],
        time: 0,
        duration: 0,
      },
      contract,
      validators,
    )
  }
}
