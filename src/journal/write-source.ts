import type { SourceLocation } from '../contract/contract.ts'

/** A place as written: `api/accesspackage-post.md:47`. */
export type SourceText = string

/** A place in the contract as violations and reports cite it: `api/accesspackage-post.md:47`. */
export function writeSource({ file, line }: SourceLocation): string {
  return `${file}:${line}`
}
