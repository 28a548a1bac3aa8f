import type { SourceLocation } from '../../model/index.ts'

/** A request, or a part of it, that an annotation says the service does not support. */
export interface Refusal {
  /** `InsertRestrictions/Insertable`, without the vocabulary. */
  readonly capability: string
  /** 405 for methods, 400 for query options and bodies, 501 for what the whole service lacks. */
  readonly statusCode: 400 | 405 | 501
  readonly message: string
  /** A query option, or a JSON pointer into the body. */
  readonly target?: string | undefined
  /** Where the contract declares what is addressed. */
  readonly source?: SourceLocation | undefined
}
