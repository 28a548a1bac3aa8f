import type { ContractOperation } from '../contract/contract.ts'
import type { AddressFacts, ContractReader } from './contract-reader.ts'
import type { ExchangeRecord, NearOperation } from './exchange.ts'
import { judgeResponse, type JudgedResponse } from './judge-response.ts'
import { nothingAddressed } from './nothing-addressed.ts'
import { findNearestInContract } from './nearest-in-contract.ts'
import { findHeader } from './read-response-body.ts'
import type { ExchangeFacts } from './rules/rule.ts'

/** Reads an exchange by its contract, each part when it is first asked for. */
export function readExchangeFacts(
  record: ExchangeRecord,
  { number, reader, history }: Pick<ExchangeFacts, 'number' | 'reader' | 'history'>,
): ExchangeFacts {
  let address: AddressFacts | undefined
  let nearest: readonly NearOperation[] | undefined
  let response: JudgedResponse | undefined
  const facts: ExchangeFacts = {
    record,
    number,
    reader,
    history,
    get address() {
      return (address ??= reader.readAddress(record))
    },
    get operation(): ContractOperation | undefined {
      return record.operation ?? (isPutOff(record) ? undefined : facts.address.operation)
    },
    get answering() {
      return facts.address.isPart ? undefined : facts.operation
    },
    get nearest() {
      return (nearest ??= findNearest(facts))
    },
    get response() {
      return (response ??= judgeResponse(facts))
    },
  }
  return facts
}

/** What the operation documents is what an asynchronous request comes to, not that it was accepted. */
function isPutOff({ status, requestHeaders }: ExchangeRecord): boolean {
  return status === 202 && /\brespond-async\b/i.test(findHeader(requestHeaders, 'prefer') ?? '')
}

function findNearest({ operation, address, reader }: ExchangeFacts): readonly NearOperation[] {
  const { kind, method, path } = address
  if (operation || address.operation || address.allowed) return []
  if (kind !== 'resource' || method === 'OPTIONS') return []
  return findNearestInContract(reader.contract, method, path)
}

/** The reader of records that come without: it knows the contract, and nothing of addresses. */
export function createPlainReader({
  contract,
  validators,
}: Pick<ContractReader, 'contract' | 'validators'>): ContractReader {
  return {
    contract,
    validators,
    auth: 'report',
    readAddress: ({ method, url }) => ({
      ...nothingAddressed,
      kind: 'resource',
      method,
      path: url.replace(/^\//, '').split('?', 1)[0]!,
      isDeclared: false,
    }),
  }
}
