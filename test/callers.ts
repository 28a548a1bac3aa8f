import type { ContractOperation, Permissions } from '../src/contract/contract.ts'

/** An Authorization header with a token that nobody signed. */
export function bearer(payload: unknown): string {
  const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
  return `Bearer ${encode({ alg: 'none' })}.${encode(payload)}.`
}

const source = (line: number) => ({ file: 'api/package-list.md', line })

/** `GET /packages`, with what its page says about who may call it. */
function operation(
  permissions: Partial<Permissions> | undefined,
  header = true,
): ContractOperation {
  const none = { delegatedWork: [], delegatedPersonal: [], application: [], source: source(20) }
  const row = { name: 'Authorization', description: '', isRequired: true, source: source(30) }
  return {
    name: 'List packages',
    method: 'GET',
    paths: [{ text: '/packages', source: source(25) }],
    permissions: permissions && { ...none, ...permissions },
    headers: header ? [row] : [],
    requestBody: undefined,
    responses: [],
    examples: [],
    origin: 'page',
    source: source(9),
  }
}

export const both = operation({
  delegatedWork: ['P.Read.All', 'P.ReadWrite.All'],
  application: ['P.Read.App'],
})
export const delegatedOnly = operation({
  delegatedWork: ['P.Read.All'],
  delegatedPersonal: ['P.Read.All', 'P.Read'],
})
export const unfinished = operation({})
export const undocumented = operation(undefined)
export const silent = operation(undefined, false)

export const reader = bearer({ scp: 'openid P.Read.All' })
export const other = bearer({ scp: 'Q.Read.All openid' })
export const application = bearer({ roles: ['P.Read.App'] })
