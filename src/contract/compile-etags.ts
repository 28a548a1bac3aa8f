import { isJsonObject } from '../model/index.ts'
import type { OperationDraft, StructuredDraft } from './compile-drafts.ts'
import type { OperationPage } from './compile-page-operations.ts'
import { requiredETag, type ContractOperation } from './contract.ts'

/**
 * Finds the types whose ETags clients read in bodies: an answer on a page has `@odata.etag`, or a change
 * needs the ETag in `If-Match`, which a list gives in no header.
 */
export function findShownETags(pages: readonly OperationPage[]): void {
  for (const draft of pages.flatMap(({ drafts }) => drafts)) {
    const type = draft.isBroad ? undefined : typeOf(draft)
    if (type && (requiredETag(draft.operation) || isETagShown(draft.operation))) {
      type.showsETag = true
    }
  }
}

function typeOf({ responseType, requestType }: OperationDraft): StructuredDraft | undefined {
  const type = (responseType ?? requestType)?.type
  return typeof type === 'object' && type.kind === 'structured' ? type : undefined
}

function isETagShown({ examples }: ContractOperation): boolean {
  return examples.some(({ response }) => {
    const body = response?.body
    if (!isJsonObject(body)) return false
    const items = Array.isArray(body['value']) ? body['value'] : [body]
    return items.some((item) => isJsonObject(item) && '@odata.etag' in item)
  })
}
